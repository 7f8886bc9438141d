import * as vscode from 'vscode';

/** Shows progress in the status bar. */
export function report<T>(title: string, work: () => Promise<T>): Promise<T> {
  return Promise.resolve(vscode.window.withProgress({ location: vscode.ProgressLocation.Window, title }, work));
}

/** Shows a cancellable progress notification, for work that the user waits for. */
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
