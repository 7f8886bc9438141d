import Module from 'node:module';
import * as path from 'node:path';

/**
 * The few parts of the `vscode` module that the previews use, for tests outside of VS Code. Import it first. A bundled
 * module sees those names only that are there when it is loaded, so the ones that a test fills are here too.
 */
export const vscodeStub: Record<string, unknown> = {
  Uri: undefined,
  ViewColumn: undefined,
  commands: undefined,
  env: undefined,
  window: undefined,
  l10n: {
    bundle: undefined,
    t: (message: string, ...args: unknown[]) => message.replace(/\{(\d+)\}/g, (_all, at: string) => String(args[+at])),
  },
};

type Load = (request: string, ...rest: unknown[]) => unknown;
const loader = Module as unknown as { _load: Load };
const load = loader._load;
loader._load = (request, ...rest) => (request === 'vscode' ? vscodeStub : load.call(Module, request, ...rest));

export const fixture = (name: string): string => path.resolve('test/unit/webview/fixtures', name);
