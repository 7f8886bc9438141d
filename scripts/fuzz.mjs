// npm run fuzz: what tests draw (cases, the moments windows are killed in, bad luck), from a seed that is another each time.
import { launch } from './lib/launch.mjs';

await launch('scripts/main/fuzz.mjs');
