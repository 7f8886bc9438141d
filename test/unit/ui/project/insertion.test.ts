import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sinon from 'sinon';
import * as vscode from 'vscode';
import type { Media } from '../../../../src/jobs/job';
import { assetParts } from '../../../../src/platform/assetFolder';
import { bringAssets } from '../../../../src/platform/assets';
import { posterPath } from '../../../../src/ui/preview/strips';
import { type Clip, clipsMime, clipsOf, readClips, writeClips } from '../../../../src/ui/project/draggedClips';
import { planInsertion } from '../../../../src/ui/project/insertion';
import { ClipDrag } from '../../../../src/ui/tree/drag';
import { clip as media, completed } from '../support/jobs';

const start = { line: 0, character: 0 } as vscode.Position;

describe('Inserting a clip', () => {
  let root: string;
  let shared: Record<string, unknown>;
  let own: unknown;
  const path = (...parts: string[]) => join(root, 'project', ...parts);
  const document = (file: string, languageId = 'markdown', isUntitled = false) =>
    ({
      uri: vscode.Uri.file(file),
      languageId,
      isUntitled,
      lineAt: () => ({ text: '' }),
    }) as unknown as vscode.TextDocument;
  const onDisk = (name: string, text: string, change: Partial<Media> = {}): Media => {
    const file = join(root, name);
    writeFileSync(file, text);
    const sha256 = createHash('sha256').update(text).digest('hex');
    return { ...media(), path: file, bytes: text.length, sha256, ...change };
  };
  const clip = (text: string, prompt = 'A Heron, at dawn'): Clip => {
    const file = onDisk(`${text}.mp4`, text);
    return { job: completed({ key: text, prompt, media: [file] }), media: file };
  };
  const insert = async (clips: Clip[], into = document(path('docs', 'page.md'))) => {
    const { text, assets } = await planInsertion(into, start, clips);
    const edit = new vscode.WorkspaceEdit();
    await bringAssets(assets, edit);
    const { moved } = edit as unknown as { moved: { from: vscode.Uri; to: vscode.Uri }[] };
    for (const { from, to } of moved) {
      assert.ok(!existsSync(to.fsPath), 'nothing is in the project before the edit is applied');
      mkdirSync(join(to.fsPath, '..'), { recursive: true });
      renameSync(from.fsPath, to.fsPath);
    }
    const files = moved.map(({ to }) => to.fsPath.slice(path('').length + 1));
    return { sources: [...text.value.matchAll(/<video src="([^"]*)"/g)].map(([, source]) => source), files };
  };

  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'video-jobs-insert-'));
    mkdirSync(path('docs'), { recursive: true });
    shared = {};
    own = undefined;
    sinon.stub(vscode.workspace, 'workspaceFolders').value([{ uri: vscode.Uri.file(join(root, 'project')) }]);
    sinon.stub(vscode.workspace, 'getConfiguration').callsFake((() => ({
      inspect: () => ({ defaultValue: 'assets/videos', globalValue: own, ...shared }),
    })) as never);
  });
  afterEach(() => {
    sinon.restore();
    rmSync(root, { recursive: true });
  });

  it('copies it to the assets folder and names it by the way from the document', async () => {
    const { sources, files } = await insert([clip('one')]);
    assert.deepEqual(sources, ['../assets/videos/a-heron-at-dawn.mp4']);
    assert.deepEqual(files, ['assets/videos/a-heron-at-dawn.mp4']);
    assert.equal(readFileSync(path('assets', 'videos', 'a-heron-at-dawn.mp4'), 'utf8'), 'one');
  });

  it('copies no clip twice, and gives another one of the same name a number', async () => {
    await insert([clip('one')]);
    assert.deepEqual(await insert([clip('one')]), { sources: ['../assets/videos/a-heron-at-dawn.mp4'], files: [] });
    const two = await insert([clip('two'), clip('two'), clip('six'), clip('one')]);
    assert.deepEqual(two.sources, [
      '../assets/videos/a-heron-at-dawn-2.mp4',
      '../assets/videos/a-heron-at-dawn-2.mp4',
      '../assets/videos/a-heron-at-dawn-3.mp4',
      '../assets/videos/a-heron-at-dawn.mp4',
    ]);
    assert.equal(two.files.length, 2);
  });

  it('brings the provider’s thumbnail along as the poster', async () => {
    const { job, media: video } = clip('one');
    const poster = onDisk('thumb.webp', 'picture', { variant: 'thumbnail' });
    const { files } = await insert([{ job: { ...job, media: [video, poster] }, media: video }]);
    assert.deepEqual(files, ['assets/videos/a-heron-at-dawn.mp4', 'assets/videos/a-heron-at-dawn.webp']);
  });

  it('brings the poster along that the preview made, where the provider has no thumbnail', async () => {
    const one = clip('one');
    writeFileSync(posterPath(one.media.path), 'poster');
    const { files } = await insert([one]);
    assert.deepEqual(files, ['assets/videos/a-heron-at-dawn.mp4', 'assets/videos/a-heron-at-dawn.webp']);
    assert.equal(readFileSync(path('assets', 'videos', 'a-heron-at-dawn.webp'), 'utf8'), 'poster');
  });

  it('that is too large for a workspace elsewhere is refused, and nothing is copied', async () => {
    const { media: file } = clip('one');
    const uri = { scheme: 'memfs', path: '/a.mp4' } as vscode.Uri;
    const edit = new vscode.WorkspaceEdit();
    const large = { uri, media: { ...file, bytes: 300 * 1024 * 1024 }, exists: false };
    await assert.rejects(bringAssets([large], edit), /larger than 256 MB/);
    assert.deepEqual((edit as unknown as { moved: unknown[] }).moved, []);
  });

  it('stands beside a document outside of the workspace, and for an unsaved one in the first folder', async () => {
    const { sources } = await insert([clip('one')], document(join(root, 'loose', 'page.md')));
    assert.deepEqual(sources, ['assets/videos/a-heron-at-dawn.mp4']);
    assert.equal(readFileSync(join(root, 'loose', 'assets', 'videos', 'a-heron-at-dawn.mp4'), 'utf8'), 'one');
    const unsaved = await insert([clip('one')], document('Untitled-1', 'markdown', true));
    assert.deepEqual(unsaved.sources, ['assets/videos/a-heron-at-dawn.mp4']);
    sinon.stub(vscode.workspace, 'workspaceFolders').value(undefined);
    await assert.rejects(insert([clip('one')], document('Untitled-1', 'markdown', true)), /Save the document first/);
  });

  it('takes the folder from the workspace only where that is trusted, and never one elsewhere', async () => {
    own = 'media';
    shared = { workspaceValue: 'static/clips' };
    assert.deepEqual((await insert([clip('one')])).sources, ['../static/clips/a-heron-at-dawn.mp4']);
    sinon.stub(vscode.workspace, 'isTrusted').value(false);
    assert.deepEqual((await insert([clip('one')])).sources, ['../media/a-heron-at-dawn.mp4']);
    for (const bad of ['../out', '/etc', 'a/../../b', 'C:\\x', '\\\\server\\x', 'a\0b', 'nul', 7, ['x'], {}]) {
      own = bad;
      shared = {};
      await assert.rejects(insert([clip('one')]), /must name a folder inside the workspace/, JSON.stringify(bad));
    }
    assert.deepEqual(assetParts(' ./public//videos/ '), ['public', 'videos']);
    assert.deepEqual(assetParts(''), []);
  });

  it('follows no link out of the workspace', async () => {
    mkdirSync(join(root, 'elsewhere'));
    symlinkSync(join(root, 'elsewhere'), path('assets'));
    await assert.rejects(insert([clip('one')]), /is a link or a file/);
    rmSync(path('assets'));
    mkdirSync(path('assets', 'videos'), { recursive: true });
    symlinkSync(join(root, 'elsewhere', 'nothing-yet'), path('assets', 'videos', 'a-heron-at-dawn.mp4'));
    assert.deepEqual((await insert([clip('one')])).sources, ['../assets/videos/a-heron-at-dawn-2.mp4']);
  });

  it('refuses a file system that cannot be written', async () => {
    sinon.stub(vscode.workspace.fs, 'isWritableFileSystem').returns(false);
    await assert.rejects(insert([clip('one')]), /read-only/);
  });
});

describe('Rows that are dragged', () => {
  const two = completed({
    key: 'k2',
    media: [media(0), media(1), { ...media(0), variant: 'thumbnail', path: '/t.webp' }],
  });
  const drag = (...rows: object[]) => {
    const transfer = new Map<string, { asString(): Promise<string> }>();
    new ClipDrag().handleDrag(rows as never, transfer as never);
    return transfer;
  };

  it('carry the files’ addresses for others and the jobs’ keys for documents, each clip once', async () => {
    const row = { kind: 'job', job: two };
    const second = { kind: 'output', job: two, variant: 'video', index: 1 };
    const transfer = drag(row, second, second, { kind: 'job', job: completed() }, { kind: 'group' });
    assert.equal(
      await transfer.get('text/uri-list')!.asString(),
      'file:///library/clip-0.mp4\r\nfile:///library/clip-1.mp4',
    );
    const carried = await transfer.get(clipsMime)!.asString();
    assert.doesNotMatch(carried, /library/);
    const found = readClips(carried, { find: () => two });
    assert.deepEqual(
      found.map(({ media: { path } }) => path),
      ['/library/clip-0.mp4', '/library/clip-1.mp4'],
    );
  });

  it('are nothing where there is no file, and a picture is no clip', async () => {
    assert.equal(drag({ kind: 'job', job: completed() }).size, 0);
    assert.deepEqual([...drag({ job: two, variant: 'thumbnail', index: 0 }).keys()], ['text/uri-list']);
  });

  it('are not believed when they come from elsewhere', () => {
    const find = () => two;
    for (const text of [
      undefined,
      '',
      '{',
      'null',
      '{}',
      '[null, 1, {"key": 1, "index": 0}]',
      '[{"key":"k2","variant":"../../x","index":9}]',
    ]) {
      assert.deepEqual(readClips(text, { find }), [], text);
    }
    assert.deepEqual(readClips(writeClips(clipsOf([{ job: two }])), { find: () => undefined }), []);
  });
});
