// npm run bench: installs what is missing and measures speed and memory. `-- --save` writes docs/benchmarks.md.
import { launch } from './lib/launch.mjs';

await launch('scripts/main/bench.mjs');
