import { isCurl, jsonObject, type PastedRequest, readCurl } from './curl';
import { readSdkCall } from './sdk';

/** URL in running text, without the quotes, tags and punctuation that end it. */
const address = /https?:\/\/[^\s"'`<>\\)\]|,;]+/gi;
const isMedia = /\.(png|jpe?g|webp|gif|mp4|webm|mov|mp3|wav)([?#]|$)/i;

/**
 * Reads a request from a URL, a `curl` command, a raw HTTP request, a call of a vendor's own client, or any other
 * program (Python, JavaScript, PowerShell), which is only searched for URL, headers and model; nothing is run.
 */
export function requestFromText(text: string): PastedRequest {
  const trimmed = text.trim();
  if (isCurl(trimmed)) return readCurl(trimmed);
  const called = readSdkCall(trimmed);
  if (called) return called;
  if (!/\s/.test(trimmed)) return { url: trimmed, headers: [] };
  return { url: addressIn(trimmed), headers: headersIn(trimmed), ...bodyIn(trimmed) };
}

function addressIn(text: string): string | undefined {
  const [, path] = /\b(?:GET|POST)\s{1,20}(\/\S*)/.exec(text) ?? [];
  const [, host] = /\bhost:\s{0,20}([\w.:-]+)/i.exec(text) ?? [];
  if (path !== undefined && host !== undefined) return `https://${host}${path}`;
  const found = [...text.matchAll(address)].map(([whole]) => whole).filter((each) => !isMedia.test(each));
  return found.find((each) => /\/videos?\b/.test(each)) ?? found.find((each) => /\/v\d/.test(each)) ?? found[0];
}

const header =
  /["']?(?<![\w-])(authorization|token|x-title|http-referer|openai-organization|openai-project|(?:x|ocp|api|auth|access)-[\w-]{1,60}|[\w-]{0,40}api-key)["']?\s{0,20}[:=]\s{0,20}[fF]?["'`]?((?:bearer|basic|token|key)\s{1,20})?([^\s"'`,;)}]+\}?)/gi;
/** Names of the key parameter in API clients. */
const named =
  /\bapi_?key["']?\s{0,20}[:=]\s{0,20}(?:["'`]([^"'`]{1,8192})["'`]|[^\n]{0,100}?(?:environ|getenv|env)\W{1,10}(\w+))/i;
const environment = /(?:\bprocess\.env\.|\benviron(?:\.get\(|\[)["']|\bgetenv\(["']|\$env:)(\w+)/;

function headersIn(text: string): [string, string][] {
  const found = [...text.matchAll(header)].map(([, name, scheme = '', value]): [string, string] => [
    name!,
    scheme + value!,
  ]);
  const [, env] = environment.exec(text) ?? [];
  const fromEnvironment = env === undefined ? [] : [credential(`$${env}`)];
  if (found.some(([name]) => /^authorization$|api-key$|^token$/i.test(name))) {
    // Programs interpolate the key into the header; the variable it comes from is more informative.
    return found.map(([name, value]) =>
      env !== undefined && isVariableMark(value) ? [name, `Bearer $${env}`] : [name, value],
    );
  }
  const [, key] = named.exec(text) ?? [];
  return [...found, ...(key === undefined ? fromEnvironment : [credential(key)])];
}

const credential = (key: string): [string, string] => ['Authorization', `Bearer ${key}`];
const isVariableMark = (value: string): boolean => /[${+]/.test(value);

function bodyIn(text: string): Pick<PastedRequest, 'body'> {
  const start = text.indexOf('{');
  const fields = start < 0 ? undefined : jsonObject(text.slice(start, text.lastIndexOf('}') + 1));
  if (fields) return { body: { encoding: 'json', fields } };
  const [, model] = /\bmodel["']?\s{0,20}[:=]\s{0,20}["'`]([^"'`\n]{1,200})["'`]/.exec(text) ?? [];
  return model === undefined ? {} : { body: { encoding: 'json', fields: { model } } };
}
