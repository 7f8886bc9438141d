import assert from 'node:assert/strict';
import { bind } from '../../../src/webview/commands';
import { AudioChoice } from '../../../src/webview/compare/audioChoice';
import { comparing } from '../../../src/webview/compare/commands';
import { readKeys } from '../../../src/webview/keys';
import { ofOneClip } from '../../../src/webview/oneClip';
import { ofPage, type Playable, playing } from '../../../src/webview/playing';

const ofPlayer = { ...playing, ...ofOneClip, ...ofPage };
const ofComparison = { ...comparing, ...playing, ...ofPage };
const commandFor = readKeys(ofPlayer);

const press = (key: string, more = {}) =>
  commandFor({ key, shiftKey: false, ctrlKey: false, metaKey: false, altKey: false, ...more });

describe('keys of the player', () => {
  it('are each mapped once, and so are those of a comparison', () => {
    for (const commands of [ofPlayer, ofComparison]) {
      const keys = Object.values(commands).flatMap(({ keys }) => keys);
      assert.equal(new Set(keys).size, keys.length);
    }
  });

  it('do what players do', () => {
    assert.equal(press(' '), 'toggle');
    assert.equal(press('K'), 'toggle');
    assert.equal(press(','), 'previousFrame');
    assert.equal(press('.'), 'nextFrame');
    assert.equal(press('ArrowLeft'), 'back');
    assert.equal(press('q'), undefined);
  });

  it('are left to VS Code with a modifier', () => {
    for (const modifier of ['ctrlKey', 'metaKey', 'altKey']) assert.equal(press('f', { [modifier]: true }), undefined);
  });

  it('are left to the element that has the focus where it uses them', () => {
    assert.equal(press(' ', { on: { tag: 'button' } }), undefined);
    assert.equal(press('k', { on: { tag: 'button' } }), 'toggle');
    assert.equal(press('ArrowRight', { on: { tag: 'input', type: 'range' } }), undefined);
    assert.equal(press('.', { on: { tag: 'input', type: 'range' } }), 'nextFrame');
    assert.equal(press('f', { on: { tag: 'select' } }), undefined);
  });
});

/** Ten seconds that play nothing. */
const still = () => {
  const done: string[] = [];
  const note = (what: string) => (): void => void done.push(what);
  const tape: Playable['tape'] = {
    time: 4,
    duration: 10,
    frame: undefined,
    paused: true,
    rate: 1,
    loop: false,
    part: {},
    play: note('play'),
    pause: note('pause'),
    seek: (seconds) => void done.push(`seek ${seconds}`),
    step: (frames) => void done.push(`step ${frames}`),
  };
  const on: Playable = {
    tape,
    sound: { muted: false, volume: 1, toggleSound: note('sound') },
    view: { actualSize: false, backdrop: 'editor', pan: (...steps) => void done.push(`pan ${steps.join()}`) },
    screen: { active: false, toggle: note('screen') },
  };
  return { on, done, commands: bind(playing, () => on) };
};

describe('a command', () => {
  it('is done to what plays', () => {
    const { commands, done } = still();
    for (const name of ['toggle', 'back', 'forwardFar', 'start', 'end', 'previousFrame', 'mute', 'panUp'] as const) {
      assert.equal(commands[name].run(), true, name);
    }
    assert.deepEqual(done, ['play', 'seek 3', 'seek 9', 'seek 0', 'seek 10', 'step -1', 'sound', 'pan 0,-1']);
  });

  it('goes through what there is to choose, as far as it goes or round and round', () => {
    const { commands, on } = still();
    const rates = Array.from({ length: 4 }, () => (commands.faster.run(), on.tape.rate));
    assert.deepEqual(rates, [1.25, 1.5, 2, 2]);
    const volumes = Array.from({ length: 3 }, () => (commands.softer.run(), on.sound.volume));
    assert.deepEqual(volumes, [0.9, 0.8, 0.7]);
    on.sound.volume = 0.95;
    commands.louder.run();
    assert.equal(on.sound.volume, 1);
    const backdrops = Array.from({ length: 3 }, () => (commands.backdrop.run(), on.view.backdrop));
    assert.deepEqual(backdrops, ['black', 'checker', 'editor']);
  });

  it('that marks the second end of a part has it repeated', () => {
    const { commands, on } = still();
    commands.markFrom.run();
    assert.deepEqual([on.tape.part, on.tape.loop], [{ from: 4 }, false]);
    Object.assign(on.tape, { time: 6 });
    commands.markTo.run();
    assert.deepEqual([on.tape.part, on.tape.loop], [{ from: 4, to: 6 }, true]);
    commands.loop.run();
    commands.markTo.run();
    assert.equal(on.tape.loop, false, 'what was whole before is not repeated against the user’s wish');
    commands.clearMarks.run();
    assert.deepEqual(on.tape.part, {});
  });

  it('leaves its key to VS Code where there is nothing to do it to', () => {
    const bound = { ...bind(playing, () => undefined), ...bind(ofOneClip, () => ({ frame: () => false, turn() {} })) };
    assert.deepEqual([bound.toggle.run(), bound.saveFrame.run(), bound.nextOutput.run()], [false, false, true]);
    const page = bind(ofPage, () => ({ screen: undefined, help: { toggle() {} } }));
    assert.deepEqual([page.fullScreen.run(), page.help.run()], [false, true]);
  });
});

describe('the sound of several clips', () => {
  it('is that of one, in turn, and comes back when it is made louder', () => {
    let changes = 0;
    const ears = new AudioChoice({ heard: undefined, volume: 0 }, () => changes++);
    const heard = Array.from({ length: 4 }, () => (ears.hearNext(2), ears.heard));
    assert.deepEqual(heard, [0, 1, undefined, 0]);
    assert.equal(ears.volume, 1, 'who wants to hear it hears it');
    ears.toggleSound();
    assert.ok(ears.muted);
    ears.volume = 0.4;
    assert.deepEqual([ears.heard, ears.volume, changes], [0, 0.4, 6]);
  });
});
