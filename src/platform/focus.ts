import * as vscode from 'vscode';

/** Calls `wake` when the user returns to this window: background windows throttle timers, and sleep stops them. */
export function onReturn(wake: () => void): vscode.Disposable {
  let { focused, active } = vscode.window.state;
  return vscode.window.onDidChangeWindowState((state) => {
    const returned = (state.focused && !focused) || (state.active && !active);
    ({ focused, active } = state);
    if (returned) wake();
  });
}
