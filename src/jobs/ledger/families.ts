import type { JobRecord } from '../job';
import type { Database } from './database';
import type { JobList } from './jobList';
import type { FamilyLink } from './lineage';

/** A job of a family, with the jobs made from it. */
export interface Member {
  key: string;
  /** Absent if the job was removed from the list, or never was in it. */
  job?: JobRecord;
  /** The provider's job ID. */
  id?: string;
  /** Newest first. */
  children: Member[];
  /** Number of children left out. */
  more: number;
}

export interface Family {
  /** The oldest known ancestor. */
  root: Member;
  /** True if the root has ancestors that were left out. */
  cut: boolean;
}

/** Lookup of single jobs. */
interface FamilyIndex {
  get(key: string): JobRecord | undefined;
  getById(provider: string, id: string): JobRecord | undefined;
  tombstone(provider: string, id: string): string | undefined;
}

/** Queries over parents and children. Each costs a few index lookups per returned job. */
export class Families {
  readonly #db: Database;
  readonly #list: JobList;
  readonly #index: FamilyIndex;

  constructor(db: Database, list: JobList, index: FamilyIndex) {
    this.#db = db;
    this.#list = list;
    this.#index = index;
  }

  /** Returns the job it was made from, if that is in the list. */
  parent(job: JobRecord): JobRecord | undefined {
    const named = job.madeFrom && this.#index.get(job.madeFrom.key);
    const id = parentId(job);
    return named ?? (id === undefined ? undefined : this.#index.getById(job.provider, id));
  }

  /**
   * Returns a job's family: its ancestors, and the relatives nearest to it.
   * @param most maximum number of members
   * @returns undefined for a job without relatives
   */
  family(key: string, most: number): Family | undefined {
    const job = this.#index.get(key);
    if (!job) return undefined;
    const line = this.#line(job, Math.ceil(most / 2));
    const top = line.at(-1)!;
    const cut = this.parent(top) !== undefined;
    const gap = cut ? undefined : this.#gapAbove(top);
    const links: FamilyLink[] = gap ? [...line, gap] : line;
    const members = links.map((one): Member =>
      member(
        one,
        line.find(({ key }) => key === one.key),
      ),
    );
    members.slice(1).forEach((one, index) => one.children.push(members[index]!));
    const root = members.at(-1)!;
    this.#fill(members, links, most - members.length);
    return root.children.length + root.more > 0 ? { root, cut } : undefined;
  }

  /** Adds descendants level by level, up to `room` members. */
  #fill(members: Member[], links: FamilyLink[], room: number): void {
    const seen = new Set(members.map(({ key }) => key));
    // The arrays grow during the loop.
    for (let index = 0; index < members.length; index++) {
      const one = members[index]!;
      const filter = { childrenOf: links[index]! };
      const page = room > 0 ? this.#list.page(filter, room + one.children.length) : [];
      const others = page.filter(({ key }) => !seen.has(key)).slice(0, room);
      room -= others.length;
      const added = others.map((job) => member(job, job));
      one.children = [...one.children, ...added].sort(newestFirst);
      for (const { key } of others) seen.add(key);
      members.push(...added);
      links.push(...others);
      if (room === 0) one.more = Math.max(0, this.#list.count(filter) - one.children.length);
    }
  }

  /** Returns the job and its ancestors, nearest first. */
  #line(job: JobRecord, most: number): JobRecord[] {
    const line = [job];
    const seen = new Set([job.key]);
    for (let next = this.parent(job); next && line.length < most && !seen.has(next.key); next = this.parent(next)) {
      seen.add(next.key);
      line.push(next);
    }
    return line;
  }

  /** Returns the parent a job names, if it is not in the list. */
  #gapAbove(job: JobRecord): FamilyLink | undefined {
    const { provider, madeFrom } = job;
    const id = parentId(job);
    if (madeFrom) {
      const row = this.#db.one('SELECT provider, id FROM removed WHERE key = ? AND id IS NOT NULL', madeFrom.key);
      if (row) return { key: madeFrom.key, provider: String(row['provider']), id: String(row['id']) };
      return { key: madeFrom.key, provider, id };
    }
    return id === undefined ? undefined : { key: this.#index.tombstone(provider, id) ?? id, provider, id };
  }

  /** Drops a parent that would make the job its own ancestor, as a provider's answer or an edited sidecar may claim. */
  withoutCycle(job: JobRecord): JobRecord {
    if ((!job.madeFrom && !job.parent) || this.#hasSameLinks(job) || !this.#isOwnAncestor(job)) return job;
    const { parent, madeFrom, ...rest } = job;
    return rest;
  }

  /** Returns true if the stored job has the same ID and parents: then it closes no cycle that was not there before. */
  #hasSameLinks(job: JobRecord): boolean {
    const stored = this.#index.get(job.key);
    return (
      stored !== undefined &&
      stored.id === job.id &&
      stored.madeFrom?.key === job.madeFrom?.key &&
      parentId(stored) === parentId(job)
    );
  }

  /**
   * Walks up to the ancestors and down to the descendants in step, and stops where either ends: a page of remixes, each made
   * from the one before, then costs a step or two per job, in whichever order they come.
   */
  #isOwnAncestor(job: JobRecord): boolean {
    const above = new Set<string>();
    const below = new Set([job.key]);
    const next: FamilyLink[] = [job];
    for (let ancestor: JobRecord | undefined = job; ; above.add(ancestor.key)) {
      if (names(ancestor, job)) return true;
      ancestor = this.parent(ancestor);
      if (!ancestor || above.has(ancestor.key)) return false;
      if (below.has(ancestor.key)) return true;
      const link = next.pop();
      if (!link) return false;
      for (const child of this.#list.page({ childrenOf: link }, Infinity)) {
        if (child.key === ancestor.key || above.has(child.key)) return true;
        if (below.has(child.key)) continue;
        below.add(child.key);
        next.push(child);
      }
    }
  }
}

/** Returns the parent's ID at the same provider. A job that continues from a frame may live at another one. */
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

/** Parents and families. Throws as `JobQueries` does. */
export type FamilyQueries = Pick<Families, 'parent' | 'family'>;
