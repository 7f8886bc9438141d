import type { Variant } from '../api/types';
import type { ClipHeader } from '../container/header';

/** Actions that the page may request from the host: a closed list of names, never a path, a URL or a command. */
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
  'cancel',
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
  /** Only available while the clip that is shown is a file on disk. */
  needsFile?: boolean;
  /** Only available while a clip with a decodable picture is shown. */
  needsPicture?: boolean;
  /** Output that the action applies to; defaults to the one that is shown. */
  variant?: Variant;
  index?: number;
}

export interface Fact {
  label: string;
  value: string;
  /** An identifier or code: shown verbatim in the editor's font. */
  code?: boolean;
  copy?: ActionView;
  /** Warning about this fact. */
  warning?: string;
}

export interface Progress {
  /** 0 to 100; absent if unknown. */
  percent?: number;
  /** Text to display, such as `62 %` or `3.1 of 9.4 MB`. */
  label?: string;
  /** Milliseconds since the job was created, at the time of sending; the page keeps counting. */
  elapsedMs?: number;
}

/** Takes the place of the clip: what is happening or what went wrong, and what to do next. */
export interface Notice {
  tone: Tone;
  heading: string;
  paragraphs: readonly string[];
  facts: readonly Fact[];
  progress?: Progress;
  actions: readonly ActionView[];
}

/** Remark about the clip that is playing, with actions that address it. */
export interface Remark {
  tone: 'info' | 'warning';
  text: string;
  actions: readonly ActionView[];
}

/** A clip's file as the page loads it. All URLs change when the file does. */
export interface ClipFile {
  url: string;
  /** Identifies this version of the file in messages. */
  version: string;
  bytes: number;
  /** Shown until the first frame is ready. */
  poster?: string;
  /** Filmstrip made by this extension: small, evenly spaced frames side by side. */
  strip?: string;
  /** The provider's own sheet of small frames, of unknown layout. */
  sheet?: string;
  /** This editor cannot decode its video. */
  noPicture?: true;
  /** Set if the file's header was read before. */
  header?: ClipHeader;
  /** Identifies the clip: shared by a file and its copy with decodable sound, which may replace it during playback. */
  clip?: string;
  /** A copy with decodable sound is being made. */
  coming?: true;
}

/** One output of a job: a `file`, or a `notice` that explains why it is missing or cannot be shown. */
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

/** A job of the family; without `status` if it is no longer in the list. */
export interface RelativeView {
  key: string;
  /** 1 for the roots. */
  level: number;
  title: string;
  /** Describes how the job was derived from its parent and what differs. */
  change?: string;
  status?: { tone: Tone; label: string };
  /** The job that the page shows. */
  current?: boolean;
  /** Image with N tiles side by side, of which the first one is shown. */
  picture?: { url: string; tiles: number };
  /** Text about children that are not shown. */
  more?: string;
}

export interface FamilyView {
  title: string;
  /** Each parent comes before its children. */
  members: readonly RelativeView[];
  /** Text shown if there are jobs before the first member. */
  before?: string;
}

/** A job as the page shows it: texts translated, numbers and times in the user's locale. */
export interface JobView {
  key: string;
  title: string;
  status: { tone: Tone; label: string };
  prompt?: { text: string; copy: ActionView };
  facts: readonly Fact[];
  actions: readonly ActionView[];
  clips: readonly ClipView[];
  /** Notice for a job without clips. */
  notice?: Notice;
  family?: FamilyView;
  /** Remarks that do not keep the clip from being watched. */
  remarks: readonly string[];
}
