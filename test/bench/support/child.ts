import { type ChildProcess, fork } from 'node:child_process';
import path from 'node:path';

/** A program of `programs/`, bundled beside this one, in a process of its own. */
function start(program: string, args: readonly string[], nodeArgs: readonly string[] = []): ChildProcess {
  return fork(path.join(__dirname, 'programs', `${program}.js`), args, { execArgv: ['--no-warnings', ...nodeArgs] });
}

function firstMessage<T>(child: ChildProcess, program: string): Promise<T> {
  return new Promise((resolve, reject) => {
    child.once('message', (message) => resolve(message as T));
    child.once('exit', (code) => reject(new Error(`${program} ended (${code}) without an answer.`)));
  });
}

/** Runs a program to its end and gives what it answered. */
export async function answerOf<T>(program: string, args: readonly string[], nodeArgs?: readonly string[]): Promise<T> {
  const child = start(program, args, nodeArgs);
  const ended = new Promise((resolve) => child.once('exit', resolve));
  const answer = await firstMessage<T>(child, `${program} ${args.join(' ')}`);
  await ended;
  return answer;
}

/** Lets `work` use a server that runs in a process of its own. */
export async function withServer<T>(work: (origin: string) => Promise<T>): Promise<T> {
  const child = start('server', []);
  try {
    return await work(await firstMessage<string>(child, 'server'));
  } finally {
    child.kill();
  }
}

/** In a program: hands the answer to whoever started it, and ends. */
export function answer(value: unknown): void {
  process.send!(value, () => process.exit());
}

/** In a program: bytes of memory, now and at most so far. */
export const memory = () => ({
  now: process.memoryUsage.rss(),
  most: process.resourceUsage().maxRSS * 1024,
});
