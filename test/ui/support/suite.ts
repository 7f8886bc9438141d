import { type OpenOptions, VSCode } from './vscode';

/** Mocha keeps the hooks of a suite to itself. */
interface Hooks {
  _beforeAll: { state?: string }[];
}

/** Whether a hook before the tests of a suite, or of one in it, has failed. No `afterEach` follows such a one. */
const isUnready = (suite: Mocha.Suite): boolean =>
  (suite as unknown as Hooks)._beforeAll.some(({ state }) => state === 'failed') || suite.suites.some(isUnready);

export interface SuiteOptions {
  /** For tests that need nothing of each other: after one that failed the next has a VS Code of a new user, and this is called. */
  alone?: () => Promise<void>;
}

/** The VS Code that the next suite may go on with, and what it was started with. */
interface Shared {
  code?: VSCode;
  start?: string;
}

/** One in a process: each file of tests is a bundle, with this module in it. */
const shared = ((globalThis as Record<symbol, unknown>)[Symbol.for('videoJobs.sharedVSCode')] ??= {}) as Shared;

/** Closes the VS Code that is shared. */
async function closeShared(): Promise<void> {
  const { code } = shared;
  delete shared.code;
  await code?.close();
}

/** A VS Code of a new user: that of the suite before where it was started alike, else another. */
async function newUser(options: OpenOptions = {}): Promise<VSCode> {
  const { env, language, deaf } = options;
  const start = JSON.stringify({ env, language, deaf });
  if (shared.code?.isRenewable && shared.start === start) {
    const before = shared.code;
    delete shared.code;
    return before.renew(options);
  }
  await closeShared();
  shared.start = start;
  return VSCode.open(options);
}

// Of all files of a process.
after(closeShared);

/**
 * One VS Code for the tests of a `describe`, as a new user has it; what failed leaves
 * `out/screenshots/failed-<its title>.png`. A test that failed has left the window as it happened to be: those after it,
 * which begin where it was to end, fail with it.
 */
export function vscodeForSuite(
  options?: OpenOptions | (() => OpenOptions),
  { alone }: SuiteOptions = {},
): () => VSCode {
  let code: VSCode | undefined;
  /** Title of the first test that failed. */
  let failed: string | undefined;
  const open = async () => {
    code = await newUser(typeof options === 'function' ? options() : options);
  };
  const picture = (title: string) =>
    code?.screenshot(`failed-${title.replace(/[^\w-]+/g, '-')}`, true).catch(() => undefined);

  before(open);
  beforeEach(async function () {
    const test = this.currentTest;
    if (failed === undefined || !test) return;
    if (alone) {
      await code?.close();
      failed = undefined;
      await open();
      await alone();
    } else {
      const reason = `Not tried, since “${failed}” failed before it.`;
      test.fn = () => Promise.reject(new Error(reason));
    }
  });
  afterEach(async function () {
    if (this.currentTest?.state !== 'failed') return;
    if (failed === undefined) await picture(this.currentTest.fullTitle());
    failed ??= this.currentTest.title;
  });
  after(async function () {
    const suite = this.test?.parent;
    const unready = suite && isUnready(suite);
    if (unready) await picture(`${suite.fullTitle()} before all`);
    if (failed !== undefined || unready || !code?.isRenewable) return code?.close();
    try {
      await code.leave();
    } catch (error) {
      await code.close().catch(() => undefined);
      throw error;
    }
    shared.code = code;
  });
  return () => {
    if (!code) throw new Error('VS Code is there from the first test on.');
    return code;
  };
}
