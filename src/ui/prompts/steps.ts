import { type Back, back, Dismissed, type Frame } from './input';

/** One question. Returns the state with the answer, `back`, or the same object if there was nothing to ask. */
export type Step<S> = (state: S, frame: Frame) => Promise<S | Back>;

/**
 * Runs steps in order. Each may go back to the previous one, which then sees the state it returned.
 * @param plan returns the steps for a state: an answer may remove later steps, but must not change earlier ones
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
    // A step without a question is skipped in the current direction.
    if (answer !== state) way = answer === back ? -1 : 1;
    if (answer !== back) state = answer;
    index += way;
    if (index < 0) throw new Dismissed();
  }
  return state;
}

/** Unwraps a question without a back button. @throws Dismissed */
export async function alone<T>(answer: Promise<T | Back>): Promise<T> {
  const value = await answer;
  if (value === back) throw new Dismissed();
  return value;
}
