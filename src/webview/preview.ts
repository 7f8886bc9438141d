import * as l10n from '@vscode/l10n';
import { decodesAac } from './aac';
import { onMessage, savedState, saveState, send } from './host';
import { Page } from './page';
import { throttle } from './throttle';

let page: Page | undefined;

onMessage((message) => {
  if (message.type === 'start') {
    if (message.translations) l10n.config({ contents: message.translations });
    page ??= open(message.probe);
  }
  page?.show(message.view);
});

send({ type: 'ready' });

function open(probe: string): Page {
  const root = document.getElementById('app') ?? document.body;
  return new Page(root, savedState(), throttle(saveState, 250), () => decodesAac(probe));
}
