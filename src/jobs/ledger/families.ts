import type { JobRecord } from '../job';
import type { Database } from './database';
import type { JobList } from './jobList';
import type { FamilyLink } from './lineage';

/** One of a family, with those that were made from it, newest first. */
export interface Member {
  key: string;
  /** Absent where it was removed from the list, or never was in it. */
  job?: JobRecord;
  /** Theirs. */
  id?: string;
  children: Member[];
  /** How many children are not told of. */
  more: number;
}

export interface Family {
  /** Who came first, as far as is told. */
  root: Member;
  /** There are others before the root. */
  cut: boolean;
}

/** Where single jobs are looked up. */
export interface FamilyIndex {
  get(key: string): JobRecord | undefined;
  getById(provider: string, id: string): JobRecord | undefined;
  formerKey(provider: string, id: string): string | undefined;
}

/** What was made from what. A question takes a few index entries for each job that is told of. */
export class Families {
  constructor(
    private readonly db: Database,
    private readonly list: JobList,
    private readonly register: FamilyIndex,
  ) {}

  /** What it was made from, where that is in the list. */
  parent(job: JobRecord): JobRecord | undefined {
    const named = job.madeFrom && this.register.get(job.madeFrom.key);
    const id = parentId(job);
    return named ?? (id === undefined ? undefined : this.register.getById(job.provider, id));
  }

  /**
   * A job's family: the line it comes from, and the nearest of the others.
   * @param most members that are told of
   * @returns undefined for a job that has none
   */
  family(key: string, most: number): Family | undefined {
    const job = this.register.get(key);
    if (!job) return undefined;
    const line = this.#line(job, Math.ceil(most / 2));
    const top = line.at(-1)!;
    const cut = this.parent(top) !== undefined;
    const gap = cut ? undefined : this.#gapAbove(top);
    const kin: FamilyLink[] = gap ? [...line, gap] : line;
    const members = kin.map((one): Member =>
      member(
        one,
        line.find(({ key }) => key === one.key),
      ),
    );
    members.slice(1).forEach((one, at) => one.children.push(members[at]!));
    const root = members.at(-1)!;
    this.#fill(members, kin, most - members.length);
    return root.children.length + root.more > 0 ? { root, cut } : undefined;
  }

  /** Adds the others, from the nearest to the farthest, while there is room. */
  #fill(members: Member[], kin: FamilyLink[], room: number): void {
    const seen = new Set(members.map(({ key }) => key));
    // They grow while they are gone through.
    for (let at = 0; at < members.length; at++) {
      const one = members[at]!;
      const filter = { childrenOf: kin[at]! };
      const page = room > 0 ? this.list.page(filter, room + one.children.length) : [];
      const others = page.filter(({ key }) => !seen.has(key)).slice(0, room);
      room -= others.length;
      const added = others.map((job) => member(job, job));
      one.children = [...one.children, ...added].sort(newestFirst);
      for (const { key } of others) seen.add(key);
      members.push(...added);
      kin.push(...others);
      if (room === 0) one.more = Math.max(0, this.list.count(filter) - one.children.length);
    }
  }

  /** The job, what it was made from, and so on. */
  #line(job: JobRecord, most: number): JobRecord[] {
    const line = [job];
    const seen = new Set([job.key]);
    for (let next = this.parent(job); next && line.length < most && !seen.has(next.key); next = this.parent(next)) {
      seen.add(next.key);
      line.push(next);
    }
    return line;
  }

  /** The parent that a job names, where the list does not have it. */
  #gapAbove(job: JobRecord): FamilyLink | undefined {
    const { provider, madeFrom } = job;
    const id = parentId(job);
    if (madeFrom) {
      const row = this.db.one('SELECT provider, id FROM removed WHERE key = ? AND id IS NOT NULL', madeFrom.key);
      if (row) return { key: madeFrom.key, provider: String(row['provider']), id: String(row['id']) };
      return { key: madeFrom.key, provider, id };
    }
    return id === undefined ? undefined : { key: this.register.formerKey(provider, id) ?? id, provider, id };
  }

  /** Without its parent where it would come from itself: a provider may say so, or a file that somebody made. */
  unlooped(job: JobRecord): JobRecord {
    const seen = new Set<string>();
    let next: JobRecord | undefined = job;
    while (next && (next.madeFrom || next.parent) && !seen.has(next.key)) {
      if (names(next, job)) {
        const { parent, madeFrom, ...rest } = job;
        return rest;
      }
      seen.add(next.key);
      next = this.parent(next);
    }
    return job;
  }
}

/** What names the parent at the provider: a job that goes on from a frame may be elsewhere than the one it goes on from. */
const parentId = ({ parent }: JobRecord): string | undefined =>
  parent?.relation === 'continue' ? undefined : parent?.id;

const names = (child: JobRecord, { key, provider, id }: JobRecord): boolean =>
  child.madeFrom?.key === key || (id !== undefined && child.provider === provider && parentId(child) === id);

const member = ({ key, id }: FamilyLink, job: JobRecord | undefined): Member => ({
  key,
  job,
  id,
  children: [],
  more: 0,
});

const newestFirst = (a: Member, b: Member): number =>
  (b.job?.createdAt ?? 0) - (a.job?.createdAt ?? 0) || (a.key < b.key ? 1 : -1);

/** Who was made from whom. @throws as `JobQueries` */
export type FamilyQueries = Pick<Families, 'parent' | 'family'>;
