import * as vscode from 'vscode';

/** Says in the status bar that something is on its way. */
export function report<T>(title: string, work: () => Promise<T>): Promise<T> {
  return Promise.resolve(vscode.window.withProgress({ location: vscode.ProgressLocation.Window, title }, work));
}

/** A message with a button to give up; for what somebody waits for. */
export function cancellable<T>(
  title: string,
  work: (signal: AbortSignal, say: (message: string) => void) => Promise<T>,
): Promise<T> {
  return Promise.resolve(
    vscode.window.withProgress(
      { location: vscode.ProgressLocation.Notification, title, cancellable: true },
      async (progress, token) => {
        const abort = new AbortController();
        const listener = token.onCancellationRequested(() => abort.abort());
        try {
          return await work(abort.signal, (message) => progress.report({ message }));
        } finally {
          listener.dispose();
        }
      },
    ),
  );
}
