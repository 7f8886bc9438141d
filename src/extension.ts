import * as vscode from 'vscode';
import { toolNames } from './agents/names';
import { registerCommands } from './commands/lib/register';
import type * as behind from './composition';
import { ledgerHasActiveJobs } from './jobs/ledger/file';
import { onReturn } from './platform/focus';
import type { VideoJobsExports } from './publicApi/contract';
import { panelTypes, schemes } from './ui/names';
import { LazyJobsView } from './ui/tree/lazyJobsView';

/**
 * Registers every entry point VS Code may call. The rest of the extension (a bundle of its own) is loaded and built on
 * the first call, or now if jobs are in progress.
 */
export function activate(context: vscode.ExtensionContext): VideoJobsExports {
  const register = <T extends vscode.Disposable>(part: T): T => {
    context.subscriptions.push(part);
    return part;
  };
  let composition: behind.Composition | undefined;
  const isActive = () => ledgerHasActiveJobs(context.globalStorageUri.fsPath);
  const compose = (active = isActive()): behind.Composition =>
    (composition ??= load().compose(context, lazyView, active));
  const wake = () => {
    if (composition) composition.wake();
    else if (isActive()) compose(true);
  };

  const lazyView = register(new LazyJobsView(() => void compose()));
  register(registerCommands((name, argument, selected) => compose().run(name, argument, selected)));
  for (const part of ['preview', 'comparisons'] as const) {
    register(
      vscode.window.registerWebviewPanelSerializer(panelTypes[part], {
        deserializeWebviewPanel: async (panel, state) => compose()[part].restore(panel, state),
      }),
    );
  }
  for (const scheme of Object.values(schemes)) {
    register(
      vscode.workspace.registerTextDocumentContentProvider(scheme, {
        provideTextDocumentContent: (uri, token) => compose().documents[scheme].provideTextDocumentContent(uri, token),
      }),
    );
  }
  for (const name of toolNames) {
    register(
      vscode.lm.registerTool<object>(name, {
        prepareInvocation: (options) => compose().tools.prepare(name, options),
        invoke: (options, token) => compose().tools.invoke(name, options, token),
      }),
    );
  }
  register(onReturn(wake));
  wake();
  if (process.env['VIDEO_JOBS_DEMO'] === '1') compose();
  return { getApi: (version) => compose().exports.getApi(version) };
}

/** Synchronous, because `getApi` does not return a promise. */
// eslint-disable-next-line @typescript-eslint/no-require-imports
const load = () => require('./composition') as typeof behind;
