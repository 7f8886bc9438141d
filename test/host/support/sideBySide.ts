type Run = () => unknown;

interface Case {
  test: Mocha.Test;
  /** Resolves when it has ended, well or not. */
  begin(): Promise<void>;
}

/**
 * Tests of several subjects that wait most of the time: those of one subject run one after the other, while those of the
 * others do. Each is a test of mocha's, and fails alone.
 */
export class SideBySide {
  readonly #subjects: Case[][] = [];

  /** A subject. @returns what declares its tests, in the place of `it` */
  subject(): (title: string, run: Run) => void {
    const cases: Case[] = [];
    this.#subjects.push(cases);
    return (title, run) => {
      let begin!: (outcome: Promise<unknown>) => void;
      const outcome = new Promise<unknown>((resolve) => (begin = resolve));
      cases.push({
        test: it(title, () => outcome),
        begin() {
          begin(Promise.resolve().then(run));
          return outcome.then(
            () => undefined,
            () => undefined,
          );
        },
      });
    };
  }

  /** Starts all that are to run. To be called before the first test. */
  begin(): void {
    const words = process.env['VIDEO_JOBS_GREP'] ?? '';
    for (const cases of this.#subjects) void inTurn(cases.filter(({ test }) => test.fullTitle().includes(words)));
  }
}

async function inTurn(cases: readonly Case[]): Promise<void> {
  for (const each of cases) await each.begin();
}
