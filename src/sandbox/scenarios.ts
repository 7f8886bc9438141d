/** Course of a job, selected by the model's name; any other name behaves as `sandbox-video`. */
export interface Scenario {
  label: string;
  /** Duration of a job at speed 1, in seconds. */
  takes: number;
  /** End of the job; `never` reports statuses that no client knows. */
  ending: 'completed' | 'failed' | 'moderated' | 'never';
  /** Refuses the create request itself. */
  refused?: true;
  /** Number of clips, if the system can report several. */
  outputs?: number;
  /** Reports completion without a clip. */
  withoutMedia?: true;
  /** Time that the clip stays available after completion, in seconds; a day if absent. */
  stays?: number;
}

export const scenarios: Readonly<Record<string, Scenario>> = {
  'sandbox-video': { label: 'Ready in about 12 seconds', takes: 12, ending: 'completed' },
  'sandbox-fast': { label: 'Ready in 3 seconds', takes: 3, ending: 'completed' },
  'sandbox-slow': { label: 'Ready in about 90 seconds', takes: 90, ending: 'completed' },
  'sandbox-many': { label: 'Three clips from one prompt', takes: 12, ending: 'completed', outputs: 3 },
  'sandbox-fails': { label: 'Fails while rendering', takes: 8, ending: 'failed' },
  'sandbox-moderated': { label: 'Refused by moderation at once', takes: 0, ending: 'moderated', refused: true },
  'sandbox-moderated-late': { label: 'Refused by moderation after rendering', takes: 8, ending: 'moderated' },
  'sandbox-expires': { label: 'The clip is gone a minute later', takes: 6, ending: 'completed', stays: 60 },
  'sandbox-no-media': { label: 'Completes without a clip', takes: 6, ending: 'completed', withoutMedia: true },
  'sandbox-stuck': { label: 'Never ends', takes: 12, ending: 'never' },
};

const defaultModel = 'sandbox-video';

const day = 24 * 60 * 60;

export function scenarioOf(model: string): Scenario {
  return (Object.hasOwn(scenarios, model) ? scenarios[model] : undefined) ?? scenarios[defaultModel]!;
}

/** Returns the time that a finished clip stays available, in seconds. */
export function staysFor(scenario: Scenario): number {
  return scenario.stays ?? day;
}

export const failures = {
  failed: { code: 'video_generation_failed', message: 'The video could not be rendered. Please try again.' },
  moderated: {
    code: 'moderation_blocked',
    message: 'Your request was blocked by our moderation system. Possible reasons: violence, people-in-user-uploads',
  },
} as const;
