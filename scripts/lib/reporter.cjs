// Mocha's own "spec" output, and the numbers, what failed and how long it took as JSON for `npm test` to sum.
const { writeFileSync } = require('node:fs');
const { reporters } = require('mocha');

module.exports = class CountingReporter extends reporters.Spec {
  /**
   * @param {import('mocha').Runner} runner
   * @param {import('mocha').MochaOptions} options
   */
  constructor(runner, options) {
    super(runner, options);
    /** @type {string[]} */
    const faults = [];
    /** @type {{ name: string, seconds: number }[]} */
    const suites = [];
    /** @type {Map<import('mocha').Suite, number>} */
    const began = new Map();
    runner.on('suite', (suite) => suite.parent?.root && began.set(suite, performance.now()));
    runner.on('suite end', (suite) => {
      const start = began.get(suite);
      if (start !== undefined) suites.push({ name: suite.title, seconds: (performance.now() - start) / 1000 });
    });
    runner.on('fail', (test, error) => faults.push(`${test.fullTitle()}\n${firstLines(error)}`));
    runner.once('end', () => {
      const file = process.env.VIDEO_JOBS_TEST_RESULTS;
      const { passes, failures, pending } = this.stats;
      const count = { passed: passes, failed: failures, skipped: pending, faults, suites };
      if (file) writeFileSync(file, JSON.stringify(count));
    });
  }
};

/** @param {unknown} error */
const firstLines = (error) => (error instanceof Error ? (error.stack ?? error.message) : String(error)).slice(0, 1000);
