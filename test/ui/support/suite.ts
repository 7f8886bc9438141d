import { VSCode, type OpenOptions } from './vscode';

/** One VS Code for the tests of a `describe`; a failed test leaves `out/screenshots/failed-<its title>.png`. */
export function vscodeForSuite(options?: OpenOptions | (() => OpenOptions)): () => VSCode {
  let code: VSCode | undefined;
  before(async () => {
    code = await VSCode.open(typeof options === 'function' ? options() : options);
  });
  afterEach(async function () {
    if (this.currentTest?.state !== 'failed') return;
    await code?.screenshot(`failed-${this.currentTest.fullTitle().replace(/[^\w-]+/g, '-')}`);
  });
  after(() => code?.close());
  return () => {
    if (!code) throw new Error('VS Code is there from the first test on.');
    return code;
  };
}
