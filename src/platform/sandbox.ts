import * as vscode from 'vscode';
import { dialectRow, isBuiltIn, sandboxSystems } from '../api/dialects';
import { VideoJobsError } from '../api/errors';
import type { Connection, Provider } from '../api/provider';
import type { ModelInfo } from '../api/types';
import type { Sandbox } from '../sandbox';

const type = 'sandbox';

/** Returns a provider entry for one system of the sandbox. */
export function sandboxProvider(system: string): Provider {
  // The port changes with every start, so none is stored.
  const host = '127.0.0.1';
  return {
    id: system === 'openai' ? 'sandbox' : `sandbox-${system}`,
    label: system === 'openai' ? 'Sandbox' : `Sandbox (${system})`,
    type,
    baseUrl: `http://${[host, ...dialectRow(type).basePath([system], host)].join('/')}`,
  };
}

/** Returns the type of API a provider speaks; for the sandbox, which speaks all of them, by its path. */
export function spokenBy(own: string, baseUrl: string): string {
  if (!isBuiltIn(own)) return own;
  const [, system = ''] = new URL(baseUrl).pathname.split('/');
  return sandboxSystems[system] ?? 'openai';
}

/** Speed factor of jobs in click-through tests. */
const testSpeed = (): number | undefined =>
  process.env['VIDEO_JOBS_TEST'] === '1' ? Number(process.env['VIDEO_JOBS_SANDBOX_SPEED'] ?? 1) : undefined;

/** The built-in server, started on first use and stopped with the window. */
export class SandboxHost implements vscode.Disposable {
  #running: Promise<Sandbox> | undefined;
  #models: ModelInfo[] = [];
  #disposed = false;

  readonly #clipsFolder: string;

  constructor(clipsFolder: string) {
    this.#clipsFolder = clipsFolder;
  }

  /** @throws VideoJobsError `network` if no port is available */
  start(): Promise<Sandbox> {
    this.#running ??= this.#start();
    return this.#running;
  }

  /** Returns the provider's current address with the key of this start. @throws VideoJobsError `network` */
  async connect(provider: Provider): Promise<Connection> {
    const { origin, key } = await this.start();
    return { provider, baseUrl: origin + new URL(provider.baseUrl).pathname, key };
  }

  /** Returns the sandbox's models, each of which stands for an outcome of a job. @throws VideoJobsError `network` */
  async models(): Promise<ModelInfo[]> {
    await this.start();
    return this.#models;
  }

  dispose(): void {
    this.#disposed = true;
    void this.#running?.then((sandbox) => sandbox.close()).catch(() => {});
    this.#running = undefined;
  }

  async #start(): Promise<Sandbox> {
    try {
      const { startSandbox, sandboxModels } = await import('../sandbox');
      this.#models = sandboxModels.map(({ id, label }) => ({ id, name: label }));
      const sandbox = await startSandbox({ clipsFolder: this.#clipsFolder, speed: testSpeed() });
      if (this.#disposed) await sandbox.close();
      return sandbox;
    } catch (cause) {
      this.#running = undefined;
      throw new VideoJobsError(
        'network',
        vscode.l10n.t('The sandbox could not be started. Reload the window and try again.'),
        { cause },
      );
    }
  }
}
