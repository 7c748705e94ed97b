import { existsSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { chromium, type Browser, type BrowserContextOptions, type Page } from 'playwright-core';

const executable = process.env['CHROMIUM'] ?? '/usr/bin/chromium';

/** Whether tests of pages are skipped. A build server has to have the browser: a test that is skipped there proves nothing. */
export function isBrowserMissing(): boolean {
  const missing = !existsSync(executable) && process.env['CI'] !== 'true';
  if (missing) process.stderr.write(`no page is opened in a browser: there is no ${executable} (apt-get install chromium, or set CHROMIUM)\n`);
  return missing;
}

/** Starts the browser of the system. */
export function startBrowser(): Promise<Browser> {
  return chromium.launch({ executablePath: executable, args: ['--no-sandbox'] });
}

/** What a page did while it was open. */
export interface Opened {
  readonly page: Page;
  /** What it asked for, what it made itself left out. */
  readonly requests: readonly string[];
  /** What it logged, and what it was refused. */
  readonly complaints: readonly string[];
}

/** Opens a file as a page. */
export async function openPage(browser: Browser, file: string, options: BrowserContextOptions = {}): Promise<Opened> {
  const context = await browser.newContext({ viewport: { width: 900, height: 1200 }, ...options });
  const page = await context.newPage();
  const [requests, complaints]: [string[], string[]] = [[], []];
  page.on('request', (request) => {
    if (!request.url().startsWith('blob:')) requests.push(request.url());
  });
  page.on('console', (message) => complaints.push(message.text()));
  page.on('pageerror', (error) => complaints.push(error.message));
  await page.goto(pathToFileURL(file).href);
  return { page, requests, complaints };
}
