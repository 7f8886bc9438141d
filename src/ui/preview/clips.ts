import * as vscode from 'vscode';
import type { JobError, Variant } from '../../api/types';
import type { Ability } from '../../jobs/abilities';
import { type JobRecord, type Media, stateOf, type Transfer } from '../../jobs/job';
import type { ActionView, ClipFile, ClipView, Fact, Notice } from '../../shared/view';
import { formatBytes } from '../format';
import { plain, shorten } from '../text';
import { titleOf } from '../titles';
import { action, firstOf } from './actions';
import type { FileFacts } from './files';
import { headerFacts } from './headerFacts';
import { abilitiesIn, errorFacts, errorWords, type NoticeContext } from './notices';
import { remarksOf, unplayable } from './problems';

/** Upper bound for the outputs in the strip. */
const mostOutputs = 32;

export interface ClipContext extends NoticeContext {
  /** Facts by path; no entry for a file that is not on disk. */
  files: ReadonlyMap<string, FileFacts>;
}

/** Returns the outputs of a job in the order of the strip: those on disk and those still available. */
export function clipViews(job: JobRecord, context: ClipContext): ClipView[] {
  // Also for a removed provider: outputs that are lost are listed as such.
  const made = job.status === 'completed' && job.id !== undefined;
  const wanted = new Map<string, { variant: Variant; index: number }>();
  const want = (variant: Variant, index: number) => wanted.set(`${variant}/${index}`, { variant, index });
  if (made) {
    const outputs = context.can.index ? Math.min(job.outputs ?? 1, mostOutputs) : 1;
    for (let index = 0; index < outputs; index++) want('video', index);
  }
  for (const { variant, index } of job.media) want(variant, index);
  if (made) for (const variant of context.can.variants) if (variant !== 'video') want(variant, 0);

  const rank = { video: 0, thumbnail: 1, spritesheet: 2 };
  const order = [...wanted.values()].sort((a, b) => rank[a.variant] - rank[b.variant] || a.index - b.index);
  const several = order.filter(({ variant }) => variant === 'video').length > 1;
  return order.map(({ variant, index }) => clipView(job, variant, index, several, context));
}

function clipView(job: JobRecord, variant: Variant, index: number, several: boolean, context: ClipContext): ClipView {
  const media = job.media.find((file) => file.variant === variant && file.index === index);
  const file = media && context.files.get(media.path);
  const clip = { variant, index, label: clipLabel(variant, index, several), kind: kindOf(variant, media), remarks: [] };
  if (!media || !file) return { ...clip, facts: [], notice: missing(job, variant, index, media, context) };
  const able = abilitiesIn(job, context);
  const { url, version, bytes, strip, header, coming } = file;
  const own = file.original ?? file;
  return {
    ...clip,
    facts: [...headerFacts(job, own.header ?? header, own.bytes), ...fileFacts(media.path, own.bytes)],
    remarks: remarksOf(media, file, able),
    file: {
      url,
      version,
      bytes,
      strip,
      header,
      ...pictures(job, index, context, file.poster),
      clip: file.clip,
      ...(coming && { coming }),
      ...(file.problem === 'noPicture' && { noPicture: true }),
    },
    ...(file.problem === 'unplayable' ? { notice: unplayable(media, file, able) } : {}),
  };
}

/** Returns the provider's thumbnail and sprite sheet if they are on disk; else the generated poster. */
function pictures(
  job: JobRecord,
  index: number,
  { files }: ClipContext,
  kept: string | undefined,
): Pick<ClipFile, 'poster' | 'sheet'> {
  const url = (variant: Variant): string | undefined => {
    const media = job.media.find((one) => one.variant === variant && one.index === index);
    return media && files.get(media.path)?.url;
  };
  return { poster: url('thumbnail') ?? kept, sheet: url('spritesheet') };
}

const kindOf = (variant: Variant, media: Media | undefined): ClipView['kind'] => {
  if (media?.contentType.startsWith('image/')) return 'image';
  return variant === 'video' || media?.contentType.startsWith('video/') ? 'video' : 'image';
};

function clipLabel(variant: Variant, index: number, several: boolean): string {
  switch (variant) {
    case 'video':
      return several ? vscode.l10n.t('Video {0}', index + 1) : vscode.l10n.t('Video');
    case 'thumbnail':
      return vscode.l10n.t('Thumbnail');
    case 'spritesheet':
      return vscode.l10n.t('Sprite sheet');
  }
}

const fileFacts = (path: string, bytes: number): Fact[] => [
  { label: vscode.l10n.t('File'), value: fileName(path), code: true },
  { label: vscode.l10n.t('File size'), value: formatBytes(bytes) },
];

/** Base name for display; the page needs no folders. */
const fileName = (path: string): string => shorten(plain(path.split(/[\\/]/).pop() ?? path), 200);

function missing(
  job: JobRecord,
  variant: Variant,
  index: number,
  media: Media | undefined,
  context: ClipContext,
): Notice {
  const transfer = job.transfer?.variant === variant && job.transfer.index === index ? job.transfer : undefined;
  if (transfer?.state === 'running') return downloading(transfer);
  const able = abilitiesIn(job, context);
  const again = (label?: string): ActionView => action('download', { variant, index, ...(label ? { label } : {}) });
  if (transfer) return downloadFailed(transfer, again, able, context);
  if (media) {
    return {
      tone: 'warning',
      heading: vscode.l10n.t('The file is no longer on disk'),
      paragraphs: [vscode.l10n.t('It was moved, renamed or deleted: {0}', fileName(media.path))],
      facts: [],
      actions: firstOf(able, again(vscode.l10n.t('Download again'))),
    };
  }
  if (variant === 'video' && stateOf(job) === 'noClip') return noClip(job.noClip, able);
  const cleared = job.cleared !== undefined;
  return {
    tone: 'info',
    heading:
      variant !== 'video'
        ? vscode.l10n.t('Not downloaded yet')
        : cleared
          ? vscode.l10n.t('Clip deleted from disk')
          : vscode.l10n.t('The clip has not been downloaded yet'),
    paragraphs: context.provider.known
      ? []
      : [vscode.l10n.t('The provider {0} is no longer configured.', context.provider.label)],
    facts: [],
    actions: firstOf(able, again()),
  };
}

function noClip(error: JobError | undefined, able: ReadonlySet<Ability>): Notice {
  return {
    tone: 'warning',
    heading: vscode.l10n.t('The job has completed, but there is no clip yet'),
    paragraphs: [...errorWords(error), vscode.l10n.t('Some servers need a while to make it available.')],
    facts: errorFacts(error),
    actions: firstOf(able, action('lookAgain')),
  };
}

function downloading(transfer: Transfer): Notice {
  const { receivedBytes: got, totalBytes: total } = transfer;
  const label =
    got === undefined
      ? undefined
      : total
        ? vscode.l10n.t('{0} of {1}', formatBytes(got), formatBytes(total))
        : formatBytes(got);
  return {
    tone: 'busy',
    heading: vscode.l10n.t('Downloading'),
    paragraphs: [],
    facts: [],
    progress: {
      ...(got !== undefined && total ? { percent: Math.min(100, (got / total) * 100) } : {}),
      ...(label === undefined ? {} : { label }),
    },
    actions: [action('cancelDownload', { variant: transfer.variant, index: transfer.index })],
  };
}

function downloadFailed(
  { error, variant }: Transfer,
  again: (label?: string) => ActionView,
  able: ReadonlySet<Ability>,
  { provider }: ClipContext,
): Notice {
  const quoted = { paragraphs: errorWords(error), facts: errorFacts(error) };
  switch (error?.kind) {
    case 'noMedia':
    case 'notReady':
      return variant === 'video'
        ? noClip(error, able)
        : {
            ...quoted,
            tone: 'warning',
            heading: vscode.l10n.t('Not downloaded yet'),
            actions: firstOf(able, again(titleOf('lookAgain'))),
          };
    case 'cancelled':
      return {
        tone: 'info',
        heading: vscode.l10n.t('The download was canceled'),
        paragraphs: [],
        facts: [],
        actions: firstOf(able, again()),
      };
    case 'expired':
    case 'notFound':
      return {
        ...quoted,
        tone: 'warning',
        heading: vscode.l10n.t('{0} no longer keeps this clip', provider.label),
        actions: firstOf(able, again(titleOf('lookAgain')), action('createAgain')),
      };
    default:
      return {
        ...quoted,
        tone: 'error',
        heading: vscode.l10n.t('The clip could not be downloaded'),
        actions: firstOf(able, again(vscode.l10n.t('Try again'))),
      };
  }
}
