import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Page } from 'playwright-core';
import { createProfile } from '../../scripts/lib/profile.mjs';
import { openWorkbench } from '../../scripts/lib/workbench.mjs';
import { QuickInput } from '../ui/support/quickInput';
import { remove, temporaryFolder } from './support/folders';
import { answerVariable, emptyExtension, probedExtension, type Started } from './support/probe';
import { number, type Section, spread } from './support/report';
import { fillLedger, sampleJobs } from './support/sampleJobs';
import type { Scale } from './support/scale';
import { inTurn, median } from './support/stats';

interface Start extends Started {
  /** What VS Code itself says of the activation, whole ms. */
  vscode: number;
}

/** How many finished jobs the ledger has; none: there is no ledger. */
type Contender = 'empty' | `${number}`;

export async function activation({ starts, listed }: Scale): Promise<Section> {
  const vsix = process.env.VIDEO_JOBS_VSIX!;
  const folder = temporaryFolder();
  try {
    const packages = { empty: emptyExtension(vsix, folder), whole: probedExtension(vsix, folder) };
    const contenders: Contender[] = ['empty', '0', ...listed.map((count) => `${count}` as const)];
    const measured = await inTurn(contenders, starts, (contender) =>
      contender === 'empty' ? start(packages.empty, 0) : start(packages.whole, Number(contender)),
    );
    return section(new Map(contenders.map((contender) => [contender, measured[contender]!])), listed);
  } finally {
    remove(folder);
  }
}

async function start(vsix: string, jobs: number): Promise<Start> {
  const profile = createProfile('bench');
  const answer = path.join(profile.dir, 'answer.json');
  if (jobs > 0) {
    const storage = path.join(profile.dir, 'User', 'globalStorage', 'video-jobs.video-jobs');
    mkdirSync(storage, { recursive: true });
    fillLedger(storage, sampleJobs(jobs));
  }
  const workbench = await openWorkbench({ profile, vsix, env: { [answerVariable]: answer } });
  try {
    for (let waited = 0; !existsSync(answer); waited++) {
      if (waited > 600) throw new Error('The extension was not activated within a minute.');
      await sleep(100);
    }
    const started = JSON.parse(readFileSync(answer, 'utf8')) as Started;
    const time = await activationTime(workbench.page);
    return { ...started, vscode: Number(/(\d+)\s*ms/.exec(time)?.[1]) };
  } finally {
    await workbench.close();
    profile.remove();
  }
}

/** As VS Code tells it under "Show Running Extensions". */
async function activationTime(page: Page): Promise<string> {
  // Only rows that are in sight exist.
  await page.setViewportSize({ width: 1280, height: 3000 });
  const quickInput = new QuickInput(page);
  const row = page.locator('.runtime-extensions-editor .extension', { hasText: /video.jobs/i }).first();
  // A workbench that is still starting may close the palette again.
  for (let attempt = 1; ; attempt++) {
    await quickInput.open('F1');
    try {
      await quickInput.input.fill('>Developer: Show Running Extensions', { timeout: 5000 });
      await quickInput.row('Developer: Show Running Extensions').first().click({ timeout: 5000 });
      return await row.locator('.activation-time').innerText({ timeout: 5000 });
    } catch (error) {
      if (attempt === 5) throw error;
      await quickInput.cancel();
    }
  }
}

function section(measured: ReadonlyMap<Contender, Start[]>, listed: Scale['listed']): Section {
  const whole = (starts: readonly Start[]) => starts.map(({ load, activate }) => load + activate);
  const last = listed.at(-1)!;
  const label = (contender: Contender) => {
    if (contender === 'empty') return 'an empty extension';
    return contender === '0' ? 'Video Jobs, never used' : `Video Jobs, ${contender} finished jobs`;
  };
  const rows = [...measured].map(([contender, starts]) => {
    const { files, database } = starts[0]!;
    const loaded = Object.entries(files).map(([name, bytes]) => `${name} ${number(bytes / 1000)} kB`);
    return [
      label(contender),
      spread(starts.map(({ load }) => load)),
      spread(starts.map(({ activate }) => activate)),
      spread(starts.map(({ vscode }) => vscode)),
      spread(starts.map(({ firstUse }) => firstUse)),
      [...loaded, database ? 'node:sqlite' : 'no database'].join(', '),
    ];
  });
  const empty = median(whole(measured.get('empty')!));
  const goals = (['0', `${last}`] as const).map((contender) => {
    const starts = measured.get(contender)!;
    const more = median(whole(starts)) - empty;
    const undici = starts.some(({ files }) => 'undici.js' in files);
    const database = starts.some(({ database }) => database);
    const loaded = [undici && 'undici', database && 'the database'].filter(Boolean).join(' and ') || 'neither';
    return {
      what: `Activation: ${label(contender)}`,
      goal: 'at most 15 ms above an empty extension; neither undici nor the database loaded',
      measured: `${number(more)} ms above, ${loaded} loaded`,
      met: more <= 15 && !undici && !database,
    };
  });
  return {
    title: 'Activation with no job in progress',
    how: 'In the extension host of VS Code (the build of code-server), a new start for each, the packaged extension. "Load" and "activate" are taken inside the extension host around `require` and `activate`; the last time is what VS Code says of it under "Show Running Extensions". What is loaded is looked up two seconds later; "first use" is what reading and building the rest takes then, as a command, the view or another extension makes it do.',
    columns: ['Extension', 'Load, ms', 'Activate, ms', 'VS Code says, ms', 'First use, ms', 'Loaded'],
    rows,
    goals,
    growth: [
      {
        what: 'activation, by finished jobs',
        unit: 'ms',
        steps: listed.map((count) => ({
          work: `${count} jobs`,
          times: count / listed[0],
          cost: median(whole(measured.get(`${count}`)!)),
        })),
      },
    ],
  };
}
