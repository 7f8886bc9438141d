import type { FormPart } from '../http/http';
import { type CreateCall, fileName, literal, notation, splitJson, type Syntax, variable, withKey } from './call';

export function python({ url, headers, body }: CreateCall): string {
  const embeds = body.kind === 'json' && splitJson(body.value).length > 1;
  const syntax: Syntax = {
    yes: 'True',
    no: 'False',
    none: 'None',
    name: literal,
    file: ({ file: { name }, prefix }) =>
      `${prefix && `${literal(prefix)} + `}base64.b64encode(open(${literal(name)}, "rb").read()).decode()`,
  };
  const headerLines = headers.map(
    ([name, value]) => `        ${literal(name)}: ${withKey(value, `os.environ["${variable}"]`)},\n`,
  );
  const parts = (all: readonly FormPart[]): string =>
    all
      .map((part) =>
        'file' in part
          ? `        (${literal(part.name)}, (${literal(fileName(part.file.name))}, open(${literal(part.file.name)}, "rb"), ${literal(part.file.contentType)})),\n`
          : `        (${literal(part.name)}, (None, ${literal(part.value)})),\n`,
      )
      .join('');
  return `${embeds ? 'import base64\n' : ''}import os

import requests

response = requests.post(
    ${literal(url)},
    headers={
${headerLines.join('')}    },
    ${body.kind === 'form' ? `files=[\n${parts(body.parts)}    ]` : `json=${notation(body.value, syntax, 4, '    ')}`},
    timeout=180,
)
response.raise_for_status()
print(response.json())
`;
}
