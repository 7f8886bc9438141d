// The way into every script: a plain Node 20 prepares the machine, then the script itself runs under Node 24.
import { spawn } from 'node:child_process';
import { ensureDependencies, ensureNode } from './install.mjs';
import { nodeFirst } from './run.mjs';

/**
 * Runs a script with this process's arguments and ends with its exit code.
 * @param {string} script path from the project's root
 */
export async function launch(script) {
  await ensureDependencies();
  const node = await ensureNode(24);
  const child = spawn(node, [script, ...process.argv.slice(2)], {
    env: { ...process.env, ...nodeFirst(node) },
    stdio: 'inherit',
  });
  for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP'])) {
    process.on(signal, () => child.kill(signal));
  }
  child.once('close', (code) => process.exit(code ?? 1));
}
