import sinon from 'sinon';

/** A clock that stands still; files and promises go on. */
export const stopClock = (now = Date.UTC(2026, 10, 21, 12)) =>
  sinon.useFakeTimers({ now, toFake: ['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval', 'Date'] });
