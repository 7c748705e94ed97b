import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { openPage, startBrowser } from '../cli/browser.ts';

/** Sizes of the pages of a week in kilobytes of a thousand bytes: with static charts, with the simulator in it, and the playground. */
export function measurePageSizes(sim: string): string[] {
  return inFolder((folder) => {
    const sizes = {
      'page-size-static': report(sim, folder, ['--static']),
      'page-size': report(sim, folder, []),
      'page-size-playground': playground(sim, folder),
    };
    return Object.entries(sizes).map(([name, file]) => `${name} ${(statSync(file).size / 1000).toFixed(0)} KB`);
  });
}

/** From a slider’s move to the redrawn charts of a week of mac-nesting, in Chromium: the median of several moves for the first seed, and for all twenty. */
export async function measureSlider(sim: string): Promise<string[]> {
  const folder = mkdtempSync(join(tmpdir(), 'drydock-bench-'));
  const browser = await startBrowser();
  try {
    const { page } = await openPage(browser, report(sim, folder, []), { viewport: { width: 1280, height: 900 } });
    await page.locator('.ask').scrollIntoViewIfNeeded();
    await page.locator('#what-if[data-state=settled]').waitFor();
    const moves: { first: number; all: number }[] = [];
    for (const slider of ['max_instances', 'idle_count', 'concurrent']) for (const step of [3, 5, 7]) moves.push(await move(page, `knob-${slider}`, step));
    const median = (of: 'first' | 'all'): string => (moves.map((taken) => taken[of]).sort((a, b) => a - b)[moves.length >> 1]! / 1000).toFixed(3);
    return [`slider ${median('first')} s`, `slider-all-seeds ${median('all')} s`];
  } finally {
    await browser.close();
    rmSync(folder, { recursive: true });
  }
}

/** Milliseconds until the frame in which the first seed is drawn, and that in which all are. */
function move(page: Page, id: string, step: number): Promise<{ first: number; all: number }> {
  return page.evaluate(`new Promise((resolve) => {
    const root = document.getElementById('what-if');
    const slider = document.getElementById('${id}');
    let first = null;
    const from = performance.now();
    const look = () => requestAnimationFrame(() => {
      const now = performance.now() - from;
      if (first === null && Number(root.dataset.seeds) > 0) first = now;
      if (root.dataset.state === 'settled') resolve({ first, all: now });
      else look();
    });
    slider.value = String(${String(step)});
    slider.dispatchEvent(new Event('input'));
    root.dataset.seeds = '0';
    look();
  })`);
}

function report(sim: string, folder: string, options: readonly string[]): string {
  const result = join(folder, 'result.json');
  const page = join(folder, `report${options.join('')}.html`);
  start(sim, ['run', '@mac-nesting', '-q', '-o', result]);
  start(sim, ['report', result, '-f', 'html', ...options, '-o', page]);
  return page;
}

function playground(sim: string, folder: string): string {
  const page = join(folder, 'playground.html');
  start(sim, ['playground', '-o', page]);
  return page;
}

function start(sim: string, args: readonly string[]): void {
  const { status, stderr } = spawnSync(process.execPath, [sim, ...args], { encoding: 'utf8' });
  if (status !== 0 && status !== 99) throw new Error(stderr);
}

function inFolder<T>(measure: (folder: string) => T): T {
  const folder = mkdtempSync(join(tmpdir(), 'drydock-bench-'));
  try {
    return measure(folder);
  } finally {
    rmSync(folder, { recursive: true });
  }
}
