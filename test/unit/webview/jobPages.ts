import assert from 'node:assert/strict';
import { Harness, type OpenOptions, type PreviewPage } from './harness';
import { states } from './states';

export const video = (property: string): string => `document.querySelector('video').${property}`;

/** It plays, or has played to its end while nobody looked. */
export const hasPlayed = `${video('currentTime')} > 0.1 && (!${video('paused')} || ${video('ended')})`;

/** The clip is in memory, and the page knows its frame rate. */
export const headerIsRead = `${video('src')}.startsWith('blob:') && window.sent.some(({ type }) => type === 'header')`;

export const shows = (text: string): string =>
  `document.querySelector('.main').innerText.includes(${JSON.stringify(text)})`;

export const theClip = { variant: 'video', index: 0, version: 'version of clip.mp4' };

/** Of a player that repeats its clip, so that it plays for as long as a test looks. */
export const repeating = { key: 'k1', loop: true };

/** A view of a job in that state. */
export const state = (name: string) => {
  const make = states[name];
  assert.ok(make, `no state ${name}`);
  return make();
};

/** A browser for the tests of a suite, and what they do with the page of a job. */
export function jobPages() {
  let harness: Harness;
  let current: PreviewPage;

  before(async () => (harness = await Harness.open()));
  after(() => harness.close());
  afterEach(() => current.page.close());

  const load = async (options: OpenOptions = {}) => (current = await harness.page(options));
  return {
    /** The page that a test has opened last. */
    open: () => current,
    load,
    start: async (name: string, options: OpenOptions = {}) => {
      await load(options);
      await current.start(state(name));
      return current;
    },
    click: (name: string) => current.page.getByRole('button', { name, exact: true }).click(),
    actions: async () => (await current.sent()).filter(({ type }) => type === 'action'),
  };
}
