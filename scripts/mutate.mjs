// npm run mutate -- <folder>: changes the code of a folder of src (api/decode, jobs/costs/budget.ts, …) in small ways, one at a
// time, and lists the changes that no test notices.
import { launch } from './lib/launch.mjs';

await launch('scripts/main/mutate.mjs');
