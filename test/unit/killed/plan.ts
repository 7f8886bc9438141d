/** What a process that is to be killed does, in the order given; the last thing is what it is killed in. */
export type Action =
  | { do: 'open' }
  | { do: 'create'; prompt: string; extra?: Record<string, unknown> }
  | { do: 'poll' }
  | { do: 'download' }
  /** Until every job has ended and every clip is on the disk. */
  | { do: 'finish' }
  /** Makes jobs and follows them until it is killed, or told to make no more. */
  | { do: 'work'; prompts: readonly string[] };

export interface Plan {
  folder: string;
  library: string;
  type: string;
  baseUrl: string;
  key: string;
  autoDownload: boolean;
  actions: readonly Action[];
  /** Dies by its own hand before this step of the last action: a statement of the database, a call of the file system, bytes to or from a socket. */
  atStep?: number;
}

/** What it says on its way. */
export type Word = { is: 'armed' } | { is: 'done'; steps: number; errors: readonly string[] };
