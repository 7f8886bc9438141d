// npm start: a real VS Code with the extension and the sandbox at work; with --check, the whole job with no one present.
import { launch } from './lib/launch.mjs';

await launch('scripts/main/start.mjs');
