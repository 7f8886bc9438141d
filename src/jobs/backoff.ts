/** Varies a delay by ±20 %, so that windows and machines do not fall into step. `random`: 0 to 1. */
export const jittered = (delay: number, random: number): number => delay * (0.8 + 0.4 * random);
