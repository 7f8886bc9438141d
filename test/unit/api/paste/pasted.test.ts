import assert from 'node:assert/strict';
import { readPasted } from '../../../../src/api/paste/pasted';
import type { Provider } from '../../../../src/api/provider';

const secret = 'sk-R4nd0mR4nd0mR4nd0m';

interface Row {
  what: string;
  text: string;
  expected: Partial<Provider>;
  key?: string;
  left?: RegExp[];
}

/** Commands as documents, consoles and browsers give them; hosts and keys are made up. */
const rows: Row[] = [
  {
    what: 'OpenAI’s own document: a form over several lines, the key in a variable',
    text: `curl https://api.openai.com/v1/videos \\
  -H "Authorization: Bearer $OPENAI_API_KEY" \\
  -F "model=sora-2" \\
  -F "prompt=A calico cat playing a piano on stage"`,
    expected: {
      id: 'openai',
      type: 'openai',
      baseUrl: 'https://api.openai.com/v1',
      auth: 'bearer',
      model: 'sora-2',
      apiKeyEnv: 'OPENAI_API_KEY',
      overrides: { encoding: 'multipart' },
    },
  },
  {
    what: 'OpenRouter’s quickstart: single quotes, JSON, headers of one’s own',
    text: `curl -X POST https://openrouter.ai/api/v1/videos -H 'Content-Type: application/json' \\
      -H 'Authorization: Bearer ${secret}' -H 'HTTP-Referer: https://studio.example' -H 'X-Title: It'\\''s ours' \\
      -d '{"model": "google/veo-3.1", "prompt": "A golden retriever; it runs | jumps", "duration": 8}'`,
    expected: {
      id: 'openrouter',
      type: 'openrouter',
      baseUrl: 'https://openrouter.ai/api/v1',
      model: 'google/veo-3.1',
      headers: { 'HTTP-Referer': 'https://studio.example', 'X-Title': "It's ours" },
    },
    key: secret,
  },
  {
    what: 'apifox’s way for chainhub: --location, --request, a placeholder for the key, a file',
    text: `curl --location --request POST 'https://api.chainhub.tech/v1/videos' \\
--header 'Authorization: Bearer sk-xxxxxxxx' \\
--form 'model="veo_3_1"' \\
--form 'prompt="a cow"' --form 'watermark="false"' \\
--form 'input_reference=@"/home/me/a.png"'`,
    expected: { id: 'chainhub', type: 'newapi', baseUrl: 'https://api.chainhub.tech/v1', model: 'veo_3_1' },
    left: [/sk-xxxxxxxx/],
  },
  {
    what: 'a gateway’s status query, with -s -S -L in one word',
    text: `curl -sSL "https://api.jxincm.cn/v1/videos/sora-2:task_01k81/content" -H"Authorization: Bearer ${secret}" -o out.mp4 | jq .`,
    expected: { id: 'jxincm', type: 'newapi', baseUrl: 'https://api.jxincm.cn/v1' },
    key: secret,
  },
  {
    what: 'ope.ai’s page: the header token, copied from a browser with cookies',
    text: `curl 'https://api-platform.ope.ai/api/videos/video_1' -H 'accept: */*' -H 'sec-ch-ua: "x"' -b 'session=abcdef123456' \\
      -H 'token: ${secret}' -H 'user-agent: Mozilla/5.0' --compressed`,
    expected: { id: 'opeai', type: 'opeai', baseUrl: 'https://api-platform.ope.ai/api', auth: 'token' },
    key: secret,
    left: [/Cookie/],
  },
  {
    what: '"Copy as cURL (cmd)" of a browser',
    text: `curl ^"https://hub.example/v1/videos^" ^\r\n  -H ^"authorization: Bearer ${secret}^" ^\r\n  -H ^"content-type: application/json^" ^\r\n  --data-raw ^"^{^\\^"model^\\^":^\\^"sora-2^\\^",^\\^"seconds^\\^":4^}^"`,
    expected: {
      type: 'openai',
      baseUrl: 'https://hub.example/v1',
      model: 'sora-2',
      overrides: { seconds: 'number' },
      label: 'hub.example',
    },
    key: secret,
  },
  {
    what: 'PowerShell’s line ends, and curl.exe',
    text: `curl.exe --request POST \`\n  --url https://hub.example/v1/videos \`\n  --header 'authorization: Bearer $env:HUB_KEY' \`\n  --json '{"model":"wan-2.2"}'`,
    expected: { type: 'openai', baseUrl: 'https://hub.example/v1', model: 'wan-2.2', apiKeyEnv: 'HUB_KEY' },
  },
  {
    what: 'variables that are set before the command',
    text: `export BASE="https://hub.example/v1"\nexport TOKEN=${secret}\n# then\ncurl "$BASE/videos" -H "Authorization: Bearer \${TOKEN}" -d '{"model":"m-1","prompt":"x"}'\ncurl https://other.example`,
    expected: { type: 'openai', baseUrl: 'https://hub.example/v1', model: 'm-1' },
    key: secret,
  },
  {
    what: 'vLLM-Omni on this computer, without a key',
    text: `curl -X POST http://localhost:8091/v1/videos -F "prompt=A dog" -F "width=832" -F "num_frames=33" | jq -r '.id'`,
    expected: {
      type: 'openai',
      baseUrl: 'http://localhost:8091/v1',
      auth: 'bearer',
      overrides: { encoding: 'multipart' },
    },
  },
  {
    what: '$’…’ as Chrome copies it where a prompt has an apostrophe',
    text: `curl 'https://hub.example/v1/videos' -X POST --data-raw $'{"model":"sora-2","prompt":"it\\'s \\u00e9t\\u00e9\\\\n"}' --oauth2-bearer ${secret}`,
    expected: { baseUrl: 'https://hub.example/v1', model: 'sora-2' },
    key: secret,
  },
  {
    what: 'the key in a header of somebody’s own, and a sign-in',
    text: `curl -u me:pass https://hub.example/v1/videos -H "x-api-key: ${secret}"`,
    expected: { keyHeader: 'x-api-key', baseUrl: 'https://hub.example/v1', auth: 'bearer' },
    key: secret,
    left: [/Basic/],
  },
  {
    what: 'what a box of one line made of several lines',
    text: `curl --location 'https://hub.example/v1/videos' \\   --header 'api-key: ${secret}' \\   --data '{     "model": "m-2" }'`,
    expected: { baseUrl: 'https://hub.example/v1', auth: 'api-key', model: 'm-2' },
    key: secret,
  },
  {
    what: 'an endpoint alone',
    text: ' https://openrouter.ai/api/v1/videos/job-1/content?index=0 ',
    expected: { id: 'openrouter', label: 'OpenRouter', type: 'openrouter', baseUrl: 'https://openrouter.ai/api/v1' },
  },
  {
    what: 'an address without a scheme',
    text: 'localhost:4000',
    expected: { baseUrl: 'http://localhost:4000/v1', label: 'localhost:4000' },
  },
  {
    what: 'a request as it goes over the wire',
    text: `POST /v1/videos HTTP/1.1\nHost: hub.example\nAuthorization: Bearer ${secret}\nContent-Type: application/json\n\n{"model":"m-3","prompt":"x"}`,
    expected: { baseUrl: 'https://hub.example/v1', model: 'm-3' },
    key: secret,
  },
  {
    what: 'a program in Python',
    text: `client = OpenAI(base_url="https://hub.example/v1", api_key=os.environ["HUB_KEY"])\nvideo = client.videos.create(model="sora-2", prompt="x")`,
    expected: { baseUrl: 'https://hub.example/v1', model: 'sora-2', apiKeyEnv: 'HUB_KEY' },
  },
  {
    what: 'a program in JavaScript',
    text: "await fetch('https://hub.example/v1/videos', { headers: { Authorization: `Bearer ${process.env.HUB_KEY}` }, body: JSON.stringify({ model: 'm-4' }) })",
    expected: { baseUrl: 'https://hub.example/v1', model: 'm-4', apiKeyEnv: 'HUB_KEY' },
  },
  {
    what: 'PowerShell’s own command',
    text: `Invoke-RestMethod -Uri "https://hub.example/v1/videos" -Method Post -Headers @{ "Authorization" = "Bearer ${secret}" } -Body '{"model":"m-5"}'`,
    expected: { baseUrl: 'https://hub.example/v1', model: 'm-5' },
    key: secret,
  },
];

describe('A pasted text', () => {
  for (const { what, text, expected, key, left = [] } of rows) {
    it(what, () => {
      const pasted = readPasted(text);
      for (const [name, value] of Object.entries(expected)) {
        assert.deepEqual(pasted.provider[name as keyof Provider], value, name);
      }
      assert.equal(pasted.key, key);
      assert.equal(pasted.left.length, left.length, pasted.left.join('\n'));
      left.forEach((pattern, index) => assert.match(pasted.left[index]!, pattern));
      assert.ok(
        !JSON.stringify([pasted.provider, pasted.left]).includes(secret),
        'the key is where it does not belong',
      );
    });
  }

  it('keeps no header that holds a secret, whatever its name', () => {
    const { provider, left } = readPasted(
      `curl https://hub.example -H 'X-Session-Token: abc' -H 'X-Title: 1' -H 'X-Note: Bearer ${secret}'`,
    );
    assert.deepEqual(provider.headers, { 'X-Title': '1' });
    assert.equal(provider.keyHeader, 'X-Session-Token');
    assert.equal(left.length, 1);
  });

  for (const [why, text] of [
    ['nothing of the kind', 'a cat on a piano'],
    ['no address', 'curl -X POST'],
    ['an address that only the reader knows', 'curl https://YOUR-RESOURCE.openai.azure.com/openai/v1/videos'],
    ['a variable nobody set', 'curl "$BASE_URL/videos"'],
    ['plain http to elsewhere', 'curl http://hub.example/v1/videos'],
    ['a password in the address', 'curl https://me:secret@hub.example/v1'],
    ['a file', 'file:///etc/passwd'],
  ] as const) {
    it(`is refused with words: ${why}`, () => {
      assert.throws(() => readPasted(text), { kind: 'rejected' });
    });
  }
});
