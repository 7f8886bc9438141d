import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import type { Locator } from 'playwright-core';
import { patience } from './patience';
import type { VSCode } from './vscode';

const words = JSON.parse(readFileSync('package.nls.json', 'utf8')) as Record<string, string>;

/** A command as the palette lists it. */
export const title = (command: string): string => `${words['category']}: ${words[`command.${command}`]}`;

/** Quick checks, so that a test does not wait for what the user would. */
export const brisk = { 'videoJobs.polling.minSeconds': 1, 'videoJobs.polling.maxSeconds': 1 };

export interface Wish {
  prompt: string;
  /** Label of the provider; named where several are configured. */
  provider?: string;
  model?: string;
  seconds?: string;
  size?: string;
}

/** Answers the questions of "Create Video…" from the palette on. */
export async function createVideo(code: VSCode, wish: Wish): Promise<void> {
  const { quickInput } = code;
  await code.command(title('create'));
  if (wish.provider !== undefined) {
    await quickInput.step('Which provider');
    // Of a long list only what is in sight is there to be clicked.
    await quickInput.input.fill(wish.provider);
    await quickInput.pick(wish.provider);
  }
  await quickInput.step('Describe the video');
  await quickInput.enter(wish.prompt);
  await quickInput.step(/Which (model|deployment)\?/);
  await quickInput.enter(wish.model ?? 'sandbox-fast');
  await quickInput.step('How long?');
  await quickInput.enter(wish.seconds ?? '4');
  await quickInput.step('Which size?');
  await quickInput.enter(wish.size ?? '1280x720');
  await quickInput.step(/image/i);
  await quickInput.accept();
}

/** What a row says of a job that does not become another one by itself. */
const hasFailed = /, (Failed|Cancelled|Expired)(,|$)/;

/**
 * Waits for what a screen reader says of an element, such as a row.
 * @throws AssertionError with what it said last; at once for a job that has failed, where it is to be completed
 */
export async function says(element: Locator, wanted: RegExp): Promise<string> {
  await element.waitFor();
  let said = '';
  for (const end = Date.now() + patience; Date.now() < end; await delay(100)) {
    said = (await element.getAttribute('aria-label')) ?? '';
    if (wanted.test(said)) return said;
    if (hasFailed.test(said) && wanted.test('Completed')) break;
  }
  assert.fail(`It says "${said}" and not ${String(wanted)}.`);
}
