import { existsSync } from 'node:fs';
import { type Browser, chromium } from 'playwright-core';
import { deafChromium } from '../../../scripts/lib/deaf-chromium.mjs';

/** A browser without a window, of the system's own where there is one: it plays H.264. @param deaf it decodes no AAC, as VS Code desktop does not */
export function openChromium({ deaf = false } = {}): Promise<Browser> {
  const found = [
    deaf ? deafChromium() : undefined,
    process.env['CHROME_PATH'],
    '/usr/bin/chromium',
    '/usr/bin/google-chrome',
  ];
  const executablePath = found.find((file) => file !== undefined && existsSync(file));
  const args = ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking'];
  return chromium.launch(executablePath ? { executablePath, args } : { channel: 'chrome', args });
}
