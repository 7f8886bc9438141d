import type { Provider, Connection } from '../api/provider';
import * as vscode from 'vscode';
import { VideoJobsError } from '../api/errors';
import type { ModelInfo } from '../api/types';
import type { Sandbox, SandboxSystem } from '../sandbox';

/** The type of provider that is this extension's own server. */
export const sandboxType = 'sandbox';

/** Each system's path there; the port is another with every start, so none is stored. */
const paths: Readonly<Record<SandboxSystem, string>> = {
  openai: '/openai/v1',
  openrouter: '/openrouter/api/v1',
  opeai: '/opeai/v1',
  chainhub: '/chainhub/v1',
  jxincm: '/jxincm/v1',
  unified: '/unified/v1',
  generations: '/generations/v1',
  azure: '/azure/openai/v1',
  gemini: '/gemini/v1beta',
  together: '/together/v2',
  xai: '/xai/v1',
};
export const sandboxSystems = Object.keys(paths) as SandboxSystem[];

/** A provider for one system of the sandbox, to be saved as any other. */
export function sandboxProvider(system: SandboxSystem): Provider {
  return {
    id: system === 'openai' ? 'sandbox' : `sandbox-${system}`,
    label: system === 'openai' ? 'Sandbox' : `Sandbox (${system})`,
    type: sandboxType,
    baseUrl: `http://127.0.0.1${paths[system]}`,
  };
}

/** The type that a provider speaks: of the sandbox, which is of all types, by its path. */
export function spokenBy(type: string, baseUrl: string): string {
  if (type !== sandboxType) return type;
  const [, name = ''] = new URL(baseUrl).pathname.split('/');
  return name === 'chainhub' || name === 'jxincm' ? 'newapi' : name in paths ? name : 'openai';
}

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
      const sandbox = await startSandbox({ clipsFolder: this.clipsFolder });
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
