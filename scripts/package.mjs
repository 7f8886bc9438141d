// npm run package: makes video-jobs-<version>.vsix.
import { launch } from './lib/launch.mjs';

await launch('scripts/main/package.mjs');
