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
  /** Jobs in the list. */
  listed: readonly [number, number, number];
  /** Starts of VS Code with each extension. */
  starts: number;
}

export const whole: Scale = {
  rounds: 3,
  downloadMib: [10, 100, 1024],
  calls: 2000,
  followed: 100,
  followedMore: [5, 50, 500],
  listed: [200, 2000, 20_000],
  starts: 3,
};

/** To see that the bench itself works; the figures say little. */
export const quick: Scale = {
  rounds: 1,
  downloadMib: [1, 2, 4],
  calls: 100,
  followed: 5,
  followedMore: [5, 10, 20],
  listed: [20, 100, 400],
  starts: 1,
};
