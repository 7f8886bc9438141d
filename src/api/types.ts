/** What the API client takes and gives, whatever server is behind it. No `vscode` here. */

export const variants = ['video', 'thumbnail', 'spritesheet'] as const;
export type Variant = (typeof variants)[number];

export type JobStatus = 'queued' | 'in_progress' | 'completed' | 'failed' | 'cancelled' | 'expired';

export interface JobError {
  code?: string;
  message: string;
  requestId?: string;
}

export interface Cost {
  amount: number;
  /** ISO 4217. */
  currency: string;
  source: 'reported' | 'estimated';
}

export type Relation = 'remix' | 'edit' | 'extend' | 'continue';

/** A job as a server describes it, decoded once. Whatever the server did not say is absent. */
export interface RemoteJob {
  id: string;
  /** What else the answer calls it. Some gateways answer a create with an id that they do not know when asked. */
  otherIds?: string[];
  status: JobStatus;
  /** The server's own word, verbatim. */
  providerStatus?: string;
  /** 0..100. */
  progress?: number;
  model?: string;
  prompt?: string;
  seconds?: number;
  size?: string;
  /** ms since the epoch, as are the next two. */
  createdAt?: number;
  completedAt?: number;
  expiresAt?: number;
  parentId?: string;
  error?: JobError;
  cost?: Cost;
  /** How many clips the job made, where the server says so. */
  outputs?: number;
  /** Addresses of finished clips found in the answer, in order; may be signed, so never shown or logged whole. */
  urls?: string[];
  thumbnailUrl?: string;
  /** The answer as it came, for "details". */
  raw: unknown;
  requestId?: string;
}

export interface JobPage {
  jobs: RemoteJob[];
  /** Cursor of the next page; absent at the end. */
  next?: string;
}

/** An image (or for an edit, a video) that guides the generation. */
export type Reference = { kind: 'file'; name: string; contentType: string; blob: Blob } | { kind: 'url'; url: string };

export interface CreateInput {
  prompt: string;
  model?: string;
  seconds?: number;
  /** `WIDTHxHEIGHT`, or whatever word the server takes. */
  size?: string;
  reference?: Reference;
  /** Merged last into the request, as the server spells it. */
  extra?: Record<string, unknown>;
}

/** Remix, edit and extend: a new job made from a finished one. Servers without the operation on a path of its own need more of the source's fields. */
export interface DeriveInput {
  prompt: string;
  seconds?: number;
  /** The source's own fields, for dialects that send them again (`previous_job_id`, `remix_video_id`). */
  source?: {
    model?: string;
    seconds?: number;
    size?: string;
    /** Where its clip is, for servers that want that. */ url?: string;
  };
}

/** What a type of server can do. An action that is `false` here is not offered. */
export interface Capabilities {
  list: boolean;
  remix: boolean;
  edit: boolean;
  extend: boolean;
  delete: boolean;
  models: boolean;
  /** Tells what the key may still spend. */
  account?: boolean;
  variants: readonly Variant[];
  /** Several outputs, fetched one by one. */
  index: boolean;
  /** How a reference image can be given. */
  reference: readonly ('file' | 'url')[];
  /** What every model there takes, where the server's own document says so; a model's own limits come before it. */
  takes?: Limits;
  /** A size is a width and a height there, and no word. */
  sizeIs?: 'pixels';
  /** What is to be named as the model, if that is not the model itself: Azure has deployments, with names of the user's own. */
  modelIs?: 'deployment';
}

/** What the types of server start from. */
export const noCapabilities: Capabilities = {
  list: false,
  remix: false,
  edit: false,
  extend: false,
  delete: false,
  models: false,
  variants: [],
  index: false,
  reference: [],
};

/** Operations a server may turn out not to have although its type does. */
export type OptionalOperation = 'list' | 'remix' | 'edit' | 'extend' | 'delete';

/** One price of a model. What `when` names must be so; what it leaves out may be anything. */
export interface Price {
  amount: number;
  /** ISO 4217. */
  currency: string;
  /** A second of the clip, the clip, a reference image beside it, or the least that a clip costs. */
  per: 'second' | 'clip' | 'image' | 'least';
  when?: { model?: string; size?: string; resolution?: string; sound?: boolean; image?: boolean };
}

/** What can be asked for. What is not told is absent; a list that is there is never empty, but for `frames`. */
export interface Limits {
  /** `WIDTHxHEIGHT`. */
  sizes?: readonly string[];
  seconds?: readonly number[];
  /** In lower case: `720p`, `4k`. */
  resolutions?: readonly string[];
  aspectRatios?: readonly string[];
  /** Which images a clip starts or ends with: `first_frame`, `last_frame`; empty for none. */
  frames?: readonly string[];
}

/** What a server tells of a model. */
export interface ModelInfo extends Limits {
  id: string;
  name?: string;
  /** Whether it makes sound, and whether a seed can be given. */
  sound?: boolean;
  seed?: boolean;
  prices?: Price[];
  /** Fields that are passed on to whoever makes the video. */
  parameters?: string[];
  /** False for a name in a list of all kinds of models that does not look like one for video. */
  video?: boolean;
}

/** What a server says of the account behind a key. */
export interface Account {
  /** ISO 4217. */
  currency: string;
  /** Of this key, since it exists. */
  spent?: number;
  limit?: number;
  remaining?: number;
  /** The server's own word for when the limit begins anew. */
  resets?: string;
}

export interface ContentRequest {
  variant: Variant;
  /** 0 for the first output. */
  index: number;
  /** Addresses already known from the job, and when they were learned does not matter: they are tried, then asked for again. */
  known?: Pick<RemoteJob, 'urls' | 'thumbnailUrl' | 'status'>;
  /** Go on from this byte, only if the entity still has this strong validator, this size, and comes from this place. */
  resume?: { offset: number; etag: string; totalBytes?: number; source?: string };
}

/** Media on its way: the first bytes have been looked at, and they are media. */
export interface Content {
  contentType: string;
  /** Without the dot, chosen from the first bytes: `mp4`, `webm`, `webp`, … */
  extension: string;
  /** Size of the whole entity, where the server says so. */
  totalBytes?: number;
  /** Where `body` starts: 0, or the `resume` offset when the server went on from there. */
  offset: number;
  /** A strong validator, if the server gave one. */
  etag?: string;
  /** The origin that sent it: what its validator holds for. */
  source?: string;
  /** What the job said on the way here, where it had to be asked: addresses fresher than those that were known. */
  known?: ContentRequest['known'];
  requestId?: string;
  /** Chunks as they come. Throws `VideoJobsError`; ends short only if the connection could not tell (the file's own structure is checked later). */
  body: AsyncIterable<Uint8Array>;
}

/** One server, spoken to in its own dialect. Every method throws `VideoJobsError` and nothing else. */
export interface VideoClient {
  readonly capabilities: Capabilities;
  /** Not idempotent, billed, never repeated by itself. */
  create(input: CreateInput, signal?: AbortSignal): Promise<RemoteJob>;
  get(id: string, signal?: AbortSignal): Promise<RemoteJob>;
  /** Newest first. */
  list(page?: { after?: string; limit?: number }, signal?: AbortSignal): Promise<JobPage>;
  /** Billed, as `create` is; so are `edit` and `extend`. */
  remix(id: string, input: DeriveInput, signal?: AbortSignal): Promise<RemoteJob>;
  edit(id: string, input: DeriveInput, signal?: AbortSignal): Promise<RemoteJob>;
  extend(id: string, input: DeriveInput, signal?: AbortSignal): Promise<RemoteJob>;
  delete(id: string, signal?: AbortSignal): Promise<void>;
  /** Empty where the server has no such list. */
  models(signal?: AbortSignal): Promise<ModelInfo[]>;
  /** Nothing where the server does not tell. */
  account(signal?: AbortSignal): Promise<Account | undefined>;
  /** The finished clip or one of its companions, as a stream. Asks for the job again when the content endpoint has nothing. */
  content(id: string, request: ContentRequest, signal?: AbortSignal): Promise<Content>;
  /** The cheapest question that proves address and key: list, models, or a job that cannot exist. Resolves with a sentence for the user. */
  test(signal?: AbortSignal): Promise<string>;
}
