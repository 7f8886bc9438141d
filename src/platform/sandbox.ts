import type { Provider, Connection } from '../api/provider';
import * as vscode from 'vscode';
import { dialectRow, isBuiltIn, sandboxSystems } from '../api/dialects';
import { VideoJobsError } from '../api/errors';
import type { ModelInfo } from '../api/types';
import type { Sandbox } from '../sandbox';

const type = 'sandbox';

/** A provider for one system of the sandbox, to be saved as any other. */
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

/** The type that a provider speaks; for the sandbox, which speaks all of them, the one at its path. */
export function spokenBy(own: string, baseUrl: string): string {
  if (!isBuiltIn(own)) return own;
  const [, system = ''] = new URL(baseUrl).pathname.split('/');
  return sandboxSystems[system] ?? 'openai';
}

/** The pace of jobs in a click-through test, which need not wait as long as a person. */
const testSpeed = (): number | undefined =>
  process.env['VIDEO_JOBS_TEST'] === '1' ? Number(process.env['VIDEO_JOBS_SANDBOX_SPEED'] ?? 1) : undefined;

/** The built-in server, started when first asked for and stopped with the window. */
export class SandboxHost implements vscode.Disposable {
  #running: Promise<Sandbox> | undefined;
  #models: ModelInfo[] = [];
  #disposed = false;

  constructor(private readonly clipsFolder: string) {}

  /** @throws VideoJobsError `network` where no port can be had */
  start(): Promise<Sandbox> {
    this.#running ??= this.#start();
    return this.#running;
  }

  /** Where that provider is now, with the key of this start. @throws VideoJobsError `network` */
  async connect(provider: Provider): Promise<Connection> {
    const { origin, key } = await this.start();
    return { provider, baseUrl: origin + new URL(provider.baseUrl).pathname, key };
  }

  /** What becomes of a job there is chosen by its model. @throws VideoJobsError `network` */
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
      const sandbox = await startSandbox({ clipsFolder: this.clipsFolder, speed: testSpeed() });
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
