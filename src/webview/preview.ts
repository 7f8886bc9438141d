import * as l10n from '@vscode/l10n';
import { isComparisonView, parseComparisonState } from '../shared/comparison';
import { isJobView } from '../shared/messages';
import { parsePageState } from '../shared/playback';
import { isReferenceView } from '../shared/reference';
import { decodesAac } from './aac';
import { ComparisonPage } from './compare/page';
import { dropEarly, prepareEarly } from './early';
import { onCapture, onMessage, savedState, saveState, send } from './host';
import { Page } from './page';
import { ReferencePage } from './reference/page';
import { throttle } from './throttle';

const { page } = document.body.dataset;
if (page === 'comparison') {
  serve(isComparisonView, (root, probe) => {
    let tried: Promise<void> | undefined;
    const state = parseComparisonState(savedState());
    return new ComparisonPage(root, state, throttle(saveState, 250), () => void (tried ??= tryAac(probe)));
  });
} else if (page === 'reference') {
  serve(isReferenceView, (root) => new ReferencePage(root));
} else {
  prepareEarly(parsePageState(savedState()));
  serve(isJobView, (root, probe) => {
    const page = new Page(root, parsePageState(savedState()), throttle(saveState, 250), () => decodesAac(probe));
    onCapture((message) => void page.capture(message));
    return page;
  });
}

async function tryAac(probe: string): Promise<void> {
  const aac = await decodesAac(probe);
  if (aac !== undefined) send({ type: 'hearing', aac });
}

/** Makes the page when the host has said what it shows and in which language. */
function serve<V>(
  isView: (view: unknown) => view is V,
  open: (root: HTMLElement, probe: string) => { show(view: V): void },
): void {
  let page: { show(view: V): void } | undefined;
  onMessage(isView, (message) => {
    if (message.type === 'start') {
      if (message.translations) l10n.config({ contents: message.translations });
      page ??= open(document.getElementById('app') ?? document.body, message.probe);
    }
    page?.show(message.view);
    dropEarly();
  });
  send({ type: 'ready' });
}
