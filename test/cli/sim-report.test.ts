import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { reportFormats, type ReportFormat } from '../../cli/report-program.ts';
import { resultSchema, type Result } from '../../sim/measure/result.ts';
import { root } from '../house/repository.ts';
import { folder } from './fixture.ts';
import { sim } from './memory-io.ts';

const write = folder();
const golden = join(root, 'test/golden/report');
const resultFile = join(golden, 'small-fleet.json');
const text = readFileSync(resultFile, 'utf8');
const result = resultSchema.parse(JSON.parse(text));

async function render(format: ReportFormat, of: Result | string = resultFile): Promise<string> {
  const file = typeof of === 'string' ? of : write('rendered.json', JSON.stringify(of));
  const { code, stdout, stderr } = await sim(['report', file, '-f', format, ...(format === 'html' ? ['--static'] : [])]);
  expect([code, stderr]).toEqual([0, '']);
  return stdout;
}

describe('each form is rendered as its golden file says', () => {
  const files = {
    md: 'markdown.txt',
    html: 'report.html',
    csv: 'metrics.csv',
    junit: 'junit.xml',
    openmetrics: 'metrics.txt',
    json: 'small-fleet.json',
    svg: 'fleet.svg',
  };

  test.each(reportFormats)('%s', async (format) => {
    const file = join(golden, files[format]);
    const rendered = await render(format);
    if (process.env['UPDATE_GOLDEN'] === '1') writeFileSync(file, rendered);
    else expect(rendered).toBe(readFileSync(file, 'utf8'));
  });
});

test.each(reportFormats)('a second rendering as %s has the same bytes', async (format) => {
  expect(await render(format)).toBe(await render(format));
});

test.each(reportFormats.filter((format) => format !== 'json'))(
  '%s says that the model is not back-tested, and that the price is an example',
  async (format) => {
    const rendered = await render(format);
    expect(rendered).toContain('not back-tested');
    expect(rendered.toUpperCase()).toContain('EXAMPLE');
  },
);

test('a result is read from standard input, and a report written to a file', async () => {
  const file = write('out.md', '');
  const { code, stdout } = await sim(['report', '-', '-f', 'md', '-o', file], { stdin: text });
  expect([code, stdout]).toEqual([0, '']);
  expect(readFileSync(file, 'utf8')).toBe(await render('md'));
});

test.each([
  ['nonsense', 'not JSON'],
  ['{}', 'not a result'],
  ['{"format":"2.0"}', 'of the format 2.0; this version reads 1.0'],
  [text.replace('"seed": 1,', '"seed": "one",'), 'seed: '],
  [text.replace('"unit":"seconds"', '"unit":7'), 'metrics.queue.p50.unit: '],
])('what is no result is refused with the reason: $1', async (content, reason) => {
  const file = write('broken.json', content);
  const { code, stdout, stderr } = await sim(['report', file]);
  expect([code, stdout]).toEqual([104, '']);
  expect(stderr).toContain(`${file}: error: ${reason}`);
});

test('a file that is not there is an error of usage', async () => {
  expect((await sim(['report', 'nowhere.json'])).code).toBe(2);
});

test('a minor version that is newer is read for what is known of it', async () => {
  expect(await render('md', { ...result, format: '1.7', extra: true } as Result)).toBe(await render('md'));
});

describe('CSV', () => {
  test('has every metric with the very numbers of the result', async () => {
    const [head = '', ...rows] = (await render('csv')).trimEnd().split('\n');
    expect(head.split(',').slice(0, 7)).toEqual(['scenario', 'metric', 'value', 'unit', 'lo', 'hi', 'n']);
    const read = rows.map((row) => row.split(',').slice(1, 7));
    const number = (value: number | null): string => (value === null ? '' : String(value));
    expect(read).toEqual(
      Object.entries(result.metrics).map(([name, { value, unit, lo, hi, n }]) => [name, number(value), unit, number(lo), number(hi), String(n)]),
    );
  });

  test('quotes what would break a row', async () => {
    const facts = { ...result.facts, price_source: 'a "list", of 2026' };
    expect(await render('csv', { ...result, facts })).toContain(',"a ""list"", of 2026",');
  });
});

describe('JUnit', () => {
  test('has a test case for every objective; one that is missed fails, an advisory one is skipped', async () => {
    const xml = await render('junit');
    expect([...xml.matchAll(/<testcase .*? name="(.*?)"/g)].map(([, name]) => name)).toEqual(
      result.slo.map(({ expr }) => expr.replaceAll('<', '&lt;').replaceAll('>', '&gt;')),
    );
    const missed = result.slo.filter(({ ok }) => !ok);
    const errors = missed.filter(({ severity }) => severity === 'error');
    expect([errors.length, missed.length - errors.length]).toEqual([1, 1]);
    expect([...xml.matchAll(/<failure /g)]).toHaveLength(1);
    expect([...xml.matchAll(/<skipped /g)]).toHaveLength(1);
    expect(xml).toContain('<testsuites name="sim" tests="4" failures="1" errors="0" skipped="1">');
  });
});

describe('OpenMetrics', () => {
  const sample = /^(sim_[a-z0-9_]+)\{((?:[a-z_]+="(?:[^"\\\n]|\\["\\n])*",?)*)\} (-?[\d.e+-]+|NaN)$/;

  test('has every metric with its unit and labels, and nothing that is no sample', async () => {
    const lines = (await render('openmetrics')).split('\n');
    expect(lines.slice(-2)).toEqual(['# EOF', '']);
    const samples = lines.filter((line) => line !== '' && !line.startsWith('#')).map((line) => sample.exec(line));
    expect(samples).not.toContain(null);
    const values = new Map(samples.map((match) => [match![1]!, match![3]!]));
    const suffixes: Readonly<Record<string, string>> = { seconds: '_seconds', share: '_ratio', count: '', USD: '_usd' };
    for (const [name, { value, unit }] of Object.entries(result.metrics))
      expect([name, values.get(`sim_${name.replaceAll('.', '_')}${suffixes[unit]!}`)]).toEqual([name, String(value ?? NaN)]);
    for (const match of samples) expect(match![2]).toContain('scenario="small-fleet"');
  });

  test('a family has one type and one block, and a unit ends its name', async () => {
    const lines = (await render('openmetrics')).split('\n');
    const types = lines.filter((line) => line.startsWith('# TYPE ')).map((line) => line.split(' ')[2]!);
    expect(new Set(types).size).toBe(types.length);
    for (const line of lines.filter((found) => found.startsWith('# UNIT '))) {
      const [, , name = '', unit = ''] = line.split(' ');
      expect(name.endsWith(`_${unit}`)).toBe(true);
    }
  });
});

describe('Markdown', () => {
  test('has at most 40 lines with the line of its tag, however much there is to say', async () => {
    const objective = result.slo[0]!;
    const grown: Result = {
      ...result,
      complete: false,
      slo: Array.from({ length: 30 }, (_, index) => ({ ...objective, ok: false, expr: `wait.p95 <= ${index}s` })),
      why: result.why.map((row) => ({ ...row, seconds: 10, share: 1 / result.why.length })),
    };
    const lines = (await render('md', grown)).trimEnd().split('\n');
    expect(lines.length).toBeLessThanOrEqual(39);
    expect(lines.join('\n')).toContain('25 more');
  });
});

describe('texts of others stay texts', () => {
  const nasty = '<script>alert("&\u0007")</script>`|*';
  const facts = { ...result.facts, price_source: nasty, set: [{ path: 'concurrent', value: "8'; echo" }] };
  const named = { ...result, facts, scenario: { ...result.scenario, name: nasty } };

  test.each(['html', 'junit', 'svg'] as const)('in %s', async (format) => {
    const rendered = await render(format, named);
    expect(rendered).toContain('&lt;script&gt;');
    expect(rendered).not.toContain('<script');
    expect(rendered).not.toContain('\u0007');
  });

  test('in Markdown, also within code', async () => {
    const rendered = await render('md', named);
    expect(rendered).toContain('### ❌ Capacity of \\<script\\>');
    expect(rendered.replaceAll(/(``+) .*? \1/g, '')).not.toMatch(/(?<!\\)<script/);
  });

  test('a command to paste is quoted', async () => {
    expect(await render('md', named)).toContain(`--set 'concurrent=8'\\''; echo'`);
  });
});

describe('the page of a week', () => {
  const file = write('week.json', '');
  beforeAll(async () => {
    await sim(['run', '@mac-nesting', '-q', '--replications', '1', '--workers', '0', '-o', file]);
  });

  test('is one file of at most 200 KB, without a script or an address', async () => {
    const page = write('week.html', '');
    await sim(['report', file, '-f', 'html', '--static', '-o', page]);
    expect(statSync(page).size).toBeLessThanOrEqual(200_000);
    const html = readFileSync(page, 'utf8');
    expect(html).not.toMatch(/<script|<link|<img|<iframe|@import|url\(|\ssrc=|\son\w+=/i);
    expect(html.replaceAll('http://www.w3.org/2000/svg', '')).not.toMatch(/https?:\/\//);
    expect(html).toContain(`default-src 'none'; style-src 'unsafe-inline'`);
  });

  test('one seed has no interval, and says so', async () => {
    expect(await render('html', file)).toContain('<b>one seed</b>');
  });
});

test('the page of reports names every form and every option of the note', async () => {
  const page = readFileSync(join(root, 'docs/REPORTS.md'), 'utf8');
  for (const format of reportFormats) expect(page).toContain(`| \`${format}\` |`);
  for (const [flag] of (await sim(['comment', 'gitlab', '--help'])).stdout.matchAll(/--[a-z-]+/g)) if (flag !== '--help') expect(page).toContain(flag);
});

test('a result of nothing is rendered in every form', async () => {
  const nothing = Object.fromEntries(
    Object.entries(result.metrics).map(([name, metric]) => [name, { ...metric, value: null, lo: null, hi: null, n: 0, histogram: [] }]),
  );
  const still = { ...result.series, levels: Object.fromEntries(Object.keys(result.series.levels).map((name) => [name, [0]])) } as Result['series'];
  const why = result.why.map((row) => ({ ...row, seconds: 0, share: 0 }));
  const facts = { ...result.facts, currency: null, price: null, price_source: null, slots: null, max_instances: null, assumptions: [] };
  const empty = { ...result, metrics: nothing, slo: [], why, series: still, facts };
  for (const format of reportFormats) expect(await render(format, empty)).not.toMatch(/\bundefined\b|Infinity/);
});
