import { existsSync } from 'node:fs';
import { chromium, type Browser } from 'playwright-core';

/** A browser without a window, of the system's own where there is one: it plays H.264. */
export function openChromium(): Promise<Browser> {
  const found = [process.env['CHROME_PATH'], '/usr/bin/chromium', '/usr/bin/google-chrome'];
  const executablePath = found.find((file) => file !== undefined && existsSync(file));
  const args = ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking'];
  return chromium.launch(executablePath ? { executablePath, args } : { channel: 'chrome', args });
}
