/** Whether this is the newest of the versions of VS Code that are tested. Set by `scripts/lib/host-tests.mjs`. */
export const isNewestVersion = process.env['VIDEO_JOBS_NEWEST_VERSION'] === '1';
