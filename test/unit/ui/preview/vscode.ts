import Module from 'node:module';
import * as path from 'node:path';

/** The few parts of the `vscode` module that pure code uses, for tests outside of VS Code. Import it first. */
export const vscodeStub: Record<string, unknown> = {
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
