import { type OpenOptions, VSCode } from './vscode';

/** Mocha keeps the hooks of a suite to itself. */
interface Hooks {
  _beforeAll: { state?: string }[];
}

/** One VS Code for the tests of a `describe`; what failed leaves `out/screenshots/failed-<its title>.png`. */
export function vscodeForSuite(options?: OpenOptions | (() => OpenOptions)): () => VSCode {
  let code: VSCode | undefined;
  const picture = (title: string) => code?.screenshot(`failed-${title.replace(/[^\w-]+/g, '-')}`, true);
  before(async () => {
    code = await VSCode.open(typeof options === 'function' ? options() : options);
  });
  afterEach(async function () {
    if (this.currentTest?.state === 'failed') await picture(this.currentTest.fullTitle());
  });
  after(async function () {
    const suite = this.test?.parent;
    // No `afterEach` follows a `before` that failed.
    const failed = (suite as unknown as Hooks | undefined)?._beforeAll.some(({ state }) => state === 'failed');
    if (suite && failed) await picture(`${suite.fullTitle()} before all`);
    await code?.close();
  });
  return () => {
    if (!code) throw new Error('VS Code is there from the first test on.');
    return code;
  };
}
