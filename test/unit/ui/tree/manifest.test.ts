import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { commandId, contractCommands, viewCommands } from '../../../../src/commandIds';
import type { JobRecord } from '../../../../src/jobs/job';
import { jobTraits } from '../../../../src/ui/tree/traits';
import { clip, completed, everything, job } from '../support/jobs';

interface MenuEntry {
  command?: string;
  submenu?: string;
  when?: string;
  group: string;
}
interface Contributions {
  menus: Record<string, MenuEntry[]>;
  submenus: { id: string }[];
  views: Record<string, { id: string; icon: string }[]>;
  viewsContainers: { activitybar: { icon: string }[] };
  viewsWelcome: { contents: string; when: string }[];
  walkthroughs: { steps: { media: { svg: string }; description: string; completionEvents: string[] }[] }[];
}

const read = (file: string): unknown => JSON.parse(readFileSync(file, 'utf8'));
const manifest = read('package.json') as { icon: string; contributes: Contributions };
const words = read('package.nls.json') as Record<string, string>;
const { menus, submenus, views, viewsContainers, viewsWelcome, walkthroughs } = manifest.contributes;
const commands: string[] = [...contractCommands, ...viewCommands].map(commandId);
const rowMenu = menus['view/item/context']!;
const ours = [...menus['view/title']!, ...rowMenu, ...menus['videoJobs.copy']!, ...menus['videoJobs.providers']!];

/** Whether one row with these traits gets the entry; understands the forms this manifest uses. */
function offered({ when = '' }: MenuEntry, traits: readonly string[]): boolean {
  return when.split(' && ').every((term) => {
    if (term === 'listMultiSelection') return false;
    const pattern = /^viewItem =~ \/(.*)\/$/.exec(term)?.[1];
    return pattern === undefined || new RegExp(pattern).test(traits.join(' '));
  });
}

/** What a right click, or the pointer, brings up. */
const offers = (record: JobRecord, inline: boolean): string[] =>
  rowMenu
    .filter((entry) => entry.group.startsWith('inline') === inline && offered(entry, jobTraits(record, everything)))
    .map(({ command, submenu }) => (command ?? submenu!).replace('videoJobs.', ''));

describe('the menus of the view', () => {
  it('name commands and submenus that exist', () => {
    for (const { command, submenu } of ours) {
      assert.ok(command ? commands.includes(command) : submenus.some(({ id }) => id === submenu), command ?? submenu);
    }
  });

  // Where one changes, VS Code draws the rows anew, and of those that are selected forgets all but the first.
  it('of rows depend on no condition of ours', () => {
    const inner = menus['videoJobs.copy']!;
    for (const { when = '', command } of [...rowMenu, ...inner]) {
      assert.doesNotMatch(when, /(?<!view == )\bvideoJobs\./, command);
    }
  });

  it('appear in this view only', () => {
    for (const { when, command } of [...menus['view/title']!, ...rowMenu]) {
      assert.match(when ?? '', /^view == videoJobs\.jobs\b/, command);
    }
    for (const { when } of rowMenu) {
      for (const [, pattern] of (when ?? '').matchAll(/viewItem =~ \/(.*?)\/(?= |$)/g)) {
        assert.match(pattern!, /^\\b.*\\b$/);
      }
    }
  });

  it('offer for a finished clip what can be done with it, delete last', () => {
    assert.deepEqual(offers(completed({ media: [clip()] }), false), [
      'preview',
      'openExternal',
      'openInEditor',
      'reveal',
      'showDetails',
      'diagnose',
      'insert',
      'exportGallery',
      'remix',
      'edit',
      'extend',
      'continueFromLast',
      'useAsInput',
      'createAgain',
      'createWithSeveral',
      'showFamily',
      'saveAs',
      'copy',
      'delete',
    ]);
  });

  it('offer for several rows only what takes several', () => {
    const many = rowMenu.filter(
      ({ when = '', group }) => !/listMultiSelection|bgroup/.test(when) && !group.startsWith('inline'),
    );
    assert.deepEqual(
      many.map(({ command, submenu }) => command ?? submenu),
      [
        'videoJobs.insert',
        'videoJobs.exportGallery',
        'videoJobs.download',
        'videoJobs.stopWatching',
        'videoJobs.cancel',
        'videoJobs.resumeWatching',
        'videoJobs.copy',
        'videoJobs.delete',
      ],
    );
    const few = rowMenu.filter(({ when = '' }) => when.includes('&& listMultiSelection'));
    assert.deepEqual(
      few.map(({ command }) => command),
      ['videoJobs.compare', 'videoJobs.showDifferences'],
    );
  });

  it('offer another provider where the job’s own has refused, is gone or makes nothing any more', () => {
    const moves = (record: JobRecord, known = true) =>
      jobTraits(record, known ? everything : undefined).includes('can.move');
    assert.equal(moves(completed()), false);
    assert.equal(moves(completed(), false), true);
    assert.equal(moves(job({ status: 'failed' })), true);
    assert.equal(moves(completed({ origin: 'https://api.openai.com' })), true);
    assert.equal(moves(job({ status: 'failed', prompt: undefined })), false);
  });

  it('offer nothing that a provider would have to do which is gone', () => {
    const gone = (record: JobRecord) =>
      rowMenu.filter((entry) => offered(entry, jobTraits(record))).map(({ command }) => command);
    assert.ok(!gone(job({ watching: false })).includes('videoJobs.resumeWatching'));
    assert.ok(!gone(job({ watching: false })).includes('videoJobs.diagnose'));
    assert.ok(gone(job({ watching: false })).includes('videoJobs.moveTo'));
    const copies = menus['videoJobs.copy']!.filter((entry) => offered(entry, jobTraits(completed())));
    assert.ok(!copies.some(({ command }) => command === 'videoJobs.copyAs'));
  });

  it('offer a download only where the clip is not here', () => {
    assert.ok(offers(completed(), false).includes('download'));
    assert.ok(!offers(completed(), false).includes('reveal'));
  });

  it('offer one to three actions inline in every state', () => {
    const transfer = { state: 'running', variant: 'video', index: 0 } as const;
    const inline: [JobRecord, string[]][] = [
      [job(), ['stopWatching']],
      [job({ watching: false }), ['resumeWatching']],
      [job({ status: 'uncertain', id: undefined, watching: false }), ['resolveUncertain']],
      [job({ status: 'failed', watching: false }), ['createAgain']],
      [job({ status: 'failed', watching: false, sendable: {} }), ['sendAgain']],
      [job({ status: 'failed', watching: false, sendable: { from: Date.now() + 60_000 } }), ['sendLater']],
      [job({ status: 'failed', watching: false, sendable: {}, sendsAt: Date.now() }), ['dontSend']],
      [completed(), ['remix', 'download']],
      [completed({ media: [clip()] }), ['remix', 'openExternal']],
      [completed({ transfer }), ['cancelDownload', 'remix']],
    ];
    for (const [record, expected] of inline) assert.deepEqual(offers(record, true), expected);
  });
});

describe('what the view says of itself', () => {
  it('has words for every key', () => {
    const keys = [...readFileSync('package.json', 'utf8').matchAll(/"%([^%"]+)%"/g)].map(([, key]) => key!);
    assert.ok(keys.length > 20);
    for (const key of keys) assert.ok(words[key], key);
  });

  it('links to commands that exist', () => {
    const texts = [...viewsWelcome, ...walkthroughs.flatMap(({ steps }) => steps)]
      .map((one) => ('contents' in one ? one.contents : one.description))
      .map((key) => words[key.slice(1, -1)] ?? '');
    const links = texts.flatMap((text) => [...text.matchAll(/\(command:([^)?]+)/g)].map(([, id]) => id!));
    assert.ok(links.length >= 15);
    for (const id of links) assert.ok(id === 'videoJobs.jobs.focus' || commands.includes(id), id);
  });

  it('shows one welcome text in each state, and none before the state is known', () => {
    const names = ['loaded', 'filtered', 'hasProviders', 'hasKey', 'keyRefused', 'offline'];
    for (let bits = 0; bits < 2 ** names.length; bits++) {
      const context = new Map(names.map((name, at) => [`videoJobs.${name}`, (bits & (1 << at)) !== 0]));
      // A key needs a provider; only that state cannot be.
      if (context.get('videoJobs.hasKey') && !context.get('videoJobs.hasProviders')) continue;
      const shown = viewsWelcome.filter(({ when }) =>
        when.split(' && ').every((term) => (term[0] === '!' ? !context.get(term.slice(1)) : context.get(term))),
      );
      assert.equal(shown.length, context.get('videoJobs.loaded') ? 1 : 0, JSON.stringify([...context]));
    }
  });

  it('has its pictures', () => {
    const files = [
      manifest.icon,
      ...viewsContainers.activitybar.map(({ icon }) => icon),
      ...Object.values(views).flatMap((list) => list.map(({ icon }) => icon)),
      ...walkthroughs.flatMap(({ steps }) => steps.map(({ media }) => media.svg)),
    ];
    for (const file of files) assert.ok(existsSync(file), file);
    const png = readFileSync(manifest.icon);
    assert.deepEqual([png.readUInt32BE(16), png.readUInt32BE(20)], [256, 256]);
  });
});
