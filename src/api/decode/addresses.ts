import type { AnswerPath } from '../answerPlaces';
import { parseNested } from './json';
import { asNumber, field, findValue, isRecord, pathsOf } from './read';

/** Paths of clip URLs, the most reliable first. A value may be a URL, a list, or an object with one. */
const clipPaths = [
  ...['video_url', 'videoUrl', 'output_url', 'outputUrl', 'result_url', 'resultUrl', 'download_url', 'downloadUrl'],
  ...[
    'downloadable_url',
    'urls',
    'unsigned_urls',
    'resultUrls',
    'result_urls',
    'video_urls',
    'videoUrls',
    'url',
    'content_url',
    'file_url',
  ],
  ...['metadata', 'output', 'outputs', 'result', 'results', 'video', 'videos', 'data', 'data.output', 'data.result'],
  ...['data.video', 'data.videos', 'data.task_result.videos', 'task_result.videos', 'task_result', 'output.videos'],
  ...[
    'output.results',
    'output.video',
    'result.videos',
    'result.video',
    'response',
    'response.video',
    'response.videos',
  ],
  ...['detail', 'detail.draft_info', 'detail.generations', 'generations', 'generation', 'assets.video', 'assets'],
  ...['content', 'creations', 'artifacts', 'files', 'clips', 'media', 'generated_videos', 'generatedVideos'],
  ...['response.generated_videos', 'response.generatedVideos', 'fail_reason', 'data.fail_reason'],
];
/** Message of a chat, in which some gateways link the clip. */
const chatPath = 'choices.0.message.content';
const clipFields = [
  ...['video_url', 'videoUrl', 'url', 'result_url', 'output_url', 'downloadable_url', 'download_url', 'file_url'],
  ...['video', 'uri', 'src', 'href', 'content_url', 'signed_url', 'link'],
];

const thumbnailPaths = ['', 'data.', 'detail.', 'metadata.', 'result.', 'content.', 'video.', 'output.'].flatMap(
  (prefix) =>
    ['thumbnail_url', 'thumbnailUrl', 'cover_url', 'coverUrl', 'poster_url', 'posterUrl'].map((name) => prefix + name),
);

const maxOutputs = 64;

/** Media type of a URL, if its file name or a declared type reveals it. */
type Medium = 'video' | 'image' | 'unknown';

const videoName = /\.(mp4|m4v|mov|webm|mkv|avi|mpe?g|ogv|ts|m3u8|flv|3gp)$/i;
const imageName = /\.(png|jpe?g|webp|gif|avif|heic|heif|bmp|tiff?|svg|ico)$/i;

function mediumOf(url: string): Medium {
  const [, type] = /^data:(video|image)\//i.exec(url) ?? [];
  if (type) return type.toLowerCase() === 'video' ? 'video' : 'image';
  if (!URL.canParse(url)) return 'unknown';
  const { pathname } = new URL(url);
  if (videoName.test(pathname)) return 'video';
  return imageName.test(pathname) ? 'image' : 'unknown';
}

/** Returns the media type that an object declares in `type`, `mime_type`, … */
function declaredMedium(value: unknown): Medium {
  const names = ['type', 'mime_type', 'mimeType', 'content_type', 'contentType', 'media_type', 'kind'];
  const type = findValue(value, names, (each) => (typeof each === 'string' ? each.toLowerCase() : undefined)) ?? '';
  if (/^video/.test(type)) return 'video';
  return /^(image|thumbnail|cover|poster|audio|text|json)/.test(type) ? 'image' : 'unknown';
}

/**
 * Finds the URLs of a finished job's clips, in order of output. Relative ones are resolved; pictures are left out.
 * @param override paths tried before the usual ones
 */
export function findClips(
  response: unknown,
  baseUrl: string,
  override?: AnswerPath,
  onMatch?: (path: string) => void,
): string[] {
  return findListedClips(response, baseUrl, override, onMatch) ?? scanForClip(response, baseUrl);
}

/** As `findClips`, but only at known paths; undefined if there is none. */
export function findListedClips(
  response: unknown,
  baseUrl: string,
  override?: AnswerPath,
  onMatch?: (path: string) => void,
): string[] | undefined {
  const read =
    (accepts: (medium: Medium) => boolean) =>
    (value: unknown): string[] | undefined => {
      const urls = urlsIn(value, baseUrl).filter((url) => accepts(mediumOf(url)));
      return urls.length > 0 ? urls : undefined;
    };
  // Do not second-guess a path that the user configured.
  return (
    findValue(
      response,
      pathsOf(override),
      read(() => true),
      onMatch,
    ) ??
    findValue(
      response,
      clipPaths,
      read((medium) => medium !== 'image'),
      onMatch,
    ) ??
    findValue(response, [chatPath], clipsInText, onMatch)
  );
}

/** Finds the addresses of clips in a sentence, as in Markdown. */
function clipsInText(value: unknown): string[] | undefined {
  if (typeof value !== 'string') return undefined;
  const urls = value.slice(0, 100_000).match(/https?:\/\/[^\s"'<>()[\]\\]+/gi) ?? [];
  const clips = urls.filter((url) => mediumOf(url) === 'video').slice(0, maxOutputs);
  return clips.length > 0 ? [...new Set(clips)] : undefined;
}

function scanForClip(response: unknown, baseUrl: string): string[] {
  const url = scan(response, baseUrl) ?? urlsIn(field(response, 'mirror_urls'), baseUrl)[0];
  return url === undefined ? [] : [url];
}

export function findThumbnail(
  response: unknown,
  baseUrl: string,
  override?: AnswerPath,
  onMatch?: (path: string) => void,
): string | undefined {
  return (
    findValue(response, pathsOf(override), (value) => readUrl(value, baseUrl), onMatch) ??
    findValue(
      response,
      thumbnailPaths,
      (value) => {
        const url = readUrl(value, baseUrl);
        return url === undefined || mediumOf(url) === 'video' ? undefined : url;
      },
      onMatch,
    )
  );
}

function urlsIn(value: unknown, baseUrl: string): string[] {
  const nested = typeof value === 'string' && value.length < 1e6 ? parseNested(value) : undefined;
  const plain = nested ?? value;
  const items = Array.isArray(plain) ? inOrder(plain).slice(0, maxOutputs) : [plain];
  return items.flatMap((item: unknown) => {
    const url = readUrl(item, baseUrl) ?? urlOfObject(item, baseUrl);
    return url === undefined ? [] : [url];
  });
}

/** Items in the order of the numbers that they carry, if each carries one of its own: upstream servers finish in any order. */
function inOrder(items: readonly unknown[]): readonly unknown[] {
  for (const name of ['index', 'idx', 'output_index', 'outputIndex']) {
    const numbered = items.map((item) => ({ item, at: asNumber(field(item, name)) ?? NaN }));
    if (numbered.some(({ at }) => !Number.isInteger(at))) continue;
    if (new Set(numbered.map(({ at }) => at)).size !== items.length) continue;
    return numbered.sort((a, b) => a.at - b.at).map(({ item }) => item);
  }
  return items;
}

function urlOfObject(item: unknown, baseUrl: string): string | undefined {
  if (!isRecord(item) || declaredMedium(item) === 'image') return undefined;
  return findValue(item, clipFields, (value) => {
    const places = [value, field(value, 'url'), field(value, 'uri')];
    return places.map((place) => readUrl(place, baseUrl)).find(Boolean);
  });
}

function readUrl(value: unknown, baseUrl: string): string | undefined {
  if (typeof value !== 'string') return undefined;
  const text = value.trim();
  if (/^https?:\/\//i.test(text)) return URL.canParse(text) ? text : undefined;
  if (/^data:(video\/|image\/|application\/octet-stream)/i.test(text)) return text;
  return /^\/[^/\\]/.test(text) && URL.canParse(text, baseUrl) ? new URL(text, baseUrl).href : undefined;
}

const wanted = /url|uri|video|output|result|download/i;
/** Names of images, of inputs, and of links that are not results. */
export const unwanted =
  /thumb|cover|gif|image|preview|poster|callback|polling|webhook|input|reference|avatar|param|request|(?<!re)source|frame|config|option|setting|arguments|args|prompt|upload|status|cancel|response_?url|logs|first_|last_|^init|driving|parent|remix|mask|audio|docs|homepage|^(?:get|self|web|stream|next|prev)$/i;
const maxNodes = 5000;
const maxScanDepth = 8;

/** Finds a web address below a name that suggests a clip, for formats not known yet; one that names a video comes first. */
function scan(response: unknown, baseUrl: string): string | undefined {
  const stack: { value: unknown; isWanted: boolean; depth: number }[] = [
    { value: response, isWanted: false, depth: 0 },
  ];
  let first: string | undefined;
  for (let nodes = 0; stack.length > 0 && nodes < maxNodes; nodes++) {
    const { value, isWanted, depth } = stack.pop()!;
    if (typeof value === 'string') {
      const url = isWanted && /^https?:\/\//i.test(value) ? readUrl(value, baseUrl) : undefined;
      const medium = url === undefined ? 'image' : mediumOf(url);
      if (medium === 'video') return url;
      if (medium === 'unknown') first ??= url;
      continue;
    }
    if (typeof value !== 'object' || value === null || depth >= maxScanDepth || declaredMedium(value) === 'image') {
      continue;
    }
    const entries = Object.entries(value).slice(0, maxNodes);
    for (const [name, child] of entries.reverse()) {
      if (unwanted.test(name)) continue;
      stack.push({ value: child, isWanted: isWanted || wanted.test(name), depth: depth + 1 });
    }
  }
  return first;
}
