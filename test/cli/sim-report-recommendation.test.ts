import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import type { Browser, Page } from 'playwright-core';
import { optionPoints } from '../../cli/report/charts/options-chart.ts';
import type { Recommendation } from '../../sim/recommend/recommendation.ts';
import { isBrowserMissing, openPage, startBrowser } from './browser.ts';
import { folder, smallConfig, smallScenario } from './fixture.ts';
import { sim, type Outcome } from './memory-io.ts';

vi.setConfig({ hookTimeout: 60_000 });

const write = folder();
const here = join(write('config.toml', smallConfig), '..');
const price = 'fleet: { preset: generic, price: { currency: USD, per_instance_hour: 1, source: "a test" } }\n';
const scenario = write('small.yaml', smallScenario(`${price}slo: [ wait.p95 <= 2m ]\n`).replace('rate: 20/h', 'rate: 60/h'));
const result = join(here, 'result.json');
const file = join(here, 'recommended/recommendation.json');
let recommendation: Recommendation;

beforeAll(async () => {
  await sim(['run', scenario, '-q', '-o', result, '--workers', '0']);
  await sim(['recommend', scenario, '--budget', '16', '--replications', '4', '-j', '0', '-o', join(here, 'recommended')]);
  recommendation = JSON.parse(readFileSync(file, 'utf8')) as Recommendation;
});

function report(...args: string[]): Promise<Outcome> {
  return sim(['report', result, '-f', 'html', '--static', '--recommendation', file, ...args]);
}

test('the report of a recommendation begins with what to change, and has options, patches and risks between the causes of waiting and the money', async () => {
  const { code, stdout } = await report();
  expect(code).toBe(0);
  const [first] = recommendation.options;
  expect(stdout.indexOf('<p class="verdict">Change ')).toBeGreaterThan(0);
  for (const { key, before, value } of first!.changes) expect(stdout).toContain(`${key} ${before === null ? '' : `${before} → `}${value}`);
  const heads = [...stdout.matchAll(/<h2>(.*?)<\/h2>/g)].map(([, head]) => head!);
  const from = heads.indexOf('Why jobs waited');
  expect(heads.slice(from, from + 5)).toEqual(['Why jobs waited', 'Options', 'What changes in config.toml', 'Risk and growth', 'Money']);
  expect(stdout).toContain(`${recommendation.runs.all} runs of other configurations`);
  expect((await sim(['report', result, '-f', 'html', '--static'])).stdout).not.toContain('<h2>Options</h2>');
});

test('the front has what no configuration that was tried more than once beats in cost and in waiting', () => {
  const { front, others, beyond } = optionPoints(recommendation);
  expect(front.length).toBeGreaterThan(1);
  expect(front.length + others.length + beyond).toBe(recommendation.tried.length);
  const isBeaten = ({ cost, wait }: (typeof front)[number]): boolean =>
    recommendation.tried.some((other) => other.n > 1 && other.cost <= cost && other.wait <= wait && (other.cost < cost || other.wait < wait));
  expect([
    front.some(isBeaten),
    others.filter((point) => point.n > 1 && !isBeaten(point) && !front.some(({ cost, wait }) => cost === point.cost && wait === point.wait)),
  ]).toEqual([false, []]);
});

test('where nothing meets the objectives the report says so first, and claims no proof', async () => {
  const none = join(here, 'none.json');
  const [first] = recommendation.options;
  const growth = { holdsAt: null, breaksAt: 1 };
  writeFileSync(none, JSON.stringify({ ...recommendation, verdict: 'none', options: [{ ...first!, name: 'nearest', also: [], growth }] }));
  const { stdout } = await report('--recommendation', none);
  expect(stdout).toContain('<p class="verdict">No configuration found that meets the objectives; the nearest: ');
  expect(stdout).toContain('None of those that were tried meets the objectives.');
  expect(stdout).not.toContain('was proven');
  expect(stdout).toMatch(/How far the load may grow: .*; nearest misses an objective as it is\./);
});

describe('what does not belong together is refused', () => {
  test('a recommendation for another configuration', async () => {
    const other = join(here, 'other.json');
    writeFileSync(other, JSON.stringify({ ...recommendation, config: { ...recommendation.config, sha256: '0'.repeat(64) } }));
    const { code, stderr } = await report('--recommendation', other);
    expect([code, stderr]).toEqual([104, expect.stringContaining('it is of another config than the result') as string]);
  });

  test('a file that is none, and one that is broken', async () => {
    expect(await report('--recommendation', result)).toMatchObject({ code: 104, stderr: expect.stringContaining('not a recommendation') as string });
    const broken = join(here, 'broken.json');
    writeFileSync(broken, JSON.stringify({ ...recommendation, wait: 7 }));
    expect((await report('--recommendation', broken)).stderr).toContain('broken.json: error: wait: ');
  });

  test('a recommendation in the place of a result, or in a form that has no room for it', async () => {
    expect((await sim(['report', file])).stderr).toContain('a recommendation, not a result: sim report RESULT --recommendation FILE');
    expect((await sim(['report', result, '--recommendation', file])).code).toBe(2);
  });
});

describe.skipIf(isBrowserMissing())('in a browser', () => {
  let browser: Browser;
  const page = join(here, 'report.html');

  beforeAll(async () => {
    await report('-o', page);
    browser = await startBrowser();
  });

  afterAll(async () => {
    await browser.close();
  });

  /** The exact figures of a row of a table. */
  async function figures(opened: Page, table: string, row: number): Promise<number[]> {
    const found = await opened.locator(`#${table} tbody tr`).nth(row).locator('data').all();
    return Promise.all(found.map(async (figure) => Number(await figure.getAttribute('value'))));
  }

  test('it asks for nothing, the chart is drawn, and the tables hold the figures of the recommendation', async () => {
    const { page: opened, requests, complaints } = await openPage(browser, page, { javaScriptEnabled: false });
    expect([requests, complaints]).toEqual([[pathToFileURL(page).href], []]);
    const { today, options, wait, cost } = recommendation;
    const of = (metric: string): unknown[] => [today.figures, ...options.map(({ promised }) => promised)].map(({ metrics }) => metrics[metric]!.value);
    expect(await figures(opened, 'options', 0)).toEqual(of(wait));
    expect(await figures(opened, 'options', 2)).toEqual(of(cost));
    const risks = options[0]!.risks.flatMap(({ figures: own }, index) => (own === null ? [] : [index]));
    for (const index of risks)
      expect(await figures(opened, 'risks', index)).toEqual(options.map((option) => option.risks[index]!.figures!.metrics[wait]!.value));
    const chart = opened.locator('figure', { hasText: 'Cost against waiting' });
    expect((await chart.locator('svg').boundingBox())!.width).toBeGreaterThan(600);
    expect(await chart.locator('svg circle').count()).toBeGreaterThanOrEqual(1 + options.length);
    expect(await opened.locator('pre.patch').first().textContent()).toBe(options[0]!.patch.trimEnd());
  });

  test('what to watch is that of the option which is to be rolled out', async () => {
    const { page: opened } = await openPage(browser, page);
    const { metrics } = recommendation.options[0]!.promised;
    const watched = await Promise.all([0, 1, 2].map((row) => figures(opened, 'watch', row)));
    expect(watched.flat()).toEqual(['queue.p95', 'boot.p95', 'instances.peak'].map((name) => metrics[name]!.hi));
  });

  test('nothing is wider than a narrow window', async () => {
    const { page: opened } = await openPage(browser, page, { viewport: { width: 380, height: 800 } });
    expect(await opened.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(380);
  });
});
