/** How much is measured. */
export interface Scale {
  /** Of what takes long. */
  rounds: number;
  /** Sizes of the clips, MiB. */
  downloadMib: readonly [number, number, number];
  /** Requests of each kind. */
  calls: number;
  /** Jobs followed together. */
  followed: number;
  /** For their growth, each in multiples of the five models. */
  followedMore: readonly [number, number, number];
  /** Active jobs in one window. */
  activeJobs: readonly [number, number, number];
  /** Jobs in the list. */
  listed: readonly [number, number, number];
  /** Jobs that are searched, and on one page of a list. */
  searched: number;
  paged: number;
  /** Starts of VS Code with each extension. */
  starts: number;
  /** Times a clip is opened each way, a large one, and previews that are opened and closed for their memory. */
  views: number;
  largeViews: number;
  panels: number;
  /** How often the clip of 10 MB is repeated in the large one. */
  repeated: number;
}

export const whole: Scale = {
  rounds: 3,
  downloadMib: [10, 100, 1024],
  calls: 2000,
  followed: 100,
  followedMore: [5, 50, 500],
  activeJobs: [50, 500, 5_000],
  listed: [200, 2000, 20_000],
  searched: 200_000,
  paged: 50_000,
  starts: 3,
  views: 7,
  largeViews: 5,
  panels: 50,
  repeated: 31,
};

/** To see that the bench itself works; the figures say little. */
export const quick: Scale = {
  rounds: 1,
  downloadMib: [1, 2, 4],
  calls: 100,
  followed: 5,
  followedMore: [5, 10, 20],
  activeJobs: [5, 20, 50],
  listed: [20, 100, 400],
  searched: 400,
  paged: 500,
  starts: 1,
  views: 1,
  largeViews: 1,
  panels: 3,
  repeated: 3,
};
