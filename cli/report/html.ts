import type { Result } from '../../sim/measure/result.ts';
import type { Recommendation } from '../../sim/recommend/recommendation.ts';
import { escapeMarkup } from './escape-markup.ts';
import { baselinesSection } from './html/baselines-section.ts';
import { demandSection } from './html/demand-section.ts';
import { firstPage } from './html/first-page.ts';
import { metricsSection } from './html/metrics-section.ts';
import { moneySection } from './html/money-section.ts';
import { optionsSection } from './html/options-section.ts';
import { patchesSection } from './html/patches-section.ts';
import { reproduceSection } from './html/reproduce-section.ts';
import { riskSection } from './html/risk-section.ts';
import { style } from './html/style.ts';
import { todaySection } from './html/today-section.ts';
import { watchSection } from './html/watch-section.ts';
import { whatIfSection } from './html/what-if-section.ts';
import { whySection } from './html/why-section.ts';
import type { LiveParts } from './live/live-parts.ts';
import { pageShell } from './live/page-shell.ts';

/** What a page has beside its result. */
export interface ReportExtras {
  /** What makes its simulator run, or why it has none; null for a page that is not meant to have one. */
  readonly live: LiveParts | { readonly fault: string } | null;
  /** What is recommended in place of the configuration that the result is of; null for no such part. */
  readonly recommendation: Recommendation | null;
}

/**
 * The capacity report as one page: it asks for no file, and prints on A4. The order is that of its readers: the answer, what to know first, what if, demand, the
 * fleet, why jobs waited, what to change and what that risks, money, what to watch, how to reproduce.
 *
 * @remarks Source: ux.md §5.1.
 */
export function htmlReport(result: Result, { live, recommendation }: ReportExtras): string {
  const parts = live === null || 'fault' in live ? null : live;
  const advice = recommendation === null ? [] : [optionsSection, patchesSection, riskSection].map((section) => section(recommendation));
  const body = [
    firstPage(result, recommendation),
    ...(parts === null ? [] : [whatIfSection()]),
    demandSection(result),
    todaySection(result),
    whySection(result),
    ...advice,
    moneySection(result),
    baselinesSection(result),
    watchSection(result, recommendation),
    reproduceSection(result),
    metricsSection(result),
  ].filter((section) => section !== '');
  if (live !== null && 'fault' in live) body.push(`<p class="soft">The simulator is left out of this page: ${escapeMarkup(live.fault)}.</p>`);
  return pageShell({ title: `Capacity report: ${result.scenario.name}`, style, body, live: parts });
}
