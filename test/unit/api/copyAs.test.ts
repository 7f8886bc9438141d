import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { createClient } from '../../../src/api/client';
import { copyAs, type CopyLanguage, copyLanguages } from '../../../src/api/copyAs';
import type { Provider } from '../../../src/api/provider';
import type { CreateInput } from '../../../src/api/types';
import { canary, connectionTo, transportFor } from './support/connect';
import { type Received, TestServer } from './support/server';

/** Whether a program is here, with what it needs. */
const has = (program: string, ...args: string[]): boolean => spawnSync(program, args).status === 0;
const runners: Record<CopyLanguage, { program: string; file: string; here: boolean }> = {
  curl: { program: 'sh', file: 'run.sh', here: has('curl', '--version') && has('sh', '-c', 'true') },
  python: { program: 'python3', file: 'run.py', here: has('python3', '-c', 'import ast') },
  javascript: { program: process.execPath, file: 'run.mjs', here: true },
};

const hostile = [
  `'; touch pwned; '`,
  '"; touch pwned; "',
  '$(touch pwned) `touch pwned` ${HOME} %PATH% !!',
  '\\',
  "\\'; touch pwned #",
  '@/etc/passwd',
  '</script>{{7*7}}${7*7}',
  'line one\nline two\r\n\ttab',
  'ünï 日本語 🎬 \u2028 \u202e evil \u0007',
  '\'\'\' """ # \\u0041',
  ';type=text/plain',
].join(' | ');

describe('Copying a job as code', () => {
  let server: TestServer;
  let folder: string;

  before(async () => {
    server = await TestServer.start();
    folder = mkdtempSync(join(tmpdir(), 'copy-'));
    writeFileSync(join(folder, 'ref.png'), Buffer.from([0x89, 0x50, 0x4e, 0x47, 0, 39, 10]));
    // Stands in for the package of the same name: sends what it is told to, and nothing more is needed of it.
    writeFileSync(join(folder, 'requests.py'), requestsStandIn);
  });
  after(async () => {
    rmSync(folder, { recursive: true, force: true });
    await server.stop();
  });
  beforeEach(() => {
    server.reset();
    server.on('POST *', { json: { id: 'a', status: 'queued' } });
  });

  const reference: CreateInput['reference'] = {
    kind: 'file',
    name: 'ref.png',
    contentType: 'image/png',
    blob: new Blob([new Uint8Array([0x89, 0x50, 0x4e, 0x47, 0, 39, 10])]),
  };

  /** What is the same in two requests, however a client writes it: boundaries and spaces between JSON tokens differ. */
  function essence({ method, url, headers, body }: Received): unknown {
    const type = headers['content-type'] ?? '';
    const boundary = /boundary="?([^";]+)/.exec(type)?.[1];
    const content = boundary
      ? body
          .split(`--${boundary}`)
          .slice(1, -1)
          .map((part) => {
            const at = part.indexOf('\r\n\r\n');
            const head = part.slice(0, at);
            const name = /[^e]name="((?:[^"\\]|\\.)*)"/.exec(head)?.[1];
            return {
              name,
              type: /content-type: *([^\r\n;]+)/i.exec(head)?.[1],
              file: head.includes('filename='),
              // A form sends each line break as two characters; not every client does that by itself.
              value: part.slice(at + 4, -2).replace(/\r?\n/g, '\n'),
            };
          })
          .map(({ type: partType, ...part }) => (part.file ? { ...part, partType } : part))
      : (JSON.parse(Buffer.from(body, 'latin1').toString()) as unknown);
    const { authorization, token, 'api-key': apiKey, 'x-own': own } = headers;
    return { method, url, type: type.split(';')[0], authorization, token, apiKey, own, content };
  }

  async function run(language: CopyLanguage, code: string): Promise<void> {
    const { program, file } = runners[language];
    const path = join(folder, file);
    writeFileSync(path, code);
    chmodSync(path, 0o700);
    const child = spawn(program, [path], {
      cwd: folder,
      env: {
        PATH: process.env.PATH,
        VIDEO_API_KEY: canary,
        PYTHONPATH: [folder].join(delimiter),
        NO_PROXY: '*',
        PYTHONIOENCODING: 'utf8',
      },
    });
    let output = '';
    child.stdout.on('data', (chunk: Buffer) => (output += String(chunk)));
    child.stderr.on('data', (chunk: Buffer) => (output += String(chunk)));
    const status = await new Promise((done) => child.on('close', done));
    assert.equal(status, 0, `${output}\n${code}`);
  }

  const cases: [string, Partial<Provider>, CreateInput][] = [
    [
      'openai as JSON',
      { headers: { 'x-own': `it's "$HOME"` } },
      {
        prompt: hostile,
        model: 'm',
        seconds: 8,
        extra: { seed: 7, ok: true, no: null, list: [1, 'a'], nested: {}, 'a "b': 'c' },
      },
    ],
    ['openai with a file', {}, { prompt: hostile, seconds: 8, reference }],
    [
      'openai with an address',
      { auth: 'api-key' },
      { prompt: 'x', reference: { kind: 'url', url: 'https://x.example.com/a?b=1&c="d"' } },
    ],
    ['newapi', { type: 'newapi' }, { prompt: hostile, model: 'm', seconds: 8, size: '16x9' }],
    ['opeai with a file', { type: 'opeai', auth: 'token' }, { prompt: hostile, model: 'm', seconds: 8, reference }],
    [
      'openrouter with a file',
      { type: 'openrouter' },
      { prompt: hostile, model: 'm', seconds: 8, size: '720p 16:9', reference },
    ],
    ['a server without keys', { auth: 'none' }, { prompt: 'x' }],
  ];
  for (const language of copyLanguages) {
    describe(`in ${language}`, () => {
      for (const [name, provider, input] of cases) {
        it(`sends the request that the client sends: ${name}`, async function () {
          // Said aloud rather than passed: this machine has no such program.
          if (!runners[language].here) return this.skip();
          const connection = connectionTo(server.origin, provider);
          const transport = transportFor();
          await createClient(connection, transport).create(input);
          await transport.close();
          await run(language, copyAs(connection, input, language));
          assert.equal(server.requests.length, 2);
          assert.deepEqual(essence(server.requests[1]!), essence(server.requests[0]!));
          assert.equal(spawnSync('ls', [folder], { encoding: 'utf8' }).stdout.includes('pwned'), false);
        });
      }

      it('never holds a key, nor what a header hides', () => {
        const provider = { headers: { 'x-litellm-api-key': 'hush-hush', 'x-own': 'shown' } };
        const code = copyAs(connectionTo('https://api.example.com', provider), { prompt: 'x' }, language);
        assert.ok(!code.includes(canary) && !code.includes('hush-hush'));
        assert.ok(
          code.includes('VIDEO_API_KEY') &&
            code.includes('shown') &&
            code.includes('https://api.example.com/v1/videos'),
        );
      });

      it('shows characters that hide or turn text', () => {
        const code = copyAs(connectionTo('https://api.example.com'), { prompt: 'a\u202eb\u200bc' }, language);
        assert.doesNotMatch(code, /[\u202e\u200b]/);
        assert.match(code, /\\u202e/);
      });
    });
  }

  it('reads a file whose name looks like an option', () => {
    const code = copyAs(
      connectionTo('https://api.example.com'),
      { prompt: 'x', reference: { ...reference, name: '-o x.png' } },
      'curl',
    );
    assert.match(code, /@"\.\/-o x\.png"/);
  });
});

const requestsStandIn = `
import json as j, urllib.request

def post(url, headers, json=None, files=None, timeout=None):
    headers = dict(headers)
    if files is None:
        data = j.dumps(json).encode()
        headers['content-type'] = 'application/json'
    else:
        boundary = 'standInBoundary1234567890'
        data = b''
        for name, part in files:
            value = part[1].read() if hasattr(part[1], 'read') else part[1].encode()
            head = 'content-disposition: form-data; name="%s"' % name
            if part[0] is not None:
                head += '; filename="%s"\\r\\ncontent-type: %s' % (part[0], part[2])
            data += ('--%s\\r\\n%s\\r\\n\\r\\n' % (boundary, head)).encode() + value + b'\\r\\n'
        data += ('--%s--\\r\\n' % boundary).encode()
        headers['content-type'] = 'multipart/form-data; boundary=' + boundary
    return Response(urllib.request.urlopen(urllib.request.Request(url, data, headers, method='POST')))

class Response:
    def __init__(self, response): self.response = response
    def raise_for_status(self): assert self.response.status < 300
    def json(self): return j.loads(self.response.read())
`;
