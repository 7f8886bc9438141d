import type { Variant } from '../api/types';

/** What the page may ask the host to do: a closed list of names, never a path, an address or a command. */
export const pageActions = [
  'remix',
  'edit',
  'extend',
  'saveAs',
  'reveal',
  'openExternal',
  'insert',
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
] as const;
export type PageAction = (typeof pageActions)[number];

export type Tone = 'busy' | 'done' | 'info' | 'warning' | 'error';

export interface ActionView {
  action: PageAction;
  label: string;
  primary?: boolean;
  /** Only offered while the clip that is shown is a file on disk. */
  needsFile?: boolean;
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

/** One output of a job. Either `url` (a file on disk, as the page can load it) or `notice`. */
export interface ClipView {
  variant: Variant;
  index: number;
  label: string;
  kind: 'video' | 'image';
  url?: string;
  notice?: Notice;
  facts: readonly Fact[];
  /** Frames a second, where the file says so. */
  fps?: number;
  /** Codec of the sound (`mp4a`), `none` for a silent clip, absent where the file was not understood. */
  sound?: string;
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
  /** Worth knowing, and no reason to stop looking at the clip. */
  remarks: readonly string[];
}
