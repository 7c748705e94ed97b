import type { Result } from '../../sim/measure/result.ts';
import { escapeMarkup } from './escape-markup.ts';
import { baselinesSection } from './html/baselines-section.ts';
import { demandSection } from './html/demand-section.ts';
import { firstPage } from './html/first-page.ts';
import { metricsSection } from './html/metrics-section.ts';
import { moneySection } from './html/money-section.ts';
import { reproduceSection } from './html/reproduce-section.ts';
import { style } from './html/style.ts';
import { todaySection } from './html/today-section.ts';
import { watchSection } from './html/watch-section.ts';
import { whySection } from './html/why-section.ts';

/** Nothing is loaded and nothing runs: the page has its own styles and no more. */
const policy = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'";

/**
 * The capacity report as one page: it asks for no file, runs no script, and prints on A4. The order is that of its readers: the answer, what to know first,
 * demand, the fleet, why jobs waited, money, what to watch, how to reproduce.
 *
 * @remarks Source: ux.md §5.1.
 */
export function htmlReport(result: Result): string {
  const sections = [
    firstPage,
    demandSection,
    todaySection,
    whySection,
    moneySection,
    baselinesSection,
    watchSection,
    reproduceSection,
    metricsSection,
  ];
  const body = sections.map((section) => section(result)).filter((section) => section !== '');
  return [
    '<!doctype html>',
    '<html lang="en">',
    '<head>',
    '<meta charset="utf-8">',
    `<meta http-equiv="Content-Security-Policy" content="${policy}">`,
    '<meta name="viewport" content="width=device-width, initial-scale=1">',
    `<title>Capacity report: ${escapeMarkup(result.scenario.name)}</title>`,
    `<style>${style}</style>`,
    '</head>',
    '<body>',
    '<main>',
    ...body,
    '</main>',
    '</body>',
    '</html>',
    '',
  ].join('\n');
}
