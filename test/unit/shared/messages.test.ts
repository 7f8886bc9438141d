import assert from 'node:assert/strict';
import { isHostMessage, isJobView, isPageMessage } from '../../../src/shared/messages';
import { defaultPlayback, parsePageState } from '../../../src/shared/playback';

const ref = { variant: 'video', index: 0, version: 'v1' };
const webp = (length = 40): Uint8Array => {
  const bytes = new Uint8Array(length);
  bytes.set(new TextEncoder().encode('RIFF....WEBP'));
  return bytes;
};

describe('messages from the page', () => {
  it('are accepted when they are of the protocol', () => {
    assert.ok(isPageMessage({ type: 'ready' }));
    assert.ok(isPageMessage({ type: 'action', action: 'remix', variant: 'video', index: 0 }));
    assert.ok(isPageMessage({ type: 'shown', clip: ref }));
    assert.ok(isPageMessage({ type: 'problem', clip: ref, problem: 'unplayable', reason: 'code 4' }));
    assert.ok(isPageMessage({ type: 'header', clip: ref, header: { seconds: 4 } }));
    assert.ok(isPageMessage({ type: 'strip', clip: ref, bytes: webp() }));
    assert.ok(isPageMessage({ type: 'strip', clip: ref, bytes: webp(), poster: webp() }));
    assert.ok(isPageMessage({ type: 'frame', id: 1, at: 1.5 }));
    assert.ok(isPageMessage({ type: 'noFrame', id: 1, fault: 'noPicture', reason: '' }));
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
    ['a reason that is not text', { type: 'problem', clip: ref, problem: 'noSound', reason: {} }],
    ['a problem of another kind', { type: 'problem', clip: ref, problem: 'boring', reason: '' }],
    ['a file that is not named', { type: 'shown', clip: { variant: 'video', index: 0 } }],
    ['a header without a length', { type: 'header', clip: ref, header: { picture: {} } }],
    ['a strip that is no picture', { type: 'strip', clip: ref, bytes: new TextEncoder().encode('<script>alert()') }],
    ['a frame that is no PNG', { type: 'frame', id: 1, at: 0, bytes: webp() }],
    ['a frame of no moment', { type: 'frame', id: 1, at: NaN }],
    ['a poster that is no picture', { type: 'strip', clip: ref, bytes: webp(), poster: '<svg/>' }],
    ['a strip without its bytes', { type: 'strip', clip: ref, bytes: 'RIFF....WEBP' }],
    ['a strip too large to be one', { type: 'strip', clip: ref, bytes: webp(2 ** 20 + 1) }],
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
    assert.ok(isHostMessage({ type: 'view', view }, isJobView));
    assert.ok(isHostMessage({ type: 'start', locale: 'en', probe: '/p.m4a', view }, isJobView));
  });

  it('are refused without one', () => {
    assert.equal(isHostMessage({ type: 'view' }, isJobView), false);
    assert.equal(isHostMessage({ type: 'view', view: { ...view, clips: undefined } }, isJobView), false);
    assert.equal(isHostMessage({ type: 'start', view }, isJobView), false);
    assert.equal(isHostMessage({ type: 'other', view }, isJobView), false);
  });
});

describe('the state that the page stores', () => {
  const state = {
    ...defaultPlayback,
    key: 'k1',
    index: 2,
    time: 3.5,
    volume: 0.4,
    muted: true,
    rate: 0.5,
    loop: true,
    from: 1,
    to: 2.5,
    actualSize: true,
    backdrop: 'checker',
  };

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
      from: -1,
      to: '2',
      actualSize: 1,
      backdrop: 'url(x)',
      url: 'x',
    };
    assert.deepEqual(parsePageState(bad), { ...defaultPlayback, key: 'k1' });
  });
});
