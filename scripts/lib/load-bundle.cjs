// Loads the built extension under this Node, with a stand-in for VS Code: what VS Code's oldest Node cannot parse or
// does not have shows here.
const assert = require('node:assert/strict');
const fs = require('node:fs');
const Module = require('node:module');
const path = require('node:path');

/** @type {Function} */
const anything = new Proxy(class {}, {
  get: (target, name) => (name === 'prototype' ? target.prototype : anything),
  apply: () => anything,
});
const types = fs.readFileSync(require.resolve('@types/vscode/index.d.ts'), 'utf8');
const names = [...types.matchAll(/^\texport (?:namespace|class|enum|const) (\w+)/gm)].map(([, name]) => name);
const vscode = Object.fromEntries(names.map((name) => [name, anything]));
const loader = /** @type {any} */ (Module);
const load = loader._load;
loader._load = (/** @type {string} */ id, /** @type {unknown[]} */ ...rest) =>
  id === 'vscode' ? vscode : load(id, ...rest);

for (const name of ['extension', 'composition', 'undici', 'sandbox']) {
  const loaded = require(path.resolve('dist', `${name}.js`));
  assert.ok(Object.keys(loaded).length > 0, `dist/${name}.js exports nothing`);
  if (name === 'extension') assert.equal(typeof loaded.activate, 'function', 'dist/extension.js has no activate()');
}
console.log(`The bundle loads under Node ${process.version}.`);
