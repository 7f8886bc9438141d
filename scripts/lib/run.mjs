// Child processes, the same on every platform.
import { spawn } from 'node:child_process';
import { delimiter, dirname, join } from 'node:path';

/** The project's root: npm starts every script there. */
export const root = process.cwd();

/** Where downloads live that are no npm dependency: Node, code-server, VS Code. */
export const cacheDir = join(root, '.vscode-test');

/**
 * @typedef {object} RunOptions
 * @property {string} [cwd]
 * @property {NodeJS.ProcessEnv} [env] added to this process's environment
 * @property {boolean} [quiet] keep the output to oneself, and show its end only when the command fails
 * @property {(chunk: Buffer) => void} [output] takes the output, in place of this process's own
 * @property {(pid: number | undefined) => void} [started] takes the id of the process
 */

/**
 * Runs a command to its end.
 * @param {string} command
 * @param {readonly string[]} args
 * @param {RunOptions} [options]
 * @returns {Promise<number>} the exit code; 1 for a command that a signal ended
 */
export function run(command, args, { cwd = root, env = {}, quiet = false, output, started } = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, {
      cwd,
      env: { ...process.env, ...env },
      stdio: quiet || output ? ['ignore', 'pipe', 'pipe'] : ['ignore', 'inherit', 'inherit'],
    });
    running.add(child);
    started?.(child.pid);
    let tail = '';
    const keep = output ?? ((/** @type {Buffer} */ chunk) => (tail = (tail + chunk.toString()).slice(-8000)));
    child.stdout?.on('data', keep);
    child.stderr?.on('data', keep);
    child.once('error', reject);
    child.once('close', (code, signal) => {
      running.delete(child);
      if (signal) keep(Buffer.from(`${command} was ended by ${signal}.\n`));
      if (code !== 0 && quiet) process.stderr.write(tail);
      resolve(code ?? 1);
    });
  });
}

/** Children that have not ended: a signal to this process alone must end them, too. @type {Set<import('node:child_process').ChildProcess>} */
const running = new Set();

/** Passes the signals that end this process on to its children, and ends. */
export function endWithChildren() {
  for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP'])) {
    process.once(signal, () => {
      for (const child of running) child.kill(signal);
      process.exit(1);
    });
  }
}

/**
 * Like {@link run}, for a step that nothing works without.
 * @param {string} command
 * @param {readonly string[]} args
 * @param {RunOptions} [options]
 * @throws Error when the exit code is not 0
 */
export async function must(command, args, options) {
  const code = await run(command, args, options);
  if (code !== 0) throw new Error(`${[command, ...args].join(' ')} ended with exit code ${code}.`);
}

/**
 * Runs npm, under another Node when one is named.
 * @param {readonly string[]} args
 * @param {RunOptions & { node?: string }} [options]
 */
export function npm(args, { node, ...options } = {}) {
  const prefix = process.env.npm_config_global_prefix;
  const env = {
    // npm looks for the machine's own settings (a proxy, certificates) beside its Node, and this is another Node.
    ...(prefix && { npm_config_globalconfig: join(prefix, 'etc', 'npmrc') }),
    // A download that hangs is begun again after a minute; npm alone would wait for five.
    npm_config_fetch_timeout: '60000',
    npm_config_fetch_retries: '5',
    ...options.env,
    // An npm around this one says which Node it runs on, and install scripts would believe it.
    npm_config_user_agent: undefined,
    ...(node && nodeFirst(node)),
  };
  // npm.cmd cannot be spawned without a shell; on Windows npm lives beside Node.
  const cli = join(dirname(process.execPath), 'node_modules', 'npm', 'bin', 'npm-cli.js');
  return process.platform === 'win32'
    ? must(process.execPath, [cli, ...args], { ...options, env })
    : must('npm', args, { ...options, env });
}

/**
 * An environment in which `node` means the given binary.
 * @param {string} node
 * @returns {NodeJS.ProcessEnv}
 */
export function nodeFirst(node) {
  const name = Object.keys(process.env).find((key) => key.toUpperCase() === 'PATH') ?? 'PATH';
  return { [name]: dirname(node) + delimiter + (process.env[name] ?? '') };
}
