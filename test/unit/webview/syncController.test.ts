import assert from 'node:assert/strict';
import sinon from 'sinon';
import { DriftMeter, pull } from '../../../src/webview/compare/driftMeter';
import { SyncController, type SyncedClip } from '../../../src/webview/compare/syncController';

/** A clip as a browser plays it: it starts late, its clock is not quite right, and it can be held up. */
class FakeClip implements SyncedClip {
  settled = true;
  seeks: number[] = [];
  #startsAt = Infinity;
  #seekedAt = 0;
  readonly video;

  constructor(
    readonly duration: number,
    readonly fps = 25,
    readonly latency = 20,
    readonly drift = 1,
  ) {
    this.video = {
      currentTime: 0,
      playbackRate: 1,
      paused: true,
      seeking: false,
      readyState: 4,
      error: null as object | null,
    };
  }
  play(): void {
    this.video.paused = false;
    this.#startsAt = performance.now() + this.latency;
  }
  pause(): void {
    this.video.paused = true;
  }
  seek(seconds: number): void {
    this.seeks.push(seconds);
    this.video.currentTime = Math.min(this.duration, seconds);
    this.video.seeking = true;
    this.#seekedAt = performance.now() + 30;
    this.#startsAt = Math.max(this.#startsAt === Infinity ? 0 : this.#startsAt, this.#seekedAt);
  }
  /** @returns time of the frame that is seen. @param ms since the last one */
  advance(ms: number): number {
    const { video } = this;
    const now = performance.now();
    if (video.seeking && now >= this.#seekedAt) video.seeking = false;
    if (!video.paused && !video.seeking && now >= this.#startsAt) {
      const passed = Math.min(ms, now - this.#startsAt) / 1000;
      video.currentTime = Math.min(this.duration, video.currentTime + passed * video.playbackRate * this.drift);
      if (video.currentTime >= this.duration) video.paused = true;
    }
    return Math.floor(video.currentTime * this.fps + 1e-6) / this.fps;
  }
}

const refresh = 1000 / 60;

describe('clips that are conducted', () => {
  let clock: sinon.SinonFakeTimers;
  let controller: SyncController;
  let due: (() => void) | undefined;

  beforeEach(() => {
    clock = sinon.useFakeTimers({ toFake: ['performance'] });
    due = undefined;
    controller = new SyncController(
      () => {},
      (call) => {
        due = call;
        return () => (due = undefined);
      },
    );
  });
  afterEach(() => clock.restore());

  const run = (clips: FakeClip[], seconds: number, each: () => void = () => {}) => {
    for (let ms = 0; ms < seconds * 1000; ms += refresh) {
      clock.tick(refresh);
      for (const clip of clips) controller.saw(clip, clip.advance(refresh), performance.now());
      const call = due;
      due = undefined;
      call?.();
      each();
    }
  };
  const apart = (...clips: FakeClip[]) => {
    const times = clips.map(({ video }) => video.currentTime);
    return Math.max(...times) - Math.min(...times);
  };

  it('start together, once each is where it is to be', () => {
    const clips = [new FakeClip(10), new FakeClip(10), new FakeClip(10)];
    clips[1]!.settled = false;
    controller.clips = clips;
    controller.play();
    run(clips, 1);
    assert.ok(
      clips.every(({ video }) => video.paused),
      'one is not ready',
    );
    clips[1]!.settled = true;
    run(clips, 0.2);
    assert.ok(clips.every(({ video }) => !video.paused));
  });

  it('start without one that is not ready in time; it joins them', () => {
    const [prompt, late] = [new FakeClip(20), new FakeClip(20)];
    late.settled = false;
    controller.clips = [prompt, late];
    late.video.seeking = true;
    controller.play();
    run([prompt], 5);
    assert.ok(prompt.video.currentTime > 0.5);
    late.video.seeking = false;
    run([prompt, late], 3);
    assert.ok(apart(prompt, late) < 0.04, `${apart(prompt, late)}`);
  });

  it('come and stay within a frame, though one starts late and clocks differ', () => {
    const clips = [
      new FakeClip(30),
      new FakeClip(30, 25, 150),
      new FakeClip(30, 25, 0, 1.004),
      new FakeClip(30, 25, 40, 0.996),
    ];
    controller.clips = clips;
    controller.play();
    run(clips, 2);
    let worst = 0;
    run(clips, 20, () => (worst = Math.max(worst, apart(...clips))));
    assert.ok(worst < 1 / 25, `${worst} s apart`);
    const leaps = clips.slice(1).flatMap(({ seeks }) => seeks.filter((to) => to > 0));
    assert.deepEqual(leaps, [], 'little by little, not by leaps');
    const { moments, together } = controller.tally;
    assert.ok(moments > 1000 && together / moments > 0.95, `${together} of ${moments}`);
  });

  it('of different frame rates stay within a frame, too', () => {
    const clips = [new FakeClip(30, 24), new FakeClip(30, 60, 90), new FakeClip(30, 30, 10)];
    controller.clips = clips;
    controller.play();
    run(clips, 2);
    let worst = 0;
    run(clips, 10, () => (worst = Math.max(worst, apart(...clips))));
    assert.ok(worst < 1 / 24, `${worst}`);
    assert.equal(controller.fps, 60);
  });

  it('leap only where they are far apart', () => {
    const clips = [new FakeClip(30), new FakeClip(30)];
    controller.clips = clips;
    controller.play();
    run(clips, 1);
    const stuck = clips[1]!;
    stuck.video.currentTime -= 1;
    stuck.seeks = [];
    run(clips, 2);
    assert.equal(stuck.seeks.length, 1);
    assert.ok(apart(...clips) < 0.04);
  });

  it('wait on their last frame for the longest, then begin again together', () => {
    const [long, short] = [new FakeClip(3), new FakeClip(1)];
    controller.clips = [short, long];
    controller.play();
    run([short, long], 2);
    assert.equal(short.video.currentTime, 1);
    assert.ok(controller.isOver(short) && !controller.isOver(long));
    run([short, long], 1.5);
    assert.ok(long.video.currentTime < 1 && !short.video.paused);
    controller.loop = false;
    run([short, long], 4);
    assert.ok(controller.paused);
    assert.equal(controller.time, 3);
    controller.play();
    run([short, long], 0.5);
    assert.ok(controller.time < 1, 'from the start again');
  });

  it('repeat a marked part', () => {
    const clips = [new FakeClip(10), new FakeClip(10)];
    controller.clips = clips;
    controller.part = { from: 2, to: 3 };
    controller.play();
    let [least, most] = [Infinity, 0];
    run(clips, 0.2);
    run(clips, 5, () => {
      least = Math.min(least, controller.time);
      most = Math.max(most, controller.time);
    });
    assert.ok(least >= 2 && most < 3.05, `${least} to ${most}`);
  });

  it('stand on the same frame after a pause and a step, by the finest frame rate', () => {
    const clips = [new FakeClip(10, 25), new FakeClip(10, 50, 60)];
    controller.clips = clips;
    controller.play();
    run(clips, 1);
    controller.pause();
    assert.equal(apart(...clips), 0);
    controller.seek(1);
    controller.step(1);
    assert.deepEqual(
      clips.map(({ video }) => video.currentTime),
      [51.5 / 50, 51.5 / 50],
    );
  });

  it('play on at the same place when one comes or goes', () => {
    const clips = [new FakeClip(10), new FakeClip(10), new FakeClip(10)];
    controller.clips = clips.slice(0, 2);
    controller.play();
    run(clips, 1);
    controller.clips = clips;
    run(clips, 1);
    assert.ok(apart(...clips) < 0.04 && controller.time > 1.5);
    controller.clips = clips.slice(1);
    assert.ok(clips[0]!.video.paused);
    run(clips, 1);
    assert.ok(apart(...clips.slice(1)) < 0.04 && controller.time > 2.3);
  });

  it('stand still where there is nothing to play', () => {
    controller.clips = [];
    controller.play();
    run([], 0.1);
    assert.ok(controller.paused);
    const broken = new FakeClip(0);
    broken.video.error = {};
    controller.clips = [broken];
    controller.play();
    run([broken], 0.1);
    assert.ok(controller.paused);
  });

  it('are made faster or slower by so little that nobody hears', () => {
    assert.equal(pull(0), 1);
    assert.equal(pull(0.0005), 1);
    assert.equal(pull(5), 0.9);
    assert.equal(pull(-5), 1.1);
    assert.equal(new DriftMeter().ahead(new DriftMeter()), undefined);
  });
});
