import * as vscode from 'vscode';
import type { Command } from './app';
import { fileFor } from './files';
import { cancellable } from './progress';
import { formatSeconds } from '../ui/format';

/** A copy of a clip whose sound this editor decodes; the preview plays it from then on. */
export const makePlayable: Command = async (app, call) => {
  const title = vscode.l10n.t('Make Playable Copy');
  const { path } = await fileFor(app, call, title);
  call.byUser = true;
  return cancellable(title, (signal, say) =>
    app.copies.make(path, signal, (seconds) => say(vscode.l10n.t('{0} done', formatSeconds(seconds)))),
  );
};
