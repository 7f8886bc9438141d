// Mocha's own "spec" output, and the numbers and what failed as JSON for `npm test` to sum.
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
    runner.on('fail', (test, error) => faults.push(`${test.fullTitle()}\n${firstLines(error)}`));
    runner.once('end', () => {
      const file = process.env.VIDEO_JOBS_TEST_RESULTS;
      const { passes, failures, pending } = this.stats;
      if (file) writeFileSync(file, JSON.stringify({ passed: passes, failed: failures, skipped: pending, faults }));
    });
  }
};

/** @param {unknown} error */
const firstLines = (error) => (error instanceof Error ? (error.stack ?? error.message) : String(error)).slice(0, 1000);
