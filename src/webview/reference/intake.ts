import { largestReference } from '../../shared/reference';
import { send } from '../host';

/** Where VS Code puts the addresses of what is dragged out of one of its views. */
const addressTypes = ['application/vnd.code.uri-list', 'text/uri-list'];

/** Takes images that are dropped anywhere on the page or pasted into it. The host looks at them first. */
export function takeImages(over: (on: boolean) => void): void {
  document.addEventListener('dragover', (event) => {
    event.preventDefault();
    over(true);
  });
  document.addEventListener('dragleave', (event) => event.relatedTarget === null && over(false));
  document.addEventListener('drop', (event) => {
    event.preventDefault();
    over(false);
    if (event.dataTransfer) void takeFrom(event.dataTransfer);
  });
  document.addEventListener('paste', (event) => {
    if (event.clipboardData) void takeFrom(event.clipboardData);
  });
}

async function takeFrom(transfer: DataTransfer): Promise<void> {
  const [file] = transfer.files;
  if (file) {
    // Read nothing of what is too large to be taken.
    if (file.size > largestReference) return send({ type: 'tooLarge', name: file.name });
    return send({ type: 'image', name: file.name, bytes: new Uint8Array(await file.arrayBuffer()) });
  }
  const list = addressTypes.map((type) => transfer.getData(type)).find((text) => text !== '') ?? '';
  const uri = list.split(/\r?\n/).find((line) => line !== '' && !line.startsWith('#'));
  if (uri !== undefined) send({ type: 'address', uri });
}
