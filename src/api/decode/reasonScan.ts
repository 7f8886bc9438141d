import { unwanted } from './addresses';
import { isRecord } from './read';
import { snakeCase } from './respell';

const fault = String.raw`err|error|errors|fail|failed|failure|failures|exception|exceptions|reject|rejected|rejection|refusal|denial`;
const about = String.raw`last|task|job|video|clip|generation|render|status|state|server|upstream|provider|internal|api|final`;
const words = String.raw`message|messages|msg|reason|reasons|cause|detail|details|info|text|description|desc|string|str|body`;

/** Names of a reason in snake case: `error_info`, `last_error`, `task_failure_detail`, `status_reason`. */
const reasonName = new RegExp(
  `^(?:(?:(?:${about})_)*(?:${fault})(?:_(?:${words}))*|(?:status|state|task_status)_(?:${words}))$`,
);

/** Names of a reason that moderation gives. */
const moderationName = new RegExp(
  `^(?:rai_media_filtered|moderation|block|blocked|safety|violation|policy_violation|censor|nsfw|risk|filter)_(?:${words})$`,
);

const maxDepth = 6;
const maxNodes = 1000;
const maxItems = 20;

/** True for the name of a field that holds what moderation says. */
export const isModerationName = (name: string): boolean => moderationName.test(snakeCase(name));

/** A field that may hold the reason of a failure: its value, the object that it is in, and the path of that object. */
export interface Candidate {
  value: unknown;
  name: string;
  parent: object;
  path: string;
}

/** Returns the fields below a value whose names are those of a reason, the outermost first; not those of what was sent. */
export function* reasonCandidates(root: unknown): Generator<Candidate> {
  let level: { value: unknown; path: string }[] = [{ value: root, path: '' }];
  let nodes = 0;
  for (let depth = 0; depth < maxDepth && level.length > 0; depth++) {
    const next: typeof level = [];
    for (const { value, path } of level) {
      if (typeof value !== 'object' || value === null) continue;
      for (const [name, child] of Object.entries(value).slice(0, Array.isArray(value) ? maxItems : maxNodes)) {
        if (++nodes > maxNodes) return;
        const spelled = isRecord(value) ? snakeCase(name) : '';
        if (reasonName.test(spelled) || moderationName.test(spelled)) {
          yield { value: child, name, parent: value, path };
        }
        if (typeof child === 'object' && !unwanted.test(name)) next.push({ value: child, path: `${path}${name}.` });
      }
    }
    level = next;
  }
}
