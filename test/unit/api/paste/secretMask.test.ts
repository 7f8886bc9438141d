import assert from 'node:assert/strict';
import { readPasted } from '../../../../src/api/paste/pasted';
import { createSecretMask } from '../../../../src/api/paste/secretMask';

const secret = 'R4nd0m+/R4nd0m-R4nd0m';
const url = 'https://hub.example/v1/videos';

const keyHeaders =
  'Authorization Ocp-Apim-Subscription-Key X-Auth-Key X-Functions-Key X-Api-Key x-goog-api-key X-Auth-Token cf-aig-authorization Helicone-Auth X-Access-Token X-Amz-Security-Token PRIVATE-TOKEN X-RapidAPI-Key x-subscription-key X-Client-Secret X-Session-Token Api-Token X-Secret X-Gateway-Auth X-Key X-Custom'.split(
    ' ',
  );

describe('A key in pasted text', () => {
  for (const name of keyHeaders) {
    it(`in the header ${name} is hidden, and is not stored in settings`, () => {
      const text = `curl ${url} -H '${name}: ${secret}' -d '{"model":"m"}'`;
      const mask = createSecretMask();
      const shown = mask.hide(text);
      assert.ok(!shown.includes(secret), shown);
      assert.equal(mask.reveal(shown), text);
      const { provider, left } = readPasted(text);
      assert.ok(!JSON.stringify([provider, left]).includes(secret));
    });
  }

  const forms: [what: string, text: string][] = [
    ['a sign-in', `curl -u me:${secret} ${url}`],
    ['a sign-in in the address', `curl https://me:${secret}@hub.example/v1/videos`],
    ['a query', `curl "${url}?api_key=${secret}&n=1"`],
    ['a query named key', `${url}?key=${secret}`],
    ['a cookie', `curl ${url} -b 'session=${secret}; theme=dark'`],
    ['a bearer option', `curl ${url} --oauth2-bearer ${secret}`],
    ['a variable', `export HUB_KEY=${secret}\ncurl ${url} -H "Authorization: Bearer $HUB_KEY"`],
    ['a field of the body', `curl ${url} -d '{"api_key":"${secret}","model":"m"}'`],
    ['Python', `client = OpenAI(api_key="${secret}", base_url="${url}")`],
    ['JavaScript', `fetch("${url}", { headers: { Authorization: \`Bearer ${secret}\` } })`],
    ['PowerShell', `$headers = @{ "X-Auth-Key" = "${secret}" }\nInvoke-RestMethod ${url} -Headers $headers`],
    ['a request as it is sent', `POST /v1/videos HTTP/1.1\nHost: hub.example\nX-Auth-Token: ${secret}\n\n{}`],
    ['a short key', `curl ${url} -H 'Authorization: Bearer sk-1234'`],
    ['a form', `curl ${url} -F token=${secret} -F model=m`],
  ];
  for (const [what, text] of forms) {
    it(`is hidden in ${what}`, () => {
      const mask = createSecretMask();
      const shown = mask.hide(text);
      assert.ok(!shown.includes(secret) && !shown.includes('sk-1234'), shown);
      assert.ok(shown.includes('•'));
      assert.equal(mask.reveal(shown), text);
    });
  }

  it('leaves placeholders, variables and words alone', () => {
    for (const text of [
      `curl ${url} -H "Authorization: Bearer $OPENAI_API_KEY"`,
      `curl ${url} -H 'Authorization: Bearer <token>'`,
      `curl ${url} -H 'OpenAI-Organization: org-studio' -H 'Content-Type: application/json'`,
      url,
    ]) {
      assert.equal(createSecretMask().hide(text), text);
    }
  });
});

describe('100 KB in place of a command', () => {
  const size = 100_000;
  const fill = (part: string) => part.repeat(Math.ceil(size / part.length)).slice(0, size);
  const texts: [what: string, text: string][] = [
    ['one long word', fill('a')],
    ['words', fill('word ')],
    ['hyphens', fill('a-')],
    ['quotes', fill('"')],
    ['apostrophes', fill("'")],
    ['backslashes', fill('\\')],
    ['assignments', fill('A=b ')],
    ['a command with many headers', `curl ${url} ${fill(`-H 'x-key: ${secret}' `)}`],
    [
      'a command with different keys',
      `curl ${url} ${Array.from({ length: 3000 }, (_, i) => `-H 'x-key: k${i}${secret}'`).join(' ')}`,
    ],
    ['a word before a command', `${fill('a')} curl ${url}`],
    ['a long body', `curl ${url} -d '{"model":"m","image":"${fill('A')}"}'`],
    ['api_key again and again', fill('api_key= ')],
    ['header names', fill('authorization ')],
    ['braces', fill('{')],
    ['percent signs', fill('%a')],
    ['dashes', `curl -${fill('s')}`],
    ['an address that ends in quotes', `${url}${fill("'")}x`],
    ['queries', `${url}?${fill('key=abcdef&')}`],
  ];
  for (const [what, text] of texts) {
    it(`is read, or refused, without going over it again and again: ${what}`, () => {
      // What grows with the square of the length runs into the runner's own limit here.
      const mask = createSecretMask();
      assert.equal(mask.reveal(mask.hide(text)), text);
      try {
        readPasted(text);
      } catch (error) {
        assert.match(String(error), /VideoJobsError/);
      }
    });
  }
});
