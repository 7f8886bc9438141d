// npm run screenshots: takes the pictures of the README anew, and more to look at. Smaller with pngquant on the PATH.
import { launch } from './lib/launch.mjs';

await launch('scripts/main/screenshots.mjs');
