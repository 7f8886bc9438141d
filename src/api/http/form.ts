import type { FormPart } from './http';

interface Fields {
  append(name: string, value: string): void;
  append(name: string, value: Blob, fileName: string): void;
}

/** Puts the parts of a multipart body into a form; undici and Node have a class of their own for it. */
export function filled<Form extends Fields>(form: Form, parts: readonly FormPart[]): Form {
  for (const part of parts) {
    if ('file' in part) {
      const { name, contentType, blob } = part.file;
      form.append(part.name, blob.slice(0, blob.size, contentType), name);
    } else {
      form.append(part.name, part.value);
    }
  }
  return form;
}
