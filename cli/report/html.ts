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
import { whatIfSection } from './html/what-if-section.ts';
import { whySection } from './html/why-section.ts';
import type { LiveParts } from './live/live-parts.ts';
import { pageShell } from './live/page-shell.ts';

/**
 * The capacity report as one page: it asks for no file, and prints on A4. The order is that of its readers: the answer, what to know first, what if, demand, the
 * fleet, why jobs waited, money, what to watch, how to reproduce.
 *
 * @param live what makes its simulator run, or why it has none; null for a page that is not meant to have one.
 * @remarks Source: ux.md §5.1.
 */
export function htmlReport(result: Result, live: LiveParts | { readonly fault: string } | null): string {
  const parts = live === null || 'fault' in live ? null : live;
  const whatIf = parts === null ? [] : [whatIfSection];
  const sections = [
    firstPage,
    ...whatIf,
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
  if (live !== null && 'fault' in live) body.push(`<p class="soft">The simulator is left out of this page: ${escapeMarkup(live.fault)}.</p>`);
  return pageShell({ title: `Capacity report: ${result.scenario.name}`, style, body, live: parts });
}
