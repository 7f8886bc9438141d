import assert from 'node:assert/strict';
import sinon from 'sinon';
import { createRedactor } from '../../../../src/api/redact';
import type { Exchange } from '../../../../src/api/transport/exchange';
import { createExchanges } from '../../../../src/api/transport/exchanges';
import type { JobRecord } from '../../../../src/jobs/job';
import type { JobsChange } from '../../../../src/jobs/ledger/store';
import { StatusHistory } from '../../../../src/ui/reports/history';
import { type ReportFacts, reportText } from '../../../../src/ui/reports/report';
import { everything } from '../../support/capabilities';

const key = 'key-of-the-user-1234';
const exchange = (more: Partial<Exchange> = {}): Exchange => ({
  at: 1_700_000_000_000,
  times: 1,
  provider: 'studio',
  operation: 'get',
  job: 'video_1',
  method: 'GET',
  address: 'https://video.example/v1/videos/video_1',
  status: 200,
  ms: 12,
  requestId: 'req_1',
  ...more,
});

const job = {
  key: 'k1',
  provider: 'studio',
  id: 'video_1',
  status: 'failed',
  providerStatus: 'FAILURE',
  watching: false,
  prompt: 'A secret film about Ann',
  model: 'sora-2',
  origin: 'https://video.example',
  mine: true,
  progress: 40,
  createdAt: 1_700_000_000_000,
  updatedAt: 1_700_000_060_000,
  requestId: 'req_create',
  error: {
    code: 'moderation_blocked',
    message: 'Blocked: “A secret film about Ann” | [x](http://evil)',
    requestId: 'r2',
  },
  media: [
    { variant: 'video', index: 0, path: '/home/ann/Videos/a.mp4', bytes: 99, contentType: 'video/mp4', sha256: 'f00' },
  ],
  transfer: {
    state: 'failed',
    variant: 'thumbnail',
    index: 0,
    receivedBytes: 5,
    error: { kind: 'network', message: 'cut' },
  },
} as JobRecord;

function report(more: Partial<ReportFacts> = {}): string {
  const redactor = createRedactor();
  redactor.add(key);
  return reportText(
    {
      at: 1_700_000_100_000,
      versions: { 'Video Jobs': '1.2.3', Node: 'v24' },
      providerId: 'studio',
      provider: { id: 'studio', type: 'openai', baseUrl: 'https://video.example/v1', headers: { 'X-Team': key } },
      baseUrl: 'https://video.example/v1',
      capabilities: everything,
      network: 'undici, no proxy',
      exchanges: [exchange()],
      polling: { minSeconds: 4, maxSeconds: 30 },
      withPrompt: false,
      home: '/home/ann',
      ...more,
    },
    redactor,
  );
}

describe('A redacted report', () => {
  it('of a job has what a support desk asks for', () => {
    const history = [
      { at: 1_700_000_000_000, status: 'queued' },
      { at: 1_700_000_060_000, status: 'failed', providerStatus: 'FAILURE' },
    ];
    const text = report({ job, history });
    for (const expected of [
      '- Video Jobs: `1.2.3`',
      '- Type: `openai`',
      '- Origin: `https://video.example`',
      '- Job id: `video_1`',
      '- Status: `failed (FAILURE)`',
      '- Request id: `req_create`',
      '- Error code: `moderation_blocked`',
      '- Prompt: `23 characters`',
      '2023-11-14T22:14:20.000Z `failed (FAILURE)`',
      'video 0: 99 bytes, `video/mp4`, whole, sha256 f00, `~/Videos/a.mp4`',
      'thumbnail 0: failed, 5 of unknown bytes; `network, cut`',
      '| `GET https://video.example/v1/videos/video_1` | 200 | 12 ms |',
      '| `req_1` |',
      '- Polling: `every 4 to 30 s`',
    ]) {
      assert.ok(text.includes(expected), `${expected} is not in\n${text}`);
    }
  });

  it('holds no key, no prompt, no name of the user, and no link of a stranger', () => {
    const text = report({ job, exchanges: [exchange({ failure: `Bearer ${key}` })] });
    assert.ok(!text.includes(key));
    assert.ok(!text.includes('secret film'));
    assert.ok(!text.includes('ann/'));
    assert.match(text, /- Error message: `Blocked: “\(prompt\)” \\\| \[x\]\(http:\/\/evil\)`/);
  });

  it('has the prompt where that was agreed to', () => {
    assert.ok(report({ job, withPrompt: true }).includes('- Prompt: `A secret film about Ann`'));
  });

  it('of a provider needs no job and no request', () => {
    const text = report({ exchanges: [], provider: undefined, baseUrl: undefined });
    assert.ok(text.includes('no longer configured') && text.includes('None since'));
    assert.ok(!text.includes('## Job'));
  });

  it('stays in its lines whatever strangers write', () => {
    const hostile = { ...job, error: { message: 'a`b``c\n# Heading\r\n| x |' }, id: '`' } as JobRecord;
    assert.doesNotMatch(report({ job: hostile }), /^# Heading/m);
  });
});

describe('The record of exchanges', () => {
  it('counts polls that go the same way as one', () => {
    const all = createExchanges();
    for (let i = 0; i < 100; i++) all.add(exchange({ at: i, status: i === 50 ? 500 : 200 }));
    assert.deepEqual(
      all.of('studio', 'video_1').map(({ times, status }) => [times, status]),
      [
        [50, 200],
        [1, 500],
        [49, 200],
      ],
    );
    assert.equal(all.of('studio', 'video_1').at(-1)!.at, 99);
  });

  it('keeps the create of a job, and a bounded number of others', () => {
    const all = createExchanges();
    const create = exchange({ method: 'POST', operation: 'create', job: undefined });
    all.add(create);
    all.assign(create, 'video_1');
    for (let i = 0; i < 500; i++) all.add(exchange({ status: 200 + (i % 2) }));
    const kept = all.of('studio', 'video_1');
    assert.equal(kept.length, 40);
    assert.equal(kept[0]!.operation, 'create');
    for (let i = 0; i < 500; i++) all.add(exchange({ job: `video_${i}` }));
    assert.deepEqual(all.of('studio', 'video_1'), [], 'the longest quiet is forgotten');
    assert.equal(all.of('studio').length, 40);
  });
});

describe('The history of a job', () => {
  it('has each status once, as long as the job is there', () => {
    let tell: (change: JobsChange) => void = () => {};
    const dispose = sinon.stub();
    const history = new StatusHistory({ onDidChange: (listener) => ((tell = listener), { dispose }) });
    const at = (status: string, updatedAt: number) => ({ ...job, status, updatedAt }) as JobRecord;
    tell({ changed: [at('queued', 1)], removed: [] });
    tell({ changed: [at('queued', 2), at('in_progress', 3)], removed: [] });
    assert.deepEqual(
      history.of('k1').map(({ at, status }) => [at, status]),
      [
        [1, 'queued'],
        [3, 'in_progress'],
      ],
    );
    tell({ changed: [], removed: ['k1'] });
    assert.deepEqual(history.of('k1'), []);
    history.dispose();
    sinon.assert.calledOnce(dispose);
  });
});
