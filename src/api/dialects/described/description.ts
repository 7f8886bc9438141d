import type { AnswerPath, AnswerRules, Places } from '../../answerPlaces';
import type { Auth } from '../../auth';
import type { ErrorRules, JobFailure } from '../../errorRules';
import type { CancelTerms, InputRules, Limits, MediaKind, ModelInfo } from '../../types';
import type { Tokens } from '../inputNames';

/**
 * JSON with placeholders. A string that is one placeholder (`"{seconds}"`) becomes its value with its type, one that
 * contains placeholders a text. A field whose placeholder has no value is left out, and so is an object that becomes
 * empty; an object in a list is left out whole if any of its placeholders has no value. `{ $each: "references", $item }`
 * in a list stands for one item per reference, whose address is `{item}`; its parts are those of a frame, and `{item.n}`
 * is its number from 1. The same for `videos` and `audios`.
 *
 * Placeholders: those of `Values` (a frame also in parts: `{first.url}`, or `{first.data}`, base64, with `{first.type}`), in a
 * body, a header or a query; in a path also `{model:path}` and `{id:path}`, which
 * keep slashes, and in the path of a result `{answer.<path>}`, a value of the status answer.
 */
export type Template = string | number | boolean | null | readonly Template[] | { readonly [name: string]: Template };

/** Request of one operation. */
export interface Call {
  method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  /** Path below the base address; `/../` leaves the version path. */
  path: string;
  query?: Readonly<Record<string, string>>;
  headers?: Readonly<Record<string, string>>;
  body?: { readonly [name: string]: Template };
}

/** Values of a request that the placeholders of a template stand for. What a create states and no template uses is refused. */
export interface Values {
  /** Key of a create, or of what derives from a job: kept with the job before it is sent, and the same if it is sent again. */
  uuid?: string;
  /** Job that is requested, or that a derived job starts from. */
  id?: string;
  model?: string;
  prompt?: string;
  /** In the form that `formats.seconds` names. */
  seconds?: string | number;
  /** Width and height, joined by `formats.size`. */
  size?: string;
  width?: number;
  height?: number;
  /** `16:9`. */
  ratio?: string;
  /** `720p`, in the case or with the word that `formats.resolution` names. */
  resolution?: string;
  /** First frame, last frame, references: an address, or a file that becomes a `data:` URL or base64. */
  first?: unknown;
  last?: unknown;
  references?: readonly unknown[];
  /** Clips and sounds to take from, as references. */
  videos?: readonly unknown[];
  audios?: readonly unknown[];
  /** The first clip and the first sound, for servers that take one. */
  video?: unknown;
  audio?: unknown;
  /** Tags of `formats.tags`, joined: those of frames, and those of all other inputs. */
  frameTags?: string;
  referenceTags?: string;
  /** In the form that `formats.sound` names. */
  sound?: boolean | string;
  seed?: number;
  negativePrompt?: string;
  'first.url'?: string;
  'first.data'?: unknown;
  'first.type'?: string;
  'last.url'?: string;
  'last.data'?: unknown;
  'last.type'?: string;
  /** Address of the clip that a derived job starts from. */
  source?: string;
  /** File that is uploaded, in bytes. */
  'file.name'?: string;
  'file.type'?: string;
  'file.bytes'?: number;
  /** Cursor, number and length of a page. */
  after?: string;
  page?: number;
  limit?: number;
}

export interface Formats {
  /** Form of a duration: `5`, `"5"` or `"5s"`. `number` if absent. */
  seconds?: 'number' | 'text' | 'suffix';
  /** Character between width and height. `x` if absent. */
  size?: 'x' | '*' | ':';
  /** Case of a resolution, or the server's own words for some. */
  resolution?: 'upper' | Readonly<Record<string, string>>;
  /** Resolutions that stand for a number of pixels, in lower case: `480p` for 864x496 and for 640x640. Other sizes are refused. */
  tiers?: readonly string[];
  /** Form of a file in a body. `address`, a `data:` URL, if absent. */
  file?: 'address' | 'base64';
  /** Words for sound on and off; a boolean if absent. */
  sound?: readonly [on: string, off: string];
  /** Text by which the prompt introduces an input. As in tokens; `{k}` counts those of the same kind of media from 1. */
  tags?: Tokens;
}

/** Inputs that some models take: those that a pattern fits, `*` standing for anything; all if absent. */
export interface DescribedInputs extends InputRules {
  model?: string | readonly string[];
  tokens?: Tokens;
}

/** What a create differs in for some requests. Every condition that is present must hold. */
export interface Variant {
  when: {
    /** Names of models, `*` standing for anything. */
    model?: string | readonly string[];
    first?: boolean;
    last?: boolean;
    references?: boolean;
    videos?: boolean;
    audios?: boolean;
    /** Set if any of the inputs is there, or none. */
    inputs?: boolean;
    /** Text of the prompt, `*` standing for anything. */
    prompt?: string;
  };
  /** Replaces parts of the create. A body replaces the whole body. */
  create?: Partial<Call>;
  /** Replaces the end of the model's name, `[from, to]`: servers that have one model per mode. */
  rename?: readonly [from: string, to: string];
  formats?: Formats;
  /** Values where the request states none. */
  defaults?: Pick<Values, 'ratio' | 'resolution' | 'seconds'>;
  /** Name in `modes` of the protocol by which such a job is followed. */
  mode?: string;
  /** New names for fields of the body: `{ "input.image": "input.start_image" }`; `null` leaves one out. */
  fields?: Readonly<Record<string, string | null>>;
}

/** Request that makes a job from a finished one: of the model of that, unless the body names another. */
export interface Derive extends Call {
  /** As in a create. */
  variants?: readonly Variant[];
}

/**
 * Protocol of one type of server as data, which `describedDialect` interprets. Answers are read at the places named here
 * first, then by the tolerant decoder (`src/api/decode`).
 */
export interface Description {
  /** Proper name, not translated. */
  label: string;
  /** One line for forms and settings, in the user's language. */
  about(): string;
  /** Document or client that the facts are from. */
  source: string;
  /** Path that is added to an address without one, such as `v1`. */
  version?: string;
  /** Hosts of the server itself, `*` standing for anything, on which the path of a pasted address is an endpoint and not part of the base address. */
  hosts?: readonly string[];
  /** Base addresses by region; a key belongs to one of them. Named to the user when the key is rejected. */
  regions?: Readonly<Record<string, string>>;
  auth?: {
    /** `bearer` if absent. */
    usual?: Auth;
    /** Word before the key in `Authorization`, if it is not `Bearer`. */
    scheme?: string;
    /** Header for `api-key`, if it is not that. */
    header?: string;
  };
  /** Sent with each request. */
  headers?: Readonly<Record<string, string>>;
  create: Call;
  /** All that fit apply, in this order. */
  variants?: readonly Variant[];
  formats?: Formats;
  /** Object of the body for additional fields of the user that are not at the top level of the template; the top level, if absent. */
  extraAt?: string;
  /** Objects for additional fields that belong neither at the top level nor at `extraAt`; an empty name is the top level. */
  extraIn?: Readonly<Record<string, string>>;
  get: Call;
  /**
   * Further protocols of the same server, by a name that a variant of the create refers to. It is kept in front of the
   * job's id, `v1/106916112212032`. Operations that are absent are not offered.
   */
  modes?: Readonly<Record<string, Pick<Description, 'get' | 'result' | 'cancel' | 'delete' | 'answer' | 'keepsClip'>>>;
  /**
   * Second request, sent once the first says that the job is done; its answer becomes the field `result`. An answer that
   * meets one of `fails` says why the job failed; any other error is a failed poll.
   */
  result?: Call & { fails?: readonly JobFailure[] };
  list?: Call & {
    /** Path of the jobs. */
    items: string;
    /** Path of the next cursor; an address stands for its parameter `cursor`. */
    next?: string;
    /** Path of a flag that is false on the last page, if there is a cursor all the same. */
    more?: string;
    /** Set if pages are numbered from 1 (`{page}`): length of a page if the caller states none, and path of the number of all jobs. */
    numbered?: { limit: number; total: string };
  };
  /** Request for the job that was created with `{uuid}`. */
  find?: Call;
  /** Cancels a job. `returnsJob`: the response is the job, as that of `get`. */
  cancel?: Call & Omit<CancelTerms, 'except'> & { returnsJob?: true };
  delete?: Call;
  remix?: Derive;
  edit?: Derive;
  extend?: Derive;
  /** Request that costs nothing. `proves`: a 2xx answer means that the key is valid. */
  probe?: Call & { proves: boolean };
  /** Places in an answer, the most reliable first, below `job` and then from the root. */
  answer?: Places & {
    /** Amount that was charged, in `costUnit`. */
    cost?: AnswerPath;
    /** Amount that will be charged, until the answer has `cost`. */
    estimate?: AnswerPath;
    /** Parameters that an address on the server's own origin needs; added where it lacks them. */
    clipQuery?: Readonly<Record<string, string>>;
    /** Text that a completed job has in place of a clip that was withheld, `unless` there is something at that path. */
    withheld?: { message: AnswerPath; unless?: AnswerPath };
    /** Path of the object that is the job: `output`, `data.0`. */
    job?: AnswerPath;
    /**
     * Path of an address in the create answer, whose path below the base address, without `drop` at its end, is the job's
     * id. `bare`: template of that id for a user who knows only its last part, with `{id}` and `{model}`, whose first two
     * segments count.
     */
    idIn?: { address: string; drop?: string; bare?: string };
    costUnit?: { currency: string; perUnit: number };
    /** Set if times are local texts without a zone, which mean nothing elsewhere. */
    ignoreTimes?: true;
  };
  /** Meanings of status words, for those that the decoder does not know or reads otherwise. */
  statuses?: AnswerRules['statuses'];
  errors?: ErrorRules;
  /** How long the server keeps a clip after the end of its job, if the answer does not say. In seconds. */
  keepsClip?: number;
  limits?: Limits;
  /** Known models, for servers that do not list them. */
  models?: readonly ModelInfo[];
  /** Accepted forms of an image; none if absent. */
  reference?: readonly ('file' | 'url')[];
  /**
   * Upload of files that are larger than `above` (bytes, by kind of media). `start` may use `{file.name}`, `{file.type}`
   * and `{file.bytes}`. The bytes are a part of it (`file`, the name of the field), or follow to the address at `send.to`
   * of its answer: by PUT, or in a form after the fields at `send.fields`. Requests then name the file by the text at
   * `address`.
   */
  upload?: {
    above: Readonly<Record<MediaKind, number>>;
    start: Call;
    file?: string;
    send?: { to: string; fields?: string };
    address: AnswerPath;
  };
  /** Inputs by model, of which the first that fits applies. One image as the first frame, if none does. */
  inputs?: readonly DescribedInputs[];
}
