import type { Variant } from '../api/types';
import type { ClipHeader } from './header';

/** What the page may ask the host to do: a closed list of names, never a path, an address or a command. */
export const pageActions = [
  'preview',
  'compare',
  'remix',
  'edit',
  'extend',
  'saveAs',
  'reveal',
  'openExternal',
  'insert',
  'saveFrame',
  'copyFrame',
  'continueFromFrame',
  'continueFromLast',
  'makePlayable',
  'showDetails',
  'copyPrompt',
  'copyId',
  'copyAs',
  'download',
  'cancelDownload',
  'createAgain',
  'sendAgain',
  'sendLater',
  'dontSend',
  'lookAgain',
  'stopWatching',
  'resumeWatching',
  'resolveUncertain',
  'diagnose',
] as const;
export type PageAction = (typeof pageActions)[number];

export type Tone = 'busy' | 'done' | 'info' | 'warning' | 'error';

export interface ActionView {
  action: PageAction;
  label: string;
  primary?: boolean;
  /** Only offered while the clip that is shown is a file on disk. */
  needsFile?: boolean;
  /** Only offered while what is shown is a clip with a picture. */
  needsPicture?: boolean;
  /** Which output it is about; without it, the one that is shown. */
  variant?: Variant;
  index?: number;
}

export interface Fact {
  label: string;
  value: string;
  /** An identifier or code: shown in the editor's font, verbatim. */
  code?: boolean;
  copy?: ActionView;
  /** What is not as it should be about it. */
  warning?: string;
}

export interface Progress {
  /** 0..100; absent where nobody knows. */
  percent?: number;
  /** For the eye: `62 %`, `3.1 of 9.4 MB`. */
  label?: string;
  /** ms since the job was made, when this was sent; the page goes on counting. */
  elapsedMs?: number;
}

/** Stands where the clip would be: what is happening or what went wrong, and what to do next. */
export interface Notice {
  tone: Tone;
  heading: string;
  paragraphs: readonly string[];
  facts: readonly Fact[];
  progress?: Progress;
  actions: readonly ActionView[];
}

/** Worth knowing of the clip that plays, with what can be done about it. */
export interface Remark {
  tone: 'info' | 'warning';
  text: string;
  actions: readonly ActionView[];
}

/** A clip's file as the page can load it. All addresses change when the file does. */
export interface ClipFile {
  url: string;
  /** Names this state of the file in messages. */
  version: string;
  bytes: number;
  /** To be seen until the first frame is there. */
  poster?: string;
  /** Small frames side by side, evenly spaced: as this extension made them. */
  strip?: string;
  /** The provider's sheet of small frames, of unknown layout. */
  sheet?: string;
  /** This editor does not decode its picture. */
  noPicture?: true;
  /** Where the file was read before. */
  header?: ClipHeader;
  /** Names the clip: the same for a file and a copy of it with other sound, which takes its place while it plays. */
  clip?: string;
  /** A copy with sound is on its way. */
  coming?: true;
}

/** One output of a job: a `file`, or a `notice` that says why there is none or why it cannot be shown. */
export interface ClipView {
  variant: Variant;
  index: number;
  label: string;
  kind: 'video' | 'image';
  file?: ClipFile;
  notice?: Notice;
  remarks: readonly Remark[];
  facts: readonly Fact[];
}

/** One of a job's family; without `status` where it is not in the list any more. */
export interface RelativeView {
  key: string;
  /** 1 for the first of them. */
  level: number;
  title: string;
  /** How it came from the one above, and what is different. */
  change?: string;
  status?: { tone: Tone; label: string };
  /** The job that the page shows. */
  current?: boolean;
  /** Side by side in the picture are so many, of which the first is meant. */
  picture?: { url: string; tiles: number };
  /** What of its children is not shown. */
  more?: string;
}

export interface FamilyView {
  title: string;
  /** Each before those that were made from it. */
  members: readonly RelativeView[];
  /** Said where others come before the first. */
  before?: string;
}

/** A job as the page shows it: words translated, numbers and times in the user's locale. */
export interface JobView {
  key: string;
  title: string;
  status: { tone: Tone; label: string };
  prompt?: { text: string; copy: ActionView };
  facts: readonly Fact[];
  actions: readonly ActionView[];
  clips: readonly ClipView[];
  /** For a job without clips. */
  notice?: Notice;
  family?: FamilyView;
  /** Worth knowing, and no reason to stop looking at the clip. */
  remarks: readonly string[];
}
