// The architecture as lint rules. A room is a folder of src/; a file in src/ itself is a room of its own.
import { dirname, relative, resolve, sep } from 'node:path';

const src = resolve('src');

/** What each room may import, besides itself. Rooms that are not named may import all. */
const mayImport = /** @type {Record<string, string[]>} */ ({
  api: [],
  jobs: ['api'],
  platform: ['jobs', 'api', 'sandbox', 'sound', 'container'],
  agents: ['jobs', 'api'],
  ui: ['agents', 'platform', 'jobs', 'api', 'publicApi', 'shared', 'container', 'commandIds'],
  commands: ['ui', 'platform', 'jobs', 'api', 'publicApi', 'shared', 'sandbox', 'commandIds'],
  webview: ['shared', 'container'],
  shared: ['api/types', 'container'],
  sandbox: [],
  publicApi: ['platform', 'jobs', 'api'],
  sound: [],
  container: [],
  commandIds: [],
});

/** What may be imported where only types are, because it leaves no trace in the bundle. */
const mayImportTypes = /** @type {Record<string, string[]>} */ ({ shared: ['jobs'] });

const remedies = /** @type {Record<string, string>} */ ({
  api: 'Take it as a parameter, or declare an interface in src/api that the caller fulfils.',
  jobs: 'Declare an interface in src/jobs/ports.ts and let src/platform fulfil it.',
  platform: 'Return a value or emit an event; src/ui and src/commands act on it.',
  agents: 'Declare it in the ports of src/agents/tool.ts and let src/ui/agents fulfil it.',
  ui: 'Run the command by its name (src/ui/run.ts), or let src/composition.ts hand it in.',
  commands: 'Let src/composition.ts hand it in.',
  webview: 'Send it in a message of src/shared; the panel in src/ui has the rest.',
  shared: 'Keep src/shared to messages and pure helpers that the page and the extension both need.',
  sandbox: 'The sandbox is a server: it knows the extension by its HTTP requests alone.',
  sound: 'It takes bytes and options; the page, or src/platform, hands them in.',
  container: 'It takes a source of bytes; src/platform or the page hands it in.',
  publicApi: 'It says what other extensions see; put the code below it.',
  commandIds: 'It names the commands, and knows none of them.',
});

/** What each folder of these rooms may import of its neighbours. Files directly in the room are open to all of them. */
const foldersMayImport = /** @type {Record<string, Record<string, string[]>>} */ ({
  jobs: {
    ledger: [],
    intake: ['ledger'],
    costs: ['ledger'],
    targets: [],
    clips: ['ledger'],
    polling: ['ledger', 'intake'],
    sending: ['ledger', 'intake', 'costs'],
  },
  api: {
    http: [],
    decode: [],
    shape: ['decode'],
    dialects: ['decode', 'shape'],
    transport: ['http', 'decode', 'dialects'],
    copyAs: ['http', 'dialects', 'transport'],
    paste: ['decode', 'dialects'],
    recording: ['decode', 'dialects', 'transport'],
    diagnosis: ['http', 'decode', 'dialects', 'transport'],
  },
});

/** Rooms without VS Code: they run in plain Node, in tests, or in the page. */
const core = ['api', 'jobs', 'agents', 'shared', 'sandbox', 'sound', 'container', 'webview'];

/** Bundles of their own; see esbuild.js. */
const lazyModules = ['composition', 'api/http/undici', 'sandbox', 'sandbox/index'];

/**
 * The path of a module below src/, with `/` and without extension; undefined for what is elsewhere.
 * @param {string} file
 */
function below(file) {
  const path = relative(src, file);
  return path.startsWith('..') || resolve(path) === path ? undefined : path.split(sep).join('/').replace(/\.ts$/, '');
}

/**
 * @typedef {object} Import
 * @property {string} specifier
 * @property {boolean} types whether only types are imported
 * @property {boolean} dynamic whether it is an `import(…)` that runs
 * @property {import('eslint').Rule.Node} node
 */

/**
 * A rule that looks at each import of a file below src/.
 * @param {(room: string, found: Import, file: string) => string | undefined} check answers what is wrong
 * @returns {import('eslint').Rule.RuleModule}
 */
function importRule(check) {
  return {
    meta: { type: 'problem', schema: [] },
    create(context) {
      const path = below(context.filename);
      const [room] = path?.split('/') ?? [];
      if (!path || !room) return {};
      const look = (/** @type {any} */ node, /** @type {Partial<Import>} */ how = {}) => {
        const { value } = node.source ?? {};
        if (typeof value !== 'string') return;
        const named = [...(node.specifiers ?? [])];
        const types =
          [node.importKind, node.exportKind].includes('type') ||
          (named.length > 0 &&
            named.every((/** @type {any} */ one) => [one.importKind, one.exportKind].includes('type')));
        const message = check(room, { specifier: value, types, dynamic: false, node, ...how }, context.filename);
        if (message) context.report({ node, message });
      };
      return {
        ImportDeclaration: (node) => look(node),
        ExportAllDeclaration: (node) => look(node),
        ExportNamedDeclaration: (node) => look(node),
        ImportExpression: (node) => look(node, { dynamic: true }),
        TSImportType: (/** @type {any} */ node) => look(node, { types: true }),
      };
    },
  };
}

/**
 * The module below src/ that a relative import means.
 * @param {string} specifier
 * @param {string} file
 */
const targetOf = (specifier, file) =>
  specifier.startsWith('.') ? below(resolve(dirname(file), specifier)) : undefined;

/**
 * A rule that looks at each call of a method by its name, wherever in src/ it stands.
 * @param {string} method
 * @param {(first: string | undefined, path: string) => string | undefined} check answers what is wrong; gets the first
 * argument where that is a literal text, and the file's path below src/
 * @returns {import('eslint').Rule.RuleModule}
 */
const callRule = (method, check) => ({
  meta: { type: 'problem', schema: [] },
  create(context) {
    const path = below(context.filename);
    if (!path) return {};
    return {
      [`CallExpression[callee.property.name='${method}']`]: (/** @type {any} */ node) => {
        const { value } = node.arguments[0] ?? {};
        const message = check(typeof value === 'string' ? value : undefined, path);
        if (message) context.report({ node, message });
      },
    };
  },
});

export const architecture = {
  rules: {
    'commands-run-in-one-place': callRule('executeCommand', (id, path) => {
      if (id === 'setContext') {
        return path === 'ui/contextKeys'
          ? undefined
          : 'Context keys are set in src/ui/contextKeys.ts. Add the value there.';
      }
      if (path === 'ui/run' || (id !== undefined && !/^_?videoJobs\./.test(id))) return undefined;
      return 'Run our own commands with src/ui/run.ts, which says who asked, and others by a literal id, so that they can be told apart.';
    }),
    'settings-in-one-place': callRule('getConfiguration', (section, path) =>
      path.startsWith('platform/settings/') || (section !== undefined && !/^videoJobs\b/.test(section))
        ? undefined
        : "Read our own settings from src/platform/settings/settings.ts, which takes no workspace's word for them, and others by a literal section.",
    ),
    'imports-point-one-way': importRule((room, { specifier, types }, file) => {
      const target = targetOf(specifier, file);
      const [targetRoom = ''] = target?.split('/') ?? [];
      const allowed = [...(mayImport[room] ?? [targetRoom]), ...((types && mayImportTypes[room]) || [])];
      if (!target || targetRoom === room || allowed.includes(targetRoom) || allowed.includes(target)) return undefined;
      return `src/${room} does not import src/${targetRoom}. ${remedies[room]}`;
    }),
    'folders-point-one-way': importRule((room, { specifier }, file) => {
      const order = foldersMayImport[room];
      const [, folder = '', ...rest] = below(file)?.split('/') ?? [];
      const [targetRoom, targetFolder = '', ...targetRest] = targetOf(specifier, file)?.split('/') ?? [];
      if (!order || targetRoom !== room || rest.length === 0 || targetRest.length === 0) return undefined;
      if (targetFolder === folder || order[folder]?.includes(targetFolder)) return undefined;
      return `src/${room}/${folder} does not import src/${room}/${targetFolder}. Move the declaration to the lower of the two, or let src/${room}/*.ts hand it in; the order is in scripts/lib/architecture.mjs.`;
    }),
    'no-vscode-in-core': importRule((room, { specifier }) =>
      specifier === 'vscode' && core.includes(room)
        ? `src/${room} runs without VS Code. Declare an interface here and let src/platform or src/ui fulfil it.`
        : undefined,
    ),
    'undici-in-one-place': importRule((_room, { specifier, types }, file) =>
      /^undici(\/|$)/.test(specifier) && !types && below(file) !== 'api/http/undici'
        ? "Loading undici replaces the dispatcher of every other extension's fetch. Use what src/api/http/undici.ts exports; it alone leaves it as it was."
        : undefined,
    ),
    'load-lazily': importRule((room, { specifier, types, dynamic }, file) => {
      const target = targetOf(specifier, file);
      if (!target || !lazyModules.includes(target) || types || dynamic || room === 'sandbox') return undefined;
      return `src/${target} is a bundle of its own. Load it where it is first needed: await import('${specifier}').`;
    }),
  },
};
