import fc from 'fast-check';
import { inFull } from '../support/effort';
import { seed } from '../support/random';

/** Cases of each property; `VIDEO_JOBS_FUZZ` raises them. In full they are 100,000 of the decoders and the mp4 check alone. */
const cases = Number(process.env.VIDEO_JOBS_FUZZ ?? (inFull ? 6_000 : 200));
let drawnInAll = 0;

/** How many cases held so far. */
export const casesDrawn = (): number => drawnInAll;

/** A test that holds for whatever is drawn. One that fails prints the smallest case: make it a test of its own. */
export function property<T>(
  name: string,
  drawn: fc.Arbitrary<T>,
  holds: (value: T) => void | Promise<void>,
  /** Of the cases, for what takes long. */
  share = 1,
): void {
  it(name, async () => {
    await fc.assert(
      fc.asyncProperty(drawn, async (value) => {
        drawnInAll++;
        await holds(value);
      }),
      { numRuns: Math.ceil(cases * share), seed },
    );
  });
}

const words =
  'id task_id video_id status state task_status progress progress_pct model prompt seconds duration size created_at completed_at expires_at error message code type param detail data output outputs result video url urls video_url thumbnail_url unsigned_urls usage cost metadata pending_info failure_reason fail_reason base_resp status_code has_more last_id msg msg_zh __proto__ constructor polling_url remixed_from_video_id supported_sizes supported_durations name'.split(
    ' ',
  );
const said = [
  'queued',
  'COMPLETED',
  'in-progress',
  'failed',
  'expired',
  'warming_up',
  '45%',
  '8s',
  'https://cdn.example.com/a.mp4?sig=1',
  'http://169.254.169.254/latest',
  '/v1/videos/1/content',
  '//host/x',
  'data:video/mp4;base64,AAAA',
  'http://[',
  '2026-11-21T10:00:00Z',
  '1763719200',
];

const scalar: fc.Arbitrary<unknown> = fc.oneof(
  fc.constantFrom<unknown>(...said, null, true, false, 0, -1, 0.5, 100, 1e308, 1763719200, 1763719200000),
  fc.string({ unit: 'binary', maxLength: 40 }),
  fc.double(),
);

/**
 * JSON that looks as if a server of video jobs had sent it, more or less. Seldom deep: left to itself it grows without
 * measure, and a hundred cases then take longer than all others.
 */
export const body: fc.Arbitrary<unknown> = fc.letrec<{ value: unknown; object: unknown }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 4, depthSize: 'small' },
    { weight: 5, arbitrary: scalar },
    { weight: 3, arbitrary: tie('object') },
    { weight: 1, arbitrary: fc.array(tie('value'), { maxLength: 4 }) },
  ),
  object: fc.dictionary(
    fc.oneof({ weight: 9, arbitrary: fc.constantFrom(...words) }, { weight: 1, arbitrary: fc.string() }),
    tie('value'),
    { maxKeys: 8 },
  ),
})).value;

/** A body that is a job at first sight, so that more of the decoder is reached. */
export const jobBody: fc.Arbitrary<Record<string, unknown>> = fc
  .tuple(fc.constantFrom('id', 'task_id'), fc.constantFrom('completed', 'queued', 'FAILURE', 'dreaming'), body)
  .map(([name, status, rest]) => ({
    ...(typeof rest === 'object' && !Array.isArray(rest) ? rest : { data: rest }),
    [name]: 'job-1',
    status,
  }));

export const anyBody: fc.Arbitrary<unknown> = fc.oneof(body, jobBody, fc.jsonValue());

/** A text that a server may answer: JSON, half of it, HTML, noise. */
export const bodyText: fc.Arbitrary<string> = fc.oneof(
  anyBody.map((value) => JSON.stringify(value) ?? ''),
  fc.tuple(anyBody, fc.nat(200)).map(([value, length]) => (JSON.stringify(value) ?? '').slice(0, length)),
  fc.string({ unit: 'binary' }),
  fc.constantFrom('', '<html><title>x</title>', '<Error><Message>No</Message></Error>', '\uFEFF{}', 'null', '[]'),
  fc.nat(300).map((depth) => '['.repeat(depth) + ']'.repeat(depth)),
);
