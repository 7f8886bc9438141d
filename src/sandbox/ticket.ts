/**
 * A job's id tells all there is to know about it, so that a sandbox started later (after a reload of the window, or in
 * another window) still answers for it. Compact JSON, as base64url.
 */
export interface Ticket {
  /** ms since the epoch. */
  created: number;
  /** ms until the job ends. */
  takes: number;
  /** ms that the clip stays after that. */
  stays: number;
  model: string;
  /** Length of the clip. */
  seconds: number;
  /** As the request spelled it: `1280x720`, `16x9`. */
  size: string;
  /** Chooses the clip, and keeps two jobs of the same instant apart. First in the id, so that ids differ from their start. */
  pick: number;
  /** Id of the job this one was made from. */
  parent?: string;
}

/** Ids grow with each generation of remixes; a parent's id longer than this is left out. */
const longestParent = 1200;

export function pack(ticket: Ticket): string {
  const { created, takes, stays, model, seconds, size, pick, parent } = ticket;
  const fields = [pick, created, takes, stays, model, seconds, size];
  const kept = parent !== undefined && parent.length <= longestParent ? [...fields, parent] : fields;
  return Buffer.from(JSON.stringify(kept)).toString('base64url');
}

/** The ticket inside an id, or `undefined` if there is none. */
export function unpack(packed: string): Ticket | undefined {
  if (!/^[\w-]{24,8000}$/.test(packed)) return undefined;
  const fields = parse(Buffer.from(packed, 'base64url').toString());
  if (!Array.isArray(fields)) return undefined;
  const [pick, created, takes, stays, model, seconds, size, parent] = fields as unknown[];
  if (![created, takes, stays, seconds, pick].every((value) => typeof value === 'number' && value >= 0)) {
    return undefined;
  }
  if (typeof model !== 'string' || typeof size !== 'string') return undefined;
  if (parent !== undefined && typeof parent !== 'string') return undefined;
  return { created, takes, stays, model, seconds, size, pick, parent } as Ticket;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
