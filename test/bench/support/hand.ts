import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { strToU8, zipSync } from 'fflate';

/** Where the hand says how it is reached; a variable of the extension host's environment. */
export const handVariable = 'VIDEO_JOBS_BENCH_HAND';

/**
 * A small extension that does what the bench asks for over loopback: runs a command, shows a file in the plainest page
 * that can, and tells of the extension host's memory. A file is named as `{ file: path }` among a command's arguments.
 */
const source = `
const fs = require('node:fs');
const http = require('node:http');
const path = require('node:path');
const vscode = require('vscode');

/** A video element and nothing else; takes another address by message. */
const page = (address, source) => \`<!DOCTYPE html><html><head>
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; media-src \${source}; script-src 'nonce-bench'">
</head><body><video src="\${address}"></video><script nonce="bench">
addEventListener('message', ({ data }) => data.src && (document.querySelector('video').src = data.src));
</script></body></html>\`;

let panel;
const orders = {
  async command({ id, args }) {
    const real = args.map((arg) => (arg && arg.file ? vscode.Uri.file(arg.file) : arg));
    const at = Date.now();
    await vscode.commands.executeCommand(id, ...real);
    return { at };
  },
  async direct({ file }) {
    const at = Date.now();
    panel = vscode.window.createWebviewPanel('bench.direct', 'Direct', vscode.ViewColumn.Active, {
      enableScripts: true,
      localResourceRoots: [vscode.Uri.file(path.dirname(file))],
    });
    panel.webview.html = page(panel.webview.asWebviewUri(vscode.Uri.file(file)).toString(), panel.webview.cspSource);
    return { at };
  },
  async another({ file }) {
    const at = Date.now();
    panel.webview.postMessage({ src: panel.webview.asWebviewUri(vscode.Uri.file(file)).toString() });
    return { at };
  },
  async memory() {
    require('node:v8').setFlagsFromString('--expose-gc');
    const collect = require('node:vm').runInNewContext('gc');
    for (let count = 0; count < 3; count++) {
      collect();
      await new Promise((done) => setTimeout(done, 50));
    }
    return process.memoryUsage();
  },
};

exports.activate = (context) => {
  const server = http.createServer(async (request, response) => {
    let text = '';
    for await (const chunk of request) text += chunk;
    const { order, ...rest } = JSON.parse(text);
    try {
      response.end(JSON.stringify(await orders[order](rest)));
    } catch (error) {
      response.writeHead(500).end(String(error));
    }
  });
  server.listen(0, '127.0.0.1', () => {
    const file = process.env.${handVariable};
    fs.writeFileSync(file + '.part', 'http://127.0.0.1:' + server.address().port);
    fs.renameSync(file + '.part', file);
  });
  context.subscriptions.push({ dispose: () => server.close() });
};
`;

const manifest = {
  name: 'hand',
  publisher: 'bench',
  version: '1.0.0',
  engines: { vscode: '^1.100.0' },
  activationEvents: ['onStartupFinished'],
  main: './extension.js',
};

const vsixManifest = `<?xml version="1.0" encoding="utf-8"?>
<PackageManifest Version="2.0.0" xmlns="http://schemas.microsoft.com/developer/vsx-schema/2011">
<Metadata><Identity Language="en-US" Id="hand" Version="1.0.0" Publisher="bench"/><DisplayName>Hand</DisplayName></Metadata>
<Installation><InstallationTarget Id="Microsoft.VisualStudio.Code"/></Installation>
<Assets><Asset Type="Microsoft.VisualStudio.Code.Manifest" Path="extension/package.json" Addressable="true"/></Assets>
</PackageManifest>`;

/** Packs it. */
export function handExtension(folder: string): string {
  const file = path.join(folder, 'hand.vsix');
  const content = {
    'extension.vsixmanifest': strToU8(vsixManifest),
    'extension/package.json': strToU8(JSON.stringify(manifest)),
    'extension/extension.js': strToU8(source),
  };
  writeFileSync(file, zipSync(content, { level: 0 }));
  return file;
}
