import assert from 'node:assert/strict';
import type { FamilyView, JobView, RelativeView } from '../../../src/shared/view';
import { Harness, type OpenOptions, type PreviewPage } from './harness';
import { states } from './states';

const completed = { tone: 'done', label: 'Completed' } as const;
const picture = { url: '/files/thumbnail.webp', tiles: 1 };
const members: RelativeView[] = [
  { key: 'gone', level: 1, title: 'No longer in the list' },
  { key: 'heron', level: 2, title: 'A heron', change: 'Remix', status: completed, picture, current: true },
  { key: 'night', level: 3, title: 'A heron by night', change: 'Remix · prompt +by +night', status: completed },
  { key: 'owl', level: 3, title: 'An owl', change: 'Created again', status: { tone: 'busy', label: 'Queued' } },
];
const more: RelativeView = { ...members[3]!, more: 'Show more (12)' };

describe('the family in the preview page', () => {
  // A browser starts.
  let harness: Harness;
  let open: PreviewPage;

  before(async () => (harness = await Harness.open()));
  after(() => harness.close());
  afterEach(() => open.page.close());

  const view = (family?: Partial<FamilyView>): JobView => ({
    ...states['silent']!(),
    ...(family && { family: { title: 'Family', members, ...family } }),
  });
  const start = async (family?: Partial<FamilyView>, options: OpenOptions = {}) => {
    open = await harness.page(options);
    await open.start(view(family));
  };
  const tree = () => open.page.getByRole('tree', { name: 'Family' });
  const item = (name: string) => tree().getByRole('treeitem').filter({ hasText: name });
  const focused = () => open.page.evaluate<string>('document.activeElement.title || document.activeElement.innerText');
  const press = async (...keys: string[]) => {
    for (const key of keys) await open.page.keyboard.press(key);
  };
  const asked = async () =>
    (await open.sent()).filter(({ type }) => type === 'relative' || type === 'moreFamily' || type === 'action');

  it('is absent for a job that has none, and comes and goes', async () => {
    await start();
    await open.page.locator('.prompt-text').waitFor();
    assert.equal(await open.page.locator('.family').isVisible(), false);
    await open.show(view({}));
    await tree().waitFor();
    await open.show(view());
    await tree().waitFor({ state: 'hidden' });
  });

  it('says who came from whom, how, and in what state it is', async () => {
    await start({ before: 'Older ones are not shown' });
    await open.page.getByText('Older ones are not shown').waitFor();
    const levels = await tree()
      .getByRole('treeitem')
      .evaluateAll((all: { ariaLevel: string }[]) => all.map(({ ariaLevel }) => ariaLevel));
    assert.deepEqual(levels, ['1', '2', '3', '3']);
    await item('by night').getByText('Remix · prompt +by +night · Completed').waitFor();
    assert.equal(await tree().locator('[aria-current=true]').getAttribute('data-key'), 'heron');
    assert.equal(await tree().locator('[aria-disabled=true]').count(), 1);
    await tree().locator('img').waitFor();
    assert.equal(await tree().locator('img').count(), 1);
    assert.deepEqual(await open.violations(), []);
  });

  it('is walked by keyboard as every tree, with one stop for Tab', async () => {
    await start({});
    assert.equal(await tree().locator('[tabindex="0"]').count(), 1);
    await item('Remix · Completed').focus();
    const walk: [string, string][] = [
      ['ArrowDown', 'A heron by night'],
      ['ArrowLeft', 'A heron'],
      ['ArrowRight', 'A heron by night'],
      ['ArrowRight', 'A heron by night'],
      ['End', 'An owl'],
      ['ArrowDown', 'An owl'],
      ['Home', 'No longer in the list'],
      ['ArrowUp', 'No longer in the list'],
    ];
    for (const [key, name] of walk) {
      await press(key);
      assert.equal(await focused(), name, key);
      assert.equal(await tree().locator('[tabindex="0"]').count(), 1);
    }
  });

  it('opens another by a click or a key, but neither what is open nor what is gone', async () => {
    await start({});
    await item('Remix · Completed').click();
    await item('No longer in the list').click({ force: true });
    await item('An owl').click();
    await item('Remix · Completed').focus();
    await press('Enter', 'ArrowDown', 'Enter');
    await press('End', ' ');
    assert.deepEqual(await asked(), [
      { type: 'relative', key: 'owl' },
      { type: 'relative', key: 'night' },
      { type: 'relative', key: 'owl' },
    ]);
  });

  it('asks for more of it where there is more', async () => {
    await start({ members: [...members.slice(0, 3), more] });
    await item('An owl').focus();
    await press('ArrowDown');
    assert.equal(await focused(), 'Show more (12)');
    await press('Enter');
    assert.deepEqual(await asked(), [{ type: 'moreFamily' }]);
  });

  it('keeps the focus where it was when something of the family changes', async () => {
    await start({});
    await item('Remix · Completed').focus();
    await press('ArrowDown');
    await open.show(view({ members: [...members.slice(0, 3), { ...members[3]!, status: completed }] }));
    await item('An owl').getByText('Completed').waitFor();
    assert.equal(await focused(), 'A heron by night');
    await press('ArrowDown');
    assert.equal(await focused(), 'An owl');
  });
});
