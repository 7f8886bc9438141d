// Test results that add up.
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/**
 * @typedef {object} Count
 * @property {number} passed
 * @property {number} failed
 * @property {number} skipped
 * @property {string[]} faults what failed, in words
 * @property {{ name: string, seconds: number }[]} suites outermost `describe`s of mocha, and how long each took
 */

/** @type {Count} */
export const none = { passed: 0, failed: 0, skipped: 0, faults: [], suites: [] };

/**
 * @param {string} fault what failed
 * @returns {Count}
 */
export const oneFailed = (fault) => ({ ...none, failed: 1, faults: [fault] });

/**
 * @param {Count} a
 * @param {Count} b
 * @returns {Count}
 */
export const add = (a, b) => ({
  passed: a.passed + b.passed,
  failed: a.failed + b.failed,
  skipped: a.skipped + b.skipped,
  faults: [...a.faults, ...b.faults],
  suites: [...a.suites, ...b.suites],
});

/**
 * A check that is one thing: it passes or fails as a whole.
 * @param {string} name what it checks
 * @param {number} exitCode
 * @returns {Count}
 */
export const single = (name, exitCode) => (exitCode === 0 ? { ...none, passed: 1 } : oneFailed(name));

/**
 * Runs mocha somewhere and reads the numbers that its reporter left.
 * @param {(env: NodeJS.ProcessEnv) => Promise<number>} start runs it with the environment given; answers the exit code
 * @returns {Promise<Count>} with one failure more when mocha itself broke, or no test ran
 */
export async function counted(start) {
  const dir = mkdtempSync(join(tmpdir(), 'vj-results-'));
  const file = join(dir, 'results.json');
  try {
    const code = await start({ VIDEO_JOBS_TEST_RESULTS: file });
    /** @type {Count} */
    const count = existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : none;
    const ran = count.passed + count.failed + count.skipped > 0;
    const brokeOtherwise = code !== 0 && count.failed === 0;
    // Words to narrow it down need not fit tests everywhere.
    if (!ran && code === 0 && process.env.VIDEO_JOBS_GREP) return none;
    if (!ran) return add(count, oneFailed('No test ran.'));
    return brokeOtherwise ? add(count, oneFailed(`The tests ended with exit code ${code}.`)) : count;
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
}

/** @param {Count} count */
export const summary = ({ passed, failed, skipped }) =>
  `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`;
