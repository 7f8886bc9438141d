import { field, findValue, firstValue, isRecord, pathsOf } from './read';
import type { AnswerPath } from '../overrides';

/** Where servers put the address of a clip, the most telling first. A value may be an address, a list, or an object with one. */
const clipPaths = [
  'video_url',
  'videoUrl',
  'output_url',
  'result_url',
  'download_url',
  'downloadable_url',
  'urls',
  'unsigned_urls',
  'url',
  'content_url',
  'metadata',
  'output',
  'outputs',
  'result',
  'video',
  'data',
  'data.output',
  'data.task_result.videos',
  'task_result.videos',
  'detail',
  'detail.draft_info',
  'detail.generations',
  'assets.video',
  'content',
  'creations',
  'fail_reason',
  'data.fail_reason',
];
const clipFields = [
  'video_url',
  'videoUrl',
  'url',
  'result_url',
  'output_url',
  'downloadable_url',
  'download_url',
  'file_url',
];

const thumbnailPaths = ['', 'data.', 'detail.', 'metadata.', 'result.', 'content.'].flatMap((prefix) =>
  ['thumbnail_url', 'thumbnailUrl', 'cover_url', 'poster_url'].map((name) => prefix + name),
);

const maxOutputs = 64;

/**
 * Addresses of a finished job's clips, in order of output; those relative to the server are made absolute.
 * @param own where one server has them, looked at before the usual places
 */
export function findClips(answer: unknown, baseUrl: string, own?: AnswerPath, told?: (path: string) => void): string[] {
  const listed = (value: unknown): string[] | undefined => {
    const found = addressesIn(value, baseUrl);
    return found.length > 0 ? found : undefined;
  };
  const found = findValue(answer, [...pathsOf(own), ...clipPaths], listed, told);
  if (found) return found;
  const scanned = scan(answer, baseUrl) ?? addressesIn(field(answer, 'mirror_urls'), baseUrl)[0];
  return scanned === undefined ? [] : [scanned];
}

export function findThumbnail(
  answer: unknown,
  baseUrl: string,
  own?: AnswerPath,
  told?: (path: string) => void,
): string | undefined {
  return findValue(answer, [...pathsOf(own), ...thumbnailPaths], (value) => address(value, baseUrl), told);
}

function addressesIn(value: unknown, baseUrl: string): string[] {
  const items = Array.isArray(value) ? value.slice(0, maxOutputs) : [value];
  return items
    .map(
      (item: unknown) =>
        address(item, baseUrl) ?? (isRecord(item) ? address(firstValue(item, clipFields), baseUrl) : undefined),
    )
    .filter((item) => item !== undefined);
}

function address(value: unknown, baseUrl: string): string | undefined {
  if (typeof value !== 'string') return undefined;
  const text = value.trim();
  if (/^https?:\/\//i.test(text)) return URL.canParse(text) ? text : undefined;
  if (/^data:(video\/|image\/|application\/octet-stream)/i.test(text)) return text;
  return /^\/[^/\\]/.test(text) && URL.canParse(text, baseUrl) ? new URL(text, baseUrl).href : undefined;
}

const wanted = /url|video|output|result|download/i;
const unwanted = /thumb|cover|gif|image|preview|poster|callback|polling|webhook|input|reference|avatar/i;
const maxDepth = 8;
const maxNodes = 5000;

/** The first web address below a name that speaks of a clip, for servers not known yet. */
function scan(answer: unknown, baseUrl: string): string | undefined {
  const stack: { value: unknown; speaks: boolean; depth: number }[] = [{ value: answer, speaks: false, depth: 0 }];
  for (let nodes = 0; stack.length > 0 && nodes < maxNodes; nodes++) {
    const { value, speaks, depth } = stack.pop()!;
    if (typeof value === 'string') {
      if (speaks && /^https?:\/\//i.test(value)) {
        const found = address(value, baseUrl);
        if (found) return found;
      }
      continue;
    }
    if (typeof value !== 'object' || value === null || depth >= maxDepth) continue;
    const entries = Object.entries(value).slice(0, maxNodes);
    for (const [name, child] of entries.reverse()) {
      if (!unwanted.test(name)) stack.push({ value: child, speaks: speaks || wanted.test(name), depth: depth + 1 });
    }
  }
  return undefined;
}
