import type { FormPart } from '../http/http';
import {
  type CreateCall,
  fileName,
  type HeaderValue,
  literal,
  notation,
  splitJson,
  type Syntax,
  variable,
  withKey,
} from './call';

export function javascript({ url, headers, body }: CreateCall): string {
  const files = body.kind === 'form' ? body.parts.some((part) => 'file' in part) : splitJson(body.value).length > 1;
  const syntax: Syntax = {
    yes: 'true',
    no: 'false',
    none: 'null',
    name: (key) => (/^[a-z_$][\w$]*$/i.test(key) && key !== '__proto__' ? key : `[${literal(key)}]`),
    file: ({ file: { name }, prefix }) =>
      `${prefix && `${literal(prefix)} + `}(await readFile(${literal(name)})).toString("base64")`,
  };
  const appends = (all: readonly FormPart[]): string =>
    all
      .map((part) =>
        'file' in part
          ? `form.append(${literal(part.name)}, new File([await readFile(${literal(part.file.name)})], ${literal(fileName(part.file.name))}, { type: ${literal(part.file.contentType)} }));\n`
          : `form.append(${literal(part.name)}, ${literal(part.value)});\n`,
      )
      .join('');
  const typed: [string, HeaderValue][] =
    body.kind === 'json' ? [...headers, ['content-type', 'application/json']] : headers;
  const headerLines = typed.map(
    ([name, item]) => `    ${literal(name)}: ${withKey(item, `process.env.${variable}`)},\n`,
  );
  return `${files ? 'import { readFile } from "node:fs/promises";\n\n' : ''}${body.kind === 'form' ? `const form = new FormData();\n${appends(body.parts)}\n` : ''}const response = await fetch(${literal(url)}, {
  method: "POST",
  headers: {
${headerLines.join('')}  },
  body: ${body.kind === 'form' ? 'form' : `JSON.stringify(${notation(body.value, syntax, 2, '  ')})`},
});
if (!response.ok) throw new Error(\`\${response.status} \${await response.text()}\`);
console.log(await response.json());
`;
}
