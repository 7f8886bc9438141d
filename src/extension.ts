import * as vscode from 'vscode';
import { registerCommands } from './commands/lib/register';
import type * as behind from './composition';
import { ledgerHasActiveJobs } from './jobs/ledger/file';
import { onReturn } from './platform/focus';
import type { VideoJobsExports } from './publicApi/contract';
import { panelTypes, schemes } from './ui/names';
import { LazyJobsView } from './ui/tree/lazyJobsView';

/**
 * Puts a door wherever VS Code may knock. What is behind them, which is nearly all of the extension, is read and built at
 * the first knock, or now where jobs are in progress.
 */
export function activate(context: vscode.ExtensionContext): VideoJobsExports {
  const keep = <T extends vscode.Disposable>(part: T): T => {
    context.subscriptions.push(part);
    return part;
  };
  let composition: behind.Composition | undefined;
  const isActive = () => ledgerHasActiveJobs(context.globalStorageUri.fsPath);
  const whole = (active = isActive()): behind.Composition => (composition ??= load().compose(context, door, active));
  const look = () => {
    if (composition) composition.wake();
    else if (isActive()) whole(true);
  };

  const door = keep(new LazyJobsView(() => void whole()));
  keep(registerCommands((name, argument, selected) => whole().run(name, argument, selected)));
  for (const part of ['preview', 'comparisons'] as const) {
    keep(
      vscode.window.registerWebviewPanelSerializer(panelTypes[part], {
        deserializeWebviewPanel: async (panel, state) => whole()[part].restore(panel, state),
      }),
    );
  }
  for (const scheme of Object.values(schemes)) {
    keep(
      vscode.workspace.registerTextDocumentContentProvider(scheme, {
        provideTextDocumentContent: (uri, token) => whole().documents[scheme].provideTextDocumentContent(uri, token),
      }),
    );
  }
  keep(onReturn(look));
  look();
  if (process.env['VIDEO_JOBS_DEMO'] === '1') whole();
  return { getApi: (version) => whole().exports.getApi(version) };
}

/** At once, as `getApi` promises nothing; a bundle of its own. */
// eslint-disable-next-line @typescript-eslint/no-require-imports
const load = () => require('./composition') as typeof behind;
