import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { resultSchema, type Result } from '../../sim/measure/result.ts';
import { isBrowserMissing, openPage, startBrowser, type Opened } from './browser.ts';
import { folder } from './fixture.ts';
import { sim } from './memory-io.ts';

const write = folder();
const resultFile = write('result.json', '');
const page = join(resultFile, '../report.html');
const picture = join(resultFile, '../fleet.svg');
const figures = ['demand', 'waits', 'fleet', 'queue', 'use', 'busy', 'why'];

describe.skipIf(isBrowserMissing())('the report in a browser', () => {
  let browser: Browser;
  let result: Result;

  beforeAll(async () => {
    await sim(['run', '@mac-nesting', '-q', '--replications', '2', '--workers', '0', '-o', resultFile]);
    result = resultSchema.parse(JSON.parse(readFileSync(resultFile, 'utf8')));
    await sim(['report', resultFile, '-f', 'html', '--static', '-o', page]);
    await sim(['report', resultFile, '-f', 'svg', '-o', picture]);
    browser = await startBrowser();
  });

  afterAll(async () => {
    await browser.close();
  });

  function open(file: string, options?: BrowserContextOptions): Promise<Opened> {
    return openPage(browser, file, options);
  }

  /** The cells of a table, row by row. */
  async function cells(opened: Page, id: string): Promise<string[][]> {
    const rows = await opened.locator(`#${id} tbody tr`).all();
    return Promise.all(rows.map((row) => row.locator('td').allTextContents()));
  }

  /** The exact figures of a table, in the order of its rows; null where nothing was measured has no figure. */
  async function exact(opened: Page, id: string): Promise<number[]> {
    const found = await opened.locator(`#${id} data`).all();
    return Promise.all(found.map(async (figure) => Number(await figure.getAttribute('value'))));
  }

  test('it asks for nothing but itself, and logs nothing', async () => {
    const { requests, complaints } = await open(page);
    expect(requests).toEqual([pathToFileURL(page).href]);
    expect(complaints).toEqual([]);
  });

  test('every chart is drawn, named, and has its table behind it', async () => {
    const { page: opened } = await open(page);
    const charts = await opened.locator('figure').all();
    expect(charts).toHaveLength(figures.length);
    for (const [index, chart] of charts.entries()) {
      const box = await chart.locator('svg').boundingBox();
      expect([box!.width > 600, box!.height > 50]).toEqual([true, true]);
      expect(await chart.locator('svg').getAttribute('aria-label')).toMatch(/\w/);
      expect(await chart.locator('svg :is(path, rect)').count()).toBeGreaterThan(3);
      await chart.locator('summary').click();
      expect(await chart.locator(`table#${figures[index]!}`).isVisible()).toBe(true);
    }
  });

  test('its tables hold the figures of the result', async () => {
    const { page: opened } = await open(page);
    const { metrics, slo, why } = result;
    expect(await exact(opened, 'objectives')).toEqual(slo.map(({ value }) => value));
    expect((await cells(opened, 'metrics')).map(([name]) => name)).toEqual(Object.keys(metrics));
    expect(await exact(opened, 'metrics')).toEqual(
      Object.values(metrics)
        .map(({ value }) => value)
        .filter((value) => value !== null),
    );
    const causes = [...why].sort((one, other) => other.seconds - one.seconds);
    expect(await exact(opened, 'why')).toEqual(causes.flatMap(({ seconds, share }) => [seconds, share]));
    const waits = ['p50', 'p90', 'p95', 'p99', 'max'].map((name) => metrics[`wait.${name}`]!);
    expect(await exact(opened, 'waits')).toEqual(waits.flatMap(({ value, lo, hi }) => [value, Math.max(0, lo!), hi]));
    expect(await exact(opened, 'use')).toEqual(['used', 'idle', 'boot', 'delete', 'recycle'].map((name) => metrics[`util.${name}`]!.value));
    expect(await exact(opened, 'busy')).toEqual(metrics['instances.busy']!.histogram);
  });

  test('the tables of the timeline hold the series of the result, averaged over steps that can be seen', async () => {
    const { page: opened } = await open(page);
    const { slotsBusy, slotsIdle, queued } = result.series.levels;
    const rows = await cells(opened, 'fleet');
    const width = Math.ceil(slotsBusy.length / rows.length);
    expect(rows.length).toBeGreaterThan(100);
    const averages = (values: readonly number[]): number[] =>
      rows.map((_, index) => {
        const part = values.slice(index * width, (index + 1) * width);
        return part.reduce((sum, value) => sum + value, 0) / part.length;
      });
    for (const [column, values] of [slotsBusy, slotsIdle].entries())
      for (const [index, average] of averages(values).entries()) expect(Number(rows[index]![column + 1])).toBeCloseTo(average, 2);
    const waiting = (await cells(opened, 'queue')).map(([, value]) => Number(value));
    for (const [index, average] of averages(queued).entries()) expect(waiting[index]).toBeCloseTo(average, 2);
  });

  test('dark and light are different, and both can be read', async () => {
    const looks = await Promise.all(
      (['light', 'dark'] as const).map(async (colorScheme) => {
        const { page: opened } = await open(page, { colorScheme });
        const [ground, ink, area] = await Promise.all([
          colour(opened, 'body', 'background-color'),
          colour(opened, 'h1', 'color'),
          colour(opened, 'figure svg [aria-label=cell] rect', 'fill'),
        ]);
        return { ground, ink, area };
      }),
    );
    const [light, dark] = [looks[0]!, looks[1]!];
    expect([light.ground > light.ink, dark.ground < dark.ink]).toEqual([true, true]);
    for (const { ground, ink, area } of looks) {
      expect(contrast(ground, ink)).toBeGreaterThan(7);
      expect(contrast(ground, area)).toBeGreaterThan(3);
    }
  });

  test('without JavaScript all of it is there, tables included', async () => {
    const { page: opened } = await open(page, { javaScriptEnabled: false });
    expect(await opened.locator('figure svg').count()).toBe(figures.length);
    await opened.locator('figure summary').first().click();
    expect(await opened.locator('#demand').isVisible()).toBe(true);
  });

  test('the first page says what must be known before the figures', async () => {
    const { page: opened } = await open(page);
    const box = await opened.locator('.caveats').boundingBox();
    expect(box!.y + box!.height).toBeLessThan(1100);
    expect(await opened.locator('.caveats').innerText()).toMatch(/not back-tested.*EXAMPLE PRICE.*ASSUMPTIONS/s);
  });

  test('on a narrow screen nothing hangs over the edge', async () => {
    const { page: opened } = await open(page, { viewport: { width: 380, height: 800 } });
    const box = await opened.locator('main').boundingBox();
    expect(box!.width).toBeLessThanOrEqual(380);
    expect(await opened.locator('html').evaluate((element) => (element as unknown as { scrollWidth: number }).scrollWidth)).toBeLessThanOrEqual(380);
  });

  test('it prints on A4', async () => {
    const { page: opened } = await open(page, { colorScheme: 'dark' });
    const pdf = (await opened.pdf({ preferCSSPageSize: true })).toString('latin1');
    const boxes = [...pdf.matchAll(/\/MediaBox\s*\[\s*0 0 ([\d.]+) ([\d.]+)\s*\]/g)].map(([, width, height]) => [
      Math.round(Number(width)),
      Math.round(Number(height)),
    ]);
    expect(boxes.length).toBeGreaterThan(1);
    expect(boxes.length).toBeLessThan(9);
    for (const box of boxes) expect(box).toEqual([595, 842]);
    await opened.emulateMedia({ media: 'print' });
    expect(await colour(opened, 'body', 'background-color')).toBe(1);
  });

  test('the picture of the fleet is an image that the browser draws', async () => {
    const { page: opened, requests, complaints } = await open(picture);
    expect([requests.length, complaints]).toEqual([1, []]);
    const areas = await opened.locator('svg svg [aria-label=area] path').all();
    expect(areas).toHaveLength(5);
    expect((await areas[0]!.boundingBox())!.width).toBeGreaterThan(500);
  });
});

/** Luminance of a colour of the page, from 0 to 1, as WCAG 2 has it. */
async function colour(opened: Page, selector: string, property: string): Promise<number> {
  const text = await opened
    .locator(selector)
    .first()
    .evaluate((element, name) => {
      const { getComputedStyle } = globalThis as unknown as { getComputedStyle: (of: unknown) => { getPropertyValue: (name: string) => string } };
      return getComputedStyle(element).getPropertyValue(name);
    }, property);
  const [red = 0, green = 0, blue = 0] = [...text.matchAll(/[\d.]+/g)].map(([channel]) => linear(Number(channel) / 255));
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function linear(channel: number): number {
  return channel <= 0.04045 ? channel / 12.92 : ((channel + 0.055) / 1.055) ** 2.4;
}

/** Contrast of two luminances, from 1 to 21. */
function contrast(one: number, other: number): number {
  return (Math.max(one, other) + 0.05) / (Math.min(one, other) + 0.05);
}
