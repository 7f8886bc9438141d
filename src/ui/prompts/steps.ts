import { back, Dismissed, type Back, type Frame } from './input';

/** Asks one thing: gives the state with the answer in it, `back`, or the very state it got where there is nothing to ask. */
export type Step<S> = (state: S, frame: Frame) => Promise<S | Back>;

/**
 * Asks one step after the other. Each may go back to the one before, which then sees the state it had made.
 * @param plan The steps for a state: an answer may make later ones needless. Those before it must stay the same.
 * @throws Dismissed
 */
export async function runSteps<S>(title: string, start: S, plan: (state: S) => readonly Step<S>[]): Promise<S> {
  let state = start;
  let index = 0;
  let way = 1;
  for (let steps = plan(state); index < steps.length; steps = plan(state)) {
    const several = steps.length > 1;
    const frame: Frame = {
      title,
      ...(several && { step: index + 1, totalSteps: steps.length }),
      canGoBack: index > 0,
    };
    const answer = await steps[index]!(state, frame);
    // A step without a question is passed in the direction in which somebody goes.
    if (answer !== state) way = answer === back ? -1 : 1;
    if (answer !== back) state = answer;
    index += way;
    if (index < 0) throw new Dismissed();
  }
  return state;
}

/** For a question that stands alone, where there is nothing to go back to. @throws Dismissed */
export async function alone<T>(answer: Promise<T | Back>): Promise<T> {
  const value = await answer;
  if (value === back) throw new Dismissed();
  return value;
}
