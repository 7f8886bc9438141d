import assert from 'node:assert/strict';
import { isHostMessage, isPageMessage } from '../../../src/shared/messages';
import { defaultPlayback, parsePageState } from '../../../src/shared/playback';

describe('messages from the page', () => {
  it('are accepted when they are of the protocol', () => {
    assert.ok(isPageMessage({ type: 'ready' }));
    assert.ok(isPageMessage({ type: 'action', action: 'remix', variant: 'video', index: 0 }));
    assert.ok(isPageMessage({ type: 'unplayable', variant: 'thumbnail', index: 3, reason: 'code 4' }));
  });

  const refused: [string, unknown][] = [
    ['nothing', undefined],
    ['a list', [{ type: 'ready' }]],
    ['an unknown type', { type: 'open', path: '/etc/passwd' }],
    ['a command', { type: 'action', action: 'workbench.action.quit', variant: 'video', index: 0 }],
    ['a name of Object.prototype', { type: 'action', action: 'constructor', variant: 'video', index: 0 }],
    ['a command that the page has no business with', { type: 'action', action: 'delete', variant: 'video', index: 0 }],
    ['a path for a variant', { type: 'action', action: 'reveal', variant: '../video', index: 0 }],
    ['a negative index', { type: 'action', action: 'reveal', variant: 'video', index: -1 }],
    ['a fraction for an index', { type: 'action', action: 'reveal', variant: 'video', index: 0.5 }],
    ['no index', { type: 'action', action: 'reveal', variant: 'video' }],
    ['a reason that is not text', { type: 'unplayable', variant: 'video', index: 0, reason: {} }],
  ];
  for (const [what, message] of refused) {
    it(`are refused: ${what}`, () => assert.equal(isPageMessage(message), false));
  }
});

describe('messages from the host', () => {
  const view = {
    key: 'k',
    title: '',
    status: { tone: 'done', label: '' },
    facts: [],
    actions: [],
    clips: [],
    remarks: [],
  };

  it('are accepted with a whole view', () => {
    assert.ok(isHostMessage({ type: 'view', view }));
    assert.ok(isHostMessage({ type: 'start', locale: 'en', probe: '/p.m4a', view }));
  });

  it('are refused without one', () => {
    assert.equal(isHostMessage({ type: 'view' }), false);
    assert.equal(isHostMessage({ type: 'view', view: { ...view, clips: undefined } }), false);
    assert.equal(isHostMessage({ type: 'start', view }), false);
    assert.equal(isHostMessage({ type: 'other', view }), false);
  });
});

describe('the state that the page stores', () => {
  const state = { ...defaultPlayback, key: 'k1', index: 2, time: 3.5, volume: 0.4, muted: true, rate: 0.5, loop: true };

  it('is read back as it was', () => assert.deepEqual(parsePageState({ ...state }), state));

  it('is nothing without a key', () => {
    for (const value of [undefined, null, 'k1', [], {}, { key: '' }, { key: 7 }]) {
      assert.equal(parsePageState(value), undefined);
    }
  });

  it('falls back field by field where it cannot be believed, and takes nothing more', () => {
    const bad = {
      key: 'k1',
      variant: 'x',
      index: 1.5,
      time: -1,
      volume: NaN,
      muted: 1,
      rate: 1e9,
      loop: 'yes',
      url: 'x',
    };
    assert.deepEqual(parsePageState(bad), { ...defaultPlayback, key: 'k1' });
  });
});
