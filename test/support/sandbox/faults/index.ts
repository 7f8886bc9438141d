import type { Middleware, SandboxRequest, SandboxSystem } from '../../../../src/sandbox';
import { type Asset, clipNames } from '../../../../src/sandbox/clips';
import { type Body, type Operation, Refusal } from '../../../../src/sandbox/http';
import { clipOf } from '../../../../src/sandbox/systems/system';
import { undressed } from './hostile';
import { effects, type FaultKind, type FaultOptions } from './kinds';

/** Something that goes wrong on purpose. */
export interface Fault extends FaultOptions {
  kind: FaultKind;
  /** Which requests it befalls; all, if absent. */
  match?: { system?: SandboxSystem; operation?: Operation | readonly Operation[]; id?: string };
  /** How many requests it befalls before it is over; every one, if absent. */
  times?: number;
}

type Subject = Pick<SandboxRequest, 'system' | 'operation' | 'id'>;

/** The faults switched on now; the newest that fits a request befalls it. */
export class Faults {
  #active: { fault: Fault; left: number }[] = [];

  /** Switches a fault on. @returns what switches it off */
  add(fault: Fault): () => void {
    const entry = { fault, left: fault.times ?? Infinity };
    this.#active.unshift(entry);
    return () => {
      this.#active = this.#active.filter((each) => each !== entry);
    };
  }

  clear(): void {
    this.#active = [];
  }

  /** Applies the faults that are switched on. */
  readonly middleware: Middleware = async (given, next) => {
    const request = plain(given);
    const fault = request.handled ? this.#take(request) : undefined;
    if (!fault) return next(request);
    const { url, operation, id: jobId, now, refuse } = request;
    const made = () => next(request);
    const context = { ...fault, url, operation, jobId, now, refuse, ...assets(request) };
    const answer = await effects[fault.kind](made, context).catch((error: unknown) => {
      if (error instanceof Refusal) return refuse(error);
      throw error;
    });
    return { ...answer, headers: { ...request.responseHeaders, ...answer.headers } };
  };

  /** The fault for a request, its `times` counted. */
  #take(subject: Subject): Fault | undefined {
    const entry = this.#active.find(({ fault, left }) => left > 0 && fits(fault.match, subject));
    if (!entry) return undefined;
    entry.left -= 1;
    return entry.fault;
  }
}

/** The request with the ids as the sandbox made them. */
const plain = (request: SandboxRequest): SandboxRequest => ({
  ...request,
  id: undressed(request.id) as string,
  ...(request.body && {
    body: { ...request.body, fields: undressed(request.body.fields) as Body['fields'] },
  }),
});

/** Clips for a fault to work with: that of the job or address in the request, or the first one if there is none. */
function assets({ world, id, url, operation }: SandboxRequest) {
  const { clips, storage, jobs } = world;
  const ofStorage = () => clipNames.find((name) => url.pathname.startsWith(`/media/${name}/`));
  const ofJob = () =>
    jobs && id !== '' ? clipOf(jobs.find(id), Number(url.searchParams.get('index') ?? 0)) : undefined;
  const chosen = () => (operation === 'media' ? ofStorage() : ofJob()) ?? clipNames[0]!;
  return {
    async clip(): Promise<{ asset: Asset; address: string }> {
      const name = chosen();
      return { asset: await clips.get(name, 'video'), address: storage.address(name) };
    },
    other: (): Promise<Asset> =>
      clips.get(
        clipNames.find((name) => name !== chosen())!,
        'video',
      ),
  };
}

function fits(match: Fault['match'] = {}, { system, operation, id }: Subject): boolean {
  const wanted = match.operation === undefined ? undefined : [match.operation].flat();
  return (
    (match.system === undefined || match.system === system) &&
    (wanted === undefined || (operation !== undefined && wanted.includes(operation))) &&
    (match.id === undefined || match.id === id)
  );
}
