import type { Result } from '../../sim/measure/result.ts';
import { caveats } from './caveats.ts';
import { chartWidth, colours } from './charts/draw.ts';
import { fleetSeries } from './charts/fleet-series.ts';
import { fleetTimeline, waitingTimeline } from './charts/fleet-timeline.ts';
import { escapeMarkup } from './escape-markup.ts';

const margin = 20;
const headHeight = 76;
const fleetHeight = 260;
const waitingHeight = 150;
const width = chartWidth + 2 * margin;
const height = headHeight + fleetHeight + waitingHeight + 2 * margin;

const style = `
.sheet { --page: #fff; --ink: #1c2430; --soft: #5b6675; --chart-busy: #2467a8; --chart-idle: #a9c7e4; --chart-booting: #e3a32b; --chart-leaving: #a3a9b2; --chart-waiting: #c8553d; color: var(--ink); }
@media (prefers-color-scheme: dark) {
  .sheet { --page: #12161c; --ink: #e4e9f0; --soft: #9aa6b5; --chart-busy: #6aa9e6; --chart-idle: #35597c; --chart-booting: #d9982a; --chart-leaving: #69727e; --chart-waiting: #e57f68; }
}`;

const legend = [
  ['with a job', colours.busy],
  ['idle', colours.idle],
  ['requested or booting', colours.booting],
  ['deleted or recycled', colours.leaving],
  ['jobs waiting', colours.waiting],
] as const;
const legendStep = 150;

/** The fleet’s timeline as one picture: slots by state, and below them the jobs that wait. */
export function svgReport(result: Result): string {
  const series = fleetSeries(result);
  const marks = caveats(result).map(({ label }) => label);
  const entries = legend.map(([label, colour], index) => {
    const x = margin + index * legendStep;
    return `<rect x="${x}" y="58" width="11" height="11" fill="${colour}"/><text x="${x + 16}" y="68">${escapeMarkup(label)}</text>`;
  });
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" class="sheet" font-family="system-ui, sans-serif" font-size="12" fill="currentColor" role="img">`,
    `<title>${escapeMarkup(`${result.scenario.name}: slots by state and jobs waiting over time`)}</title>`,
    `<style>${style}</style>`,
    `<rect width="${width}" height="${height}" fill="var(--page)"/>`,
    `<text x="${margin}" y="26" font-size="16" font-weight="600">${escapeMarkup(`${result.scenario.name}: the fleet over time`)}</text>`,
    `<text x="${margin}" y="44" fill="var(--soft)">${escapeMarkup(marks.join(' · '))}</text>`,
    ...entries,
    placed(fleetTimeline(series, result.facts), headHeight + margin / 2),
    placed(waitingTimeline(series), headHeight + fleetHeight + margin),
    '</svg>',
    '',
  ].join('\n');
}

function placed(chart: string, y: number): string {
  return chart.replace('<svg ', `<svg x="${margin}" y="${y}" `);
}
