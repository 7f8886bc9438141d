import assert from 'node:assert/strict';
import { readCall } from '../../../src/commands/lib/call';

describe('The argument of a command', () => {
  it('is nothing from the palette', () => {
    assert.deepEqual(readCall(undefined), { fields: {}, byUser: true });
  });

  it('is fields of the API from other extensions and keybindings', () => {
    const fields = { provider: 'studio', id: 'video_1' };
    assert.deepEqual(readCall(fields), { fields, byUser: false });
  });

  it('is a row of the view from its menus: of a job by its key, of a group by its provider', () => {
    const job = { kind: 'job', job: { key: 'k1', prompt: 'p' }, provider: 'studio' };
    assert.deepEqual(readCall(job), { fields: { key: 'k1', variant: undefined, index: undefined }, byUser: true });
    const output = { kind: 'output', job: { key: 'k1' }, variant: 'video', index: 2 };
    assert.deepEqual(readCall(output).fields, { key: 'k1', variant: 'video', index: 2 });
    assert.deepEqual(readCall({ kind: 'group', provider: 'studio' }), { fields: { provider: 'studio' }, byUser: true });
    assert.deepEqual(readCall({ kind: 'group' }).fields, {});
  });

  it('is fields from what this extension shows, where a person clicked', () => {
    const by = { by: 'person' };
    assert.deepEqual(readCall({ key: 'k1', index: 2 }, by), { fields: { key: 'k1', index: 2 }, byUser: true });
    assert.deepEqual(readCall({}, by), { fields: {}, byUser: true });
    const rows = [{ key: 'k1' }, { key: 'k2' }];
    assert.deepEqual(readCall(rows[0], { ...by, rows }), { fields: { key: 'k1' }, rows, byUser: true });
    assert.equal(readCall(rows[0], { ...by, rows: [rows[0]] }).rows, undefined);
  });

  for (const foreign of [{ scheme: 'file', path: '/x' }, { groupId: 1 }, 'text', 7, null, [1]]) {
    it(`counts as nothing when VS Code hands over ${JSON.stringify(foreign)}`, () => {
      assert.deepEqual(readCall(foreign), { fields: {}, byUser: true });
    });
  }
});
