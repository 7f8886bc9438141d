/** Requests and results of the API client, the same for every type of server. No `vscode` here. */

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

/** Media that a response holds itself. */
export interface InlineClip {
  contentType: string;
  /** File extension without the dot. */
  extension: string;
  bytes: Uint8Array;
}

export type Relation = 'remix' | 'edit' | 'extend' | 'continue';

/** A job as the server describes it, decoded once. Fields that the server left out are absent. */
export interface RemoteJob {
  id: string;
  /** Other ids in the same response. Some gateways answer a create with an id that their own status endpoint does not know. */
  otherIds?: string[];
  status: JobStatus;
  /** The server's status word, verbatim. */
  providerStatus?: string;
  /** Set if the word is not known; the job then counts as in progress. */
  statusUnknown?: true;
  /** Set if the word is not known although the response names a clip, so that the word probably means completed. */
  clipUrlSeen?: true;
  /** 0..100. */
  progress?: number;
  /** Number of jobs that are served before this one. */
  queuePosition?: number;
  model?: string;
  prompt?: string;
  seconds?: number;
  size?: string;
  /** In ms since the epoch, like the next two. */
  createdAt?: number;
  completedAt?: number;
  expiresAt?: number;
  parentId?: string;
  error?: JobError;
  cost?: Cost;
  /** Number of clips, if the server reports it. */
  outputs?: number;
  /** URLs of the finished clips, in order of output. They may be signed: never show or log them whole. */
  urls?: string[];
  /** Clip that came in the response itself, as the body or as base64. */
  inlineClip?: InlineClip;
  /** Id of a file at the server, if a finished job names that in place of a URL. */
  fileId?: string;
  thumbnailUrl?: string;
  /** The parsed response body, for "Show Details"; an inline clip is replaced by its size. */
  raw: unknown;
  requestId?: string;
}

export interface JobPage {
  jobs: RemoteJob[];
  /** Cursor of the next page; absent at the end. */
  next?: string;
}

/** Image that guides the generation; for an edit, a video. */
export type Reference = { kind: 'file'; name: string; contentType: string; blob: Blob } | { kind: 'url'; url: string };

/** Purposes of an input: first frame, last frame, reference image, clip and sound to take from. */
export const inputRoles = ['first', 'last', 'reference', 'video', 'audio'] as const;
export type InputRole = (typeof inputRoles)[number];

export type MediaKind = 'image' | 'video' | 'audio';

/** Media that a generation takes from. The order within a role counts. */
export interface MediaInput {
  role: InputRole;
  media: Reference;
  /** Stands for the input as `{name}` in the prompt. */
  name?: string;
}

/** Input as a request states it. */
export interface Input {
  role: InputRole;
  /** File path, `file:` URL or https URL. */
  source: string;
  name?: string;
}

/** Settings of a create that not every model has. */
export const createSettings = ['sound', 'seed', 'negativePrompt'] as const;
export type CreateSetting = (typeof createSettings)[number];

/** Inputs that a server or one of its models takes. */
export interface InputRules {
  /** Largest number of inputs by role; a role that is absent is not taken. A last frame always requires a first one. */
  roles: Partial<Record<InputRole, number>>;
  /** Largest number of inputs of all roles. */
  total?: number;
  /** Groups of roles; inputs of different groups cannot be combined. */
  apart?: readonly (readonly InputRole[])[];
  /** Set if a sound requires a picture or a clip beside it. */
  audioNeedsPicture?: boolean;
  /** Accepted forms of clips and sounds; only `url` if absent. Those of pictures are `Capabilities.reference`. */
  forms?: Partial<Record<'video' | 'audio', readonly ('file' | 'url')[]>>;
  /** Limits of a request with reference images. */
  withReferences?: { maxSeconds?: number; resolutions?: readonly string[] };
  /** Settings that are taken; if absent, those that the server's template has a place for. */
  settings?: readonly CreateSetting[];
  /** Inputs and settings that a model may ignore without an error, because it is not known or the server only passes them on. */
  mayIgnore?: readonly (InputRole | CreateSetting)[];
}

export interface CreateInput {
  /** Key that is made and kept before the request is sent; sent where the server has a place for one. */
  idempotencyKey?: string;
  prompt: string;
  model?: string;
  seconds?: number;
  /** `WIDTHxHEIGHT`, or a word that the server takes. */
  size?: string;
  /** Old spelling of one input: the first frame, or by its type a clip or a sound. */
  reference?: Reference;
  inputs?: readonly MediaInput[];
  /** Sound on or off; the server's default if absent. */
  sound?: boolean;
  seed?: number;
  negativePrompt?: string;
  /** Further fields in the server's spelling, merged into the request last. */
  extra?: Record<string, unknown>;
}

/** Input of remix, edit and extend: a new job made from a finished one. Servers that express these as a create need fields of the source as well. */
export interface DeriveInput {
  /** As in a create. */
  idempotencyKey?: string;
  prompt: string;
  seconds?: number;
  /** Fields of the source job, for dialects that send them again (`previous_job_id`, `remix_video_id`). */
  source?: {
    model?: string;
    seconds?: number;
    size?: string;
    /** URL of the source's clip, for servers that refer to it that way. */
    url?: string;
  };
}

/** States in which a job has not ended. */
export type ActiveStatus = Extract<JobStatus, 'queued' | 'in_progress'>;

/** How a type of server cancels jobs. */
export interface CancelTerms {
  /** States in which a job can be canceled. */
  when: readonly ActiveStatus[];
  /** The same request deletes a job that has ended, and its clip with it. */
  destroys?: true;
  /** States in which a canceled job is not charged, according to the server's documents. */
  refund?: readonly ActiveStatus[];
  /** States in which what the job has used so far is charged, according to the server's documents. */
  billed?: readonly ActiveStatus[];
  /** Beginnings of the ids of jobs that cannot be canceled although others of the server can. */
  except?: readonly string[];
}

/** Capabilities of a type of server. The interface does not offer an action that is `false`. */
export interface Capabilities {
  list: boolean;
  remix: boolean;
  edit: boolean;
  extend: boolean;
  delete: boolean;
  cancel: boolean;
  /** Present if `cancel` is true. */
  cancelTerms?: CancelTerms;
  /** Has a place for a key in a request that costs money. */
  takesKey?: true;
  /** Finds a job by that key. */
  finds?: true;
  models: boolean;
  /** Reports the balance of the key. */
  account?: boolean;
  variants: readonly Variant[];
  /** Several outputs per job, fetched by index. */
  index: boolean;
  /** Accepted forms of a reference image. */
  reference: readonly ('file' | 'url')[];
  /** Limits that the server's documentation states for all models; a model's own limits take precedence. */
  takes?: Limits;
  /** Set if a size must be width and height, not a word. */
  sizeIs?: 'pixels';
  /** Kind of name that goes into `model`, if not the model's: Azure takes deployments, which users name themselves. */
  modelIs?: 'deployment';
}

/** Base from which the dialects' capabilities are built. */
export const noCapabilities: Capabilities = {
  list: false,
  remix: false,
  edit: false,
  extend: false,
  delete: false,
  cancel: false,
  models: false,
  variants: [],
  index: false,
  reference: [],
};

/** Operations that a server may lack although its type has them. */
export type OptionalOperation = 'list' | 'remix' | 'edit' | 'extend' | 'delete' | 'cancel';

/** One price of a model. It applies where every condition in `when` holds. */
export interface Price {
  amount: number;
  /** ISO 4217. */
  currency: string;
  /** Unit: a second of the clip, a clip, a reference image; `least` is the minimum price of a clip. */
  per: 'second' | 'clip' | 'image' | 'least';
  when?: { model?: string; size?: string; resolution?: string; sound?: boolean; image?: boolean };
}

/** Values that a request may use. Unknown limits are absent; a list is never empty, except `frames`. */
export interface Limits {
  /** `WIDTHxHEIGHT`. */
  sizes?: readonly string[];
  seconds?: readonly number[];
  /** In lower case: `720p`, `4k`. */
  resolutions?: readonly string[];
  aspectRatios?: readonly string[];
  /** Frames that can be given as images: `first_frame`, `last_frame`; empty if none. */
  frames?: readonly string[];
}

/** Model as listed by a server. */
export interface ModelInfo extends Limits {
  id: string;
  name?: string;
  /** True if it can generate sound. */
  sound?: boolean;
  /** True if it takes a seed. */
  seed?: boolean;
  prices?: Price[];
  /** Fields that the server passes through to the model's vendor. */
  parameters?: string[];
  /** False if the list covers all kinds of models and this name does not look like a video model. */
  video?: boolean;
}

/** Account behind a key, as reported by the server. */
export interface Account {
  /** ISO 4217. */
  currency: string;
  /** Total spent with this key. */
  spent?: number;
  limit?: number;
  remaining?: number;
  /** Reset interval of the limit, in the server's word. */
  resets?: string;
}

export interface ContentRequest {
  variant: Variant;
  /** 0 for the first output. */
  index: number;
  /** URLs from an earlier response, of any age: they are tried first, then refreshed. */
  known?: Pick<RemoteJob, 'urls' | 'thumbnailUrl' | 'status'>;
  /** Time at which the clip was made, or requested at the latest; tells an old address from one that is refused. In ms since the epoch. */
  madeAt?: number;
  /** Resumes at this byte offset if the strong ETag, the size and the origin still match. */
  resume?: { offset: number; etag: string; totalBytes?: number; source?: string };
}

/** Open media stream; its first bytes have been sniffed. */
export interface Content {
  contentType: string;
  /** Without the dot, chosen from the first bytes: `mp4`, `webm`, `webp`, … */
  extension: string;
  /** Size of the whole entity in bytes, if the server reports it. */
  totalBytes?: number;
  /** Offset of the first byte of `body`: 0, or the `resume` offset if the server continued from there. */
  offset: number;
  /** Strong validator, if the server sent one. */
  etag?: string;
  /** Origin that sent the body; the validator is only meaningful there. */
  source?: string;
  /** URLs and status from a job request made on the way, fresher than `ContentRequest.known`. */
  known?: ContentRequest['known'];
  requestId?: string;
  /** Chunks as they arrive. Throws `VideoJobsError`; it can end short only if the response had no length (the file's structure is checked later). */
  body: AsyncIterable<Uint8Array>;
}

/** Client for one server. Every method throws `VideoJobsError` and nothing else. */
export interface VideoClient {
  readonly capabilities: Capabilities;
  /** Uploads inputs that are too large for a request; absent where none is needed. Costs nothing. */
  upload?(
    inputs: readonly MediaInput[],
    options?: { signal?: AbortSignal; onFile?(name: string, number: number, of: number): void },
  ): Promise<MediaInput[]>;
  /** Not idempotent, billed, never retried automatically. */
  create(input: CreateInput, signal?: AbortSignal): Promise<RemoteJob>;
  get(id: string, signal?: AbortSignal): Promise<RemoteJob>;
  /** Returns a job without its result; absent where that takes no request of its own. */
  status?(id: string, signal?: AbortSignal): Promise<RemoteJob>;
  /** Newest first. */
  list(page?: { after?: string; limit?: number }, signal?: AbortSignal): Promise<JobPage>;
  /** Billed like `create`; so are `edit` and `extend`. */
  remix(id: string, input: DeriveInput, signal?: AbortSignal): Promise<RemoteJob>;
  edit(id: string, input: DeriveInput, signal?: AbortSignal): Promise<RemoteJob>;
  extend(id: string, input: DeriveInput, signal?: AbortSignal): Promise<RemoteJob>;
  delete(id: string, signal?: AbortSignal): Promise<void>;
  /** Returns the job that was created with a key, or undefined if there is none; absent if the server cannot find one. */
  find?(idempotencyKey: string, signal?: AbortSignal): Promise<RemoteJob | undefined>;
  /**
   * Cancels a job that has not ended; where the terms say so, one that has ended is deleted. Never repeated automatically.
   * Returns the job, if the response describes it.
   */
  cancel(id: string, signal?: AbortSignal): Promise<RemoteJob | undefined>;
  /** Returns an empty list if the server has none. */
  models(signal?: AbortSignal): Promise<ModelInfo[]>;
  /** Returns undefined if the server does not report an account. */
  account(signal?: AbortSignal): Promise<Account | undefined>;
  /** Opens the finished clip, thumbnail or spritesheet as a stream. Requests the job again if the content endpoint has nothing. */
  content(id: string, request: ContentRequest, signal?: AbortSignal): Promise<Content>;
  /** Sends the cheapest request that proves address and key: list, models, or a job that cannot exist. Resolves with a sentence for the user. */
  test(signal?: AbortSignal): Promise<string>;
}
