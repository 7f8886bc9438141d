// npm test: installs what is missing and runs all tests, or the parts named: types lint unit contract host ui package.
import { launch } from './lib/launch.mjs';

await launch('scripts/main/test.mjs');
