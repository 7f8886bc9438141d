// Runs an extension's tests inside the code-server build of VS Code; see ../vscode-server-host.
import { appendFileSync } from 'node:fs';
import { join } from 'node:path';
import { format, parseArgs } from 'node:util';
import { openBrowser } from './chromium.mjs';
import { startCodeServer, workbenchAddress } from './code-server.mjs';

/** What the workbench itself says at every start, and of servers that it cannot reach: not about the tests. */
const chatter =
  /connection token|Creating a socket|reconnection-grace-time|extensions cache|^\[(AgentHost|AccountPolicyGate|Service Worker)|ENOTFOUND/;

const minutes = Number(process.env.VIDEO_JOBS_HOST_MINUTES ?? 30);

/**
 * @param {string[]} argv as VS Code desktop takes them; switches that mean nothing here are passed over
 * @returns {Promise<number>} the tests' exit code; 1 when they did not end in time
 */
export async function runExtensionTests(argv) {
  const { values, positionals } = parseArgs({
    args: argv,
    strict: false,
    allowPositionals: true,
    options: {
      extensionDevelopmentPath: { type: 'string' },
      extensionTestsPath: { type: 'string' },
      'user-data-dir': { type: 'string' },
    },
  });
  const text = (/** @type {string} */ name) => {
    const value = values[name];
    if (typeof value !== 'string') throw new Error(`vscode-server-host needs --${name}=<path>.`);
    return value;
  };
  const profile = text('user-data-dir');
  endWithParent();

  const server = await startCodeServer({ profile, version: process.env.VIDEO_JOBS_CODE_SERVER, testDriver: true });
  const browser = await openBrowser(join(profile, 'browser'));
  try {
    const page = browser.pages()[0] ?? (await browser.newPage());
    return await new Promise((done, fail) => {
      const timer = setTimeout(() => {
        console.error(`The tests did not end within ${minutes} minutes.`);
        done(1);
      }, minutes * 60_000);
      const finish = (/** @type {number} */ code) => {
        clearTimeout(timer);
        done(code);
      };
      page.once('crash', () => fail(new Error('The workbench page crashed.')));
      const log = (/** @type {string} */ type, /** @type {unknown[]} */ args) => {
        const line = format(...args);
        if (chatter.test(line)) return;
        appendFileSync(join(profile, 'output.log'), `${line}\n`);
        const stream = type === 'error' || type === 'warn' ? process.stderr : process.stdout;
        stream.write(`${line}\n`);
      };
      Promise.all([page.exposeFunction('codeAutomationLog', log), page.exposeFunction('codeAutomationExit', finish)])
        .then(() =>
          page.goto(
            workbenchAddress(server.origin, positionals[0] ?? profile, {
              extensionDevelopmentPath: text('extensionDevelopmentPath'),
              extensionTestsPath: text('extensionTestsPath'),
              env: projectEnvironment(),
            }),
          ),
        )
        .catch(fail);
    });
  } finally {
    // Closed, not killed: the browser writes SecretStorage and the workbench's state to its profile as it ends.
    await browser.close();
    await server.stop();
  }
}

/** The variables that mean something to the extension and its tests. */
function projectEnvironment() {
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => name.startsWith('VIDEO_JOBS_')));
}

/** A runner that is killed cannot tell; being handed to another parent is the sign. */
function endWithParent() {
  const parent = process.ppid;
  setInterval(() => process.ppid === parent || process.exit(1), 1000).unref();
}
