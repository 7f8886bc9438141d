import assert from 'node:assert/strict';
import sinon from 'sinon';
import * as vscode from 'vscode';
import { VideoJobsError } from '../../../../src/api/errors';
import { type JobsView, registerJobsView } from '../../../../src/ui/tree/jobsView';
import { LazyJobsView } from '../../../../src/ui/tree/lazyJobsView';
import type { TreeNode } from '../../../../src/ui/tree/nodes';
import { stopClock } from '../../support/clock';
import { clip, completed, FakeJobs, FakeProviders, job, now, silent } from '../support/jobs';

/** A tree view as VS Code's, which remembers what it was asked to draw again. */
class FakeTreeView {
  readonly #visibility = new vscode.EventEmitter<{ visible: boolean }>();
  readonly onDidChangeVisibility = this.#visibility.event;
  readonly onDidChangeSelection = new vscode.EventEmitter<unknown>().event;
  readonly reveal = sinon.stub().resolves();
  readonly drawn: (TreeNode | TreeNode[] | undefined)[] = [];
  provider!: vscode.TreeDataProvider<TreeNode>;
  visible = true;
  badge?: vscode.ViewBadge;
  message?: string;

  show(visible: boolean): void {
    this.visible = visible;
    this.#visibility.fire({ visible });
  }

  children(node?: TreeNode): TreeNode[] {
    return this.provider.getChildren(node) as TreeNode[];
  }

  row(node: TreeNode): vscode.TreeItem {
    return this.provider.getTreeItem(node) as vscode.TreeItem;
  }

  /** Requests the tooltip of a row. */
  hover(node: TreeNode): void {
    void this.provider.resolveTreeItem?.(this.row(node), node, {} as vscode.CancellationToken);
  }

  labels(node?: TreeNode): unknown[] {
    return this.children(node).map((child) => this.row(child).label);
  }

  dispose(): void {}
}

describe('the jobs view', () => {
  let clock: sinon.SinonFakeTimers;
  let jobs: FakeJobs;
  let providers: FakeProviders;
  let tree: FakeTreeView;
  let view: JobsView & { dispose(): void };
  let kept: Map<string, unknown>;
  let context: Record<string, unknown>;

  const open = (...initial: ReturnType<typeof job>[]) => {
    jobs.jobs = initial;
    const memento = {
      get: (key: string) => kept.get(key),
      update: async (key: string, value: unknown) => kept.set(key, value),
    };
    view = registerJobsView({
      lazyView: new LazyJobsView(() => {}),
      jobs: jobs.service,
      providers: providers.directory,
      memento: memento as unknown as vscode.Memento,
      log: silent,
    });
  };
  const settle = () => clock.tickAsync(200);

  beforeEach(() => {
    clock = stopClock(now);
    jobs = new FakeJobs();
    providers = new FakeProviders('acme');
    tree = new FakeTreeView();
    kept = new Map();
    context = {};
    sinon.stub(vscode.window, 'createTreeView').callsFake((_id, { treeDataProvider }) => {
      tree.provider = treeDataProvider as vscode.TreeDataProvider<TreeNode>;
      tree.provider.onDidChangeTreeData!((event) => tree.drawn.push(event as TreeNode));
      return tree as never;
    });
    sinon.stub(vscode.commands, 'executeCommand').callsFake(async (id: string, name?: string, value?: unknown) => {
      if (id === 'setContext') context[name!] = value;
      return undefined;
    });
  });

  afterEach(() => {
    view.dispose();
    clock.restore();
    sinon.restore();
  });

  it('lists the jobs, each with its preview behind a click', () => {
    open(job(), completed({ key: 'k2', prompt: 'Two', createdAt: now - 70_000 }));
    assert.deepEqual(tree.labels(), ['A heron lifts off from a misty lake at dawn', 'Two']);
    const [first] = tree.children();
    const row = tree.row(first!);
    assert.equal(row.id, 'job:k1');
    assert.deepEqual(
      [row.command?.command, row.command?.arguments],
      ['videoJobs.preview', [{ key: 'k1' }, { by: 'person' }]],
    );
    assert.equal(row.tooltip, undefined);
    const resolved = tree.provider.resolveTreeItem!(row, first!, {} as never) as vscode.TreeItem;
    assert.match((resolved.tooltip as vscode.MarkdownString).value, /heron/);
    assert.equal(first!.job?.key, 'k1');
    assert.equal(first!.provider, 'acme');
  });

  it('draws only the row of a job that moved on, once for many changes', async () => {
    open(job(), completed({ key: 'k2', createdAt: now - 70_000 }));
    const [first] = tree.children();
    tree.drawn.length = 0;
    jobs.set(job({ progress: 70 }), jobs.jobs[1]!);
    jobs.set(job({ progress: 80 }), jobs.jobs[1]!);
    await settle();
    assert.deepEqual(tree.drawn, [[first]]);
    assert.match(String(tree.row(first!).description), /^80%/);
  });

  it('lists the clips of a job that has several', () => {
    open(completed({ outputs: 2, media: [clip(0), { ...clip(0), variant: 'thumbnail' }] }));
    const [first] = tree.children();
    assert.equal(tree.row(first!).collapsibleState, vscode.TreeItemCollapsibleState.Collapsed);
    assert.deepEqual(tree.labels(first), ['Clip 1', 'Clip 2', 'Thumbnail']);
    const second = tree.children(first)[1]!;
    assert.deepEqual(tree.row(second).command?.arguments, [
      { key: 'k1', variant: 'video', index: 1 },
      { by: 'person' },
    ]);
    assert.equal(second.job?.key, 'k1');
    assert.equal(tree.provider.getParent!(second), first);
  });

  it('is not misled by a server that claims a billion clips', () => {
    open(completed({ outputs: 1e9 }));
    assert.equal(tree.children(tree.children()[0]).length, 100);
  });

  it('shows thousands of jobs a page at a time', () => {
    const run = sinon.stub(vscode.commands, 'registerCommand').returns({ dispose() {} });
    open(...Array.from({ length: 450 }, (_, n) => completed({ key: `k${n}` })));
    const older = tree.children().at(-1)!;
    assert.equal(tree.children().length, 201);
    const row = tree.row(older);
    assert.equal(row.label, 'Show older (250)');
    const showOlder = run.getCalls().find(({ args }) => args[0] === row.command!.command)!.args[1];
    showOlder(...row.command!.arguments!);
    assert.equal(tree.children().length, 401);
    showOlder(...tree.row(tree.children().at(-1)!).command!.arguments!);
    assert.equal(tree.children().length, 450);
  });

  it('asks the provider for older jobs, and shows that it is asking', async () => {
    jobs.more.add('acme');
    open(completed());
    const more = tree.children().at(-1)!;
    assert.deepEqual(tree.row(more).command?.arguments, [{ provider: 'acme' }, { by: 'person' }]);
    let answer!: () => void;
    jobs.loadMore = () => new Promise((resolve) => (answer = () => resolve(true)));
    const loading = view.loadMore('acme');
    assert.equal(tree.row(more).label, 'Loading…');
    assert.equal(tree.row(more).command, undefined);
    answer();
    await loading;
    assert.equal(tree.row(more).label, 'Load More');
  });

  it('lets the trouble of loading more through, and offers it again', async () => {
    jobs.more.add('acme');
    open(completed());
    jobs.loadMore = () => Promise.reject(new VideoJobsError('network', 'No way.'));
    await assert.rejects(view.loadMore('acme'), { kind: 'network' });
    assert.equal(tree.row(tree.children().at(-1)!).label, 'Load More');
  });

  it('shows the time passed while a job is in progress and the view is visible, except under a tooltip', async () => {
    open(job());
    const [first] = tree.children();
    tree.drawn.length = 0;
    await clock.tickAsync(5_000);
    assert.deepEqual(tree.drawn, [[first]]);
    assert.match(String(tree.row(first!).description), / 1:10 /);
    // A row that is redrawn loses the tooltip that is read.
    tree.hover(first!);
    tree.drawn.length = 0;
    await clock.tickAsync(15_000);
    assert.deepEqual(tree.drawn.flat(), []);
    await clock.tickAsync(10_000);
    assert.notDeepEqual(tree.drawn.flat(), []);
    tree.show(false);
    tree.drawn.length = 0;
    await clock.tickAsync(60_000);
    assert.deepEqual(tree.drawn, []);
  });

  it('does not open the list of jobs before somebody looks', () => {
    const read = sinon.stub().returns([]);
    Object.defineProperty(jobs, 'jobs', { get: read });
    tree.visible = false;
    view = registerJobsView({
      lazyView: new LazyJobsView(() => {}),
      jobs: jobs.service,
      providers: providers.directory,
      memento: { get: () => undefined } as unknown as vscode.Memento,
      log: silent,
      active: false,
    });
    sinon.assert.notCalled(read);
    assert.equal(providers.asked, 0);
    assert.equal(context['videoJobs.hasProviders'], true);
    tree.show(true);
    sinon.assert.called(read);
  });

  it('has no timer without a job in progress', async () => {
    open(job());
    assert.equal(clock.countTimers(), 1);
    jobs.set(completed());
    await settle();
    assert.equal(clock.countTimers(), 0);
  });

  it('wears the number in progress as its badge', async () => {
    open(job(), job({ key: 'k2', status: 'queued' }), job({ key: 'k3', watching: false }));
    assert.deepEqual(tree.badge, { value: 2, tooltip: '2 in progress' });
    jobs.set(completed());
    await settle();
    assert.equal(tree.badge, undefined);
  });

  it('remembers how to group', async () => {
    open(job(), completed({ key: 'k2' }));
    const pick = sinon.stub(vscode.window, 'showQuickPick').callsFake(async (items) => {
      const all = (await items) as unknown as { label: string }[];
      return all.find(({ label }) => label === 'Status');
    });
    await view.groupBy();
    assert.deepEqual(tree.labels(), ['In progress', 'Completed']);
    pick.resolves(undefined);
    await view.groupBy();
    assert.deepEqual(tree.labels(), ['In progress', 'Completed']);
    view.dispose();
    open(job(), completed({ key: 'k2' }));
    assert.deepEqual(tree.labels(), ['In progress', 'Completed']);
    const [group] = tree.children();
    assert.equal(tree.provider.getParent!(tree.children(group)[0]!), group);
  });

  it('filters while words are typed, says so, and takes it back on escape', async () => {
    open(job(), completed({ key: 'k2', prompt: 'A fox' }));
    const events = {
      value: new vscode.EventEmitter<string>(),
      accept: new vscode.EventEmitter<void>(),
      hide: new vscode.EventEmitter<void>(),
    };
    const box = {
      value: '',
      onDidChangeValue: events.value.event,
      onDidAccept: events.accept.event,
      onDidHide: events.hide.event,
      show() {},
      hide: () => events.hide.fire(),
      dispose() {},
    };
    sinon.stub(vscode.window, 'createInputBox').returns(box as never);
    const type = async (text: string) => {
      box.value = text;
      events.value.fire(text);
      await settle();
    };
    const accepted = view.setFilter();
    await type('fox');
    assert.deepEqual(tree.labels(), ['A fox']);
    assert.equal(tree.message, 'Filter “fox”: 1 of 2 jobs.');
    events.accept.fire();
    await accepted;
    assert.equal(context['videoJobs.filtered'], true);
    const cancelled = view.setFilter();
    await type('nothing has this');
    assert.deepEqual(tree.labels(), []);
    assert.equal(tree.message, undefined, 'A message would hide the welcome text.');
    events.hide.fire();
    await cancelled;
    assert.deepEqual(tree.labels(), ['A fox']);
    view.clearFilter();
    assert.equal(tree.labels().length, 2);
    assert.equal(tree.message, undefined);
    assert.equal(context['videoJobs.filtered'], false);
  });

  it('says which entry of the settings is left out, and why', async () => {
    const faults = ['providers[1]: "overrides.get.path" of provider "own" is not valid.'];
    Object.assign(providers.directory, { faults });
    open(job());
    await settle();
    assert.equal(tree.message, `Settings: ${faults[0]}`);
    faults.length = 0;
    providers.change();
    await settle();
    assert.equal(tree.message, undefined);
  });

  it('says in one line what is wrong in the background', async () => {
    providers.ids.push('zeta');
    open(job());
    jobs.problems.set('acme', new VideoJobsError('network', 'The server\ncannot be reached.'));
    jobs.problems.set('zeta', new VideoJobsError('auth', 'The key was refused.', { httpStatus: 401 }));
    jobs.set(job());
    await settle();
    assert.equal(tree.message, 'Acme: The server cannot be reached. One more provider has a problem.');
    assert.equal(tree.row(tree.children()[0]!).description, 'cannot be reached · 1 · 1 in progress');
    assert.deepEqual([context['videoJobs.offline'], context['videoJobs.keyRefused']], [true, true]);
    jobs.set();
    await settle();
    assert.equal(tree.message, undefined, 'A message would hide the welcome text.');
    jobs.problems.clear();
    jobs.set(job());
    await settle();
    assert.equal(tree.message, undefined);
  });

  it('shows the newest job in progress, whatever hid it', async () => {
    const older = Array.from({ length: 250 }, (_, n) => completed({ key: `k${n}` }));
    open(...older, job({ key: 'wanted' }));
    await view.revealActive();
    sinon.assert.calledOnce(tree.reveal);
    const [row] = tree.reveal.firstCall.args as [TreeNode];
    assert.equal(row.job?.key, 'wanted');
    assert.ok(tree.children().includes(row));
    assert.equal(tree.provider.getParent!(row), undefined);
  });
});
