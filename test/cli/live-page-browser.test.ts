import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { resultSchema, type Result } from '../../sim/measure/result.ts';
import { isBrowserMissing, openPage, startBrowser, type Opened } from './browser.ts';
import { folder, smallConfig, smallScenario } from './fixture.ts';
import { sim } from './memory-io.ts';

const write = folder();
const resultFile = write('result.json', '');
const page = join(resultFile, '../report.html');
const smallPage = join(resultFile, '../small.html');

describe.skipIf(isBrowserMissing())('the report can be asked', () => {
  let browser: Browser;
  let result: Result;
  /** The page of a week of mac-nesting. */
  let week: Opened;
  /** The page of a small scenario, which several tests turn one after the other. */
  let small: Opened;

  beforeAll(async () => {
    await sim(['run', '@mac-nesting', '-q', '--replications', '3', '--workers', '0', '-o', resultFile]);
    result = resultSchema.parse(JSON.parse(readFileSync(resultFile, 'utf8')));
    expect((await sim(['report', resultFile, '-f', 'html', '-o', page])).stderr).toBe('');
    write('config.toml', smallConfig);
    const smallResult = write('small.json', '');
    await sim([
      'run',
      write('small.yaml', smallScenario('faults:\n  - { at: "00:30", for: 5m, type: gitlab_outage, params: { status: 502 } }\n')),
      '-q',
      '--workers',
      '0',
      '-o',
      smallResult,
    ]);
    await sim(['report', smallResult, '-f', 'html', '-o', smallPage]);
    browser = await startBrowser();
    week = await openPage(browser, page);
    small = await openPage(browser, smallPage, { viewport: { width: 1100, height: 1000 } });
    await Promise.all([settled(week.page), settled(small.page)]);
  });

  afterAll(async () => {
    await browser.close();
  });

  test('it has at most 700 KB, may run nothing but its own script, and decides as the report did', async () => {
    expect(await week.page.locator('#live-status').innerText()).toContain(`✓ decides as the report did (hash ${result.hash})`);
    expect(statSync(page).size).toBeLessThanOrEqual(700_000);
    expect(readFileSync(page, 'utf8')).toMatch(
      /default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; script-src 'sha256-[\w+/]+='; worker-src blob:/,
    );
  });

  test('knobs and a seed that were never run give hash and figures of the command line', async () => {
    const { page: opened } = week;
    await fillIn(opened, '#knob-seed', '777001');
    await fillIn(opened, '#knob-replications', '2');
    await fillIn(opened, '#knob-idle_time-value', '7h30m');
    await slide(opened, '#knob-idle_count', 5);
    await slide(opened, '#knob-max_instances', 6);
    await slide(opened, '#knob-scale_factor', 3);
    await fillIn(opened, '#knob-concurrent-value', '13');
    await fillIn(opened, '#knob-load-value', '1.37');
    await fillIn(opened, '#knob-price-value', '0.65');
    await settled(opened);
    const command = (await opened.locator('#live-command').innerText()).split(' ');
    expect(command.slice(0, 3)).toEqual(['sim', 'run', 'mac-nesting.yaml']);
    const { stdout } = await sim(['run', '@mac-nesting', ...command.slice(3), '--json', '--workers', '0']);
    const same = resultSchema.parse(JSON.parse(stdout));
    expect(same.facts.set).toHaveLength(8);
    expect(await opened.locator('#live-hash').innerText()).toBe(same.hash);
    const figures = await opened
      .locator('#live-figures tr[data-metric]')
      .evaluateAll((rows) =>
        (rows as unknown as { dataset: { metric: string }; querySelectorAll: (of: string) => { value: string }[] }[]).map((row) => [
          row.dataset.metric,
          Number(row.querySelectorAll('data')[1]!.value),
        ]),
      );
    expect(figures.length).toBeGreaterThan(12);
    expect(figures).toEqual(figures.map(([name]) => [name, same.metrics[name!]!.value]));
  });

  test('it asks for nothing but itself, and logs nothing', () => {
    expect([week.requests, week.complaints]).toEqual([[pathToFileURL(page).href], []]);
  });

  test('what is changed is redrawn beside the report, with differences; undone, it is as it was', async () => {
    const { page: opened } = small;
    const unchanged = await opened.locator('#live-figures').innerText();
    const before = await picture(opened, 'now');
    await fillIn(opened, '#knob-max_instances-value', '1');
    await settled(opened);
    expect(await picture(opened, 'now')).not.toBe(before);
    expect(await opened.locator('[data-chart=before] canvas').isVisible()).toBe(true);
    expect(await opened.locator('#live-changes').innerText()).toBe('Changed: max_instances 4 → 1');
    const wait = opened.locator('#live-figures tr[data-metric="wait.p95"] td');
    expect(await wait.nth(3).innerText()).toMatch(/^\+\d+(m|h)/);
    await undo(opened);
    expect(await opened.locator('#live-figures').innerText()).toBe(unchanged);
    expect(await picture(opened, 'now')).toBe(before);
  });

  test('behind the curve of waits are its figures: those of the report where both have them', async () => {
    const { page: opened } = week;
    await undo(opened);
    await opened.locator('summary', { hasText: 'The figures of this chart' }).first().click();
    const { metrics } = result;
    for (const [row, name] of [
      [2, 'wait.p90'],
      [5, 'wait.p99'],
    ] as const) {
      const value = await opened.locator('#live-waits tbody tr').nth(row).locator('data').getAttribute('value');
      expect(Number(value)).toBeCloseTo(metrics[name]!.value!, 3);
    }
  });

  test('charts are drawn in the colours of dark and light', async () => {
    const { page: opened } = small;
    const light = await picture(opened, 'now');
    await opened.emulateMedia({ colorScheme: 'dark' });
    await expect.poll(() => picture(opened, 'now')).not.toBe(light);
    await opened.emulateMedia({ colorScheme: 'light' });
    await expect.poll(() => picture(opened, 'now')).toBe(light);
  });

  test('a value that is no good is refused as on the command line, and the next good one runs', async () => {
    const { page: opened } = small;
    await fillIn(opened, '#knob-concurrent-value', '0');
    await opened.locator('.findings', { hasText: 'concurrent' }).waitFor();
    await undo(opened);
    expect(await opened.locator('.findings').count()).toBe(0);
  });

  test('a run is stepped through by buttons, keys, the chart and the clock, each decision with its reason', async () => {
    const { page: opened } = small;
    await opened.locator('#stepper').scrollIntoViewIfNeeded();
    await opened.locator('.stepper[data-state=ready]').waitFor();
    const current = opened.locator('.decisions [aria-current=step]');
    const first = await current.innerText();
    await opened.locator('#step-next').click();
    await opened.locator('#step-next').click();
    expect(await current.innerText()).not.toBe(first);
    expect(await opened.locator('.decisions').innerText()).toMatch(/scale-up: \d of \d instances? wanted \(acquired 0, pending 0/);
    await opened.locator('#step-back').click();
    await opened.keyboard.press('ArrowLeft');
    expect(await current.innerText()).toBe(first);
    await jumpTo(opened, '+32m');
    expect(await opened.locator('.instant').innerText()).toContain('d1 00:32');
    expect(await opened.locator('p.fault').innerText()).toContain('gitlab outage');
    await opened.locator('[data-chart=played-queue] .u-over').click({ position: { x: 300, y: 40 } });
    expect(await opened.locator('.instant').innerText()).not.toContain('d1 00:32');
    await opened.locator('#step-filter').selectOption('all');
    const from = await current.innerText();
    await opened.locator('#step-play').click();
    await current.filter({ hasNotText: from }).waitFor();
    await opened.locator('#step-play').click();
    await jumpTo(opened, 'soon');
    expect(await opened.locator('#step-time').evaluate((input) => (input as unknown as { validity: { valid: boolean } }).validity.valid)).toBe(false);
  });

  test('what is stepped through is the run of the knobs', async () => {
    const { page: opened } = small;
    await jumpTo(opened, '+60m');
    await fillIn(opened, '#knob-max_use_count-value', '0');
    await fillIn(opened, '#knob-idle_count-value', '3');
    await settled(opened);
    await opened.locator('#stepper').scrollIntoViewIfNeeded();
    await opened.locator('.instances li.idle').nth(2).waitFor();
    await undo(opened);
    expect(small.complaints).toEqual([]);
  });

  test('on a narrow screen nothing hangs over the edge', async () => {
    const { page: opened } = small;
    await opened.setViewportSize({ width: 380, height: 800 });
    await fillIn(opened, '#knob-max_instances-value', '2');
    await settled(opened);
    expect(await opened.locator('html').evaluate((element) => (element as unknown as { scrollWidth: number }).scrollWidth)).toBeLessThanOrEqual(380);
    await expect.poll(async () => (await opened.locator('[data-chart=now] canvas').boundingBox())!.width).toBeLessThanOrEqual(380);
    await undo(opened);
  });

  test('it prints on A4: what was changed with its figures, and without a change the report alone', async () => {
    const { page: opened } = small;
    await opened.emulateMedia({ media: 'print' });
    expect(await opened.locator('.ask').isVisible()).toBe(false);
    await opened.emulateMedia({ media: 'screen' });
    await fillIn(opened, '#knob-max_instances-value', '3');
    await settled(opened);
    await opened.emulateMedia({ media: 'print' });
    expect(await opened.locator('.knobs').isVisible()).toBe(false);
    expect(await opened.locator('#live-figures').isVisible()).toBe(true);
    expect(await opened.locator('#live-changes').isVisible()).toBe(true);
    const pdf = (await opened.pdf({ preferCSSPageSize: true })).toString('latin1');
    expect(pdf).toMatch(/\/MediaBox\s*\[\s*0 0 59[45][\d.]* 84[12]/);
    expect([...pdf.matchAll(/\/Type\s*\/Page\b/g)].length).toBeLessThan(12);
  });

  test('without JavaScript it is the static report', async () => {
    const { page: opened, complaints } = await openPage(browser, page, { javaScriptEnabled: false });
    expect(await opened.locator('figure svg').count()).toBe(7);
    expect(await opened.locator('.scripted').and(opened.locator(':visible')).count()).toBe(0);
    expect(await opened.locator('noscript').innerText()).toContain('With JavaScript');
    expect(complaints).toEqual([]);
  });
});

/** Waits until all seeds have been run. */
async function settled(opened: Page): Promise<void> {
  await opened.locator('.ask').evaluate((section) => {
    (section as unknown as { scrollIntoView: () => void }).scrollIntoView();
  });
  await opened.locator('#what-if[data-state=settled]').waitFor();
}

/** Writes a value as a person does, and waits until it is being run. */
async function fillIn(opened: Page, selector: string, text: string): Promise<void> {
  await opened.locator(selector).fill(text);
  await opened.locator(selector).blur();
  await frame(opened);
}

/** Goes to a time of the run, if it is one. */
async function jumpTo(opened: Page, time: string): Promise<void> {
  await opened.locator('#step-time').fill(time);
  await opened.locator('#step-time').press('Enter');
}

/** Undoes what was turned. */
async function undo(opened: Page): Promise<void> {
  await opened.locator('#reset').click();
  await settled(opened);
}

/** Moves a slider to one of its steps. */
async function slide(opened: Page, selector: string, step: number): Promise<void> {
  await opened.locator(selector).fill(String(step));
  await frame(opened);
}

/** What was turned is on the page in the next frame. */
async function frame(opened: Page): Promise<void> {
  await opened.evaluate('new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)))');
}

function picture(opened: Page, chart: string): Promise<string> {
  return opened.evaluate(`document.querySelector('[data-chart=${chart}] canvas').toDataURL()`);
}
