import { escapeMarkup } from '../escape-markup.ts';
import { table, type TableContent } from './table.ts';

/** What a colour of a chart means. */
export interface LegendEntry {
  readonly label: string;
  readonly colour: string;
}

/** A chart as a page shows it. */
export interface ChartFigure {
  readonly title: string;
  /** What is shown, in a sentence. */
  readonly caption: string;
  readonly svg: string;
  readonly legend?: readonly LegendEntry[];
  /** The very figures of the chart. */
  readonly table: TableContent;
}

/** A chart with its title, legend, and the table behind it, which opens without a script. */
export function chartFigure({ title, caption, svg, legend = [], table: content }: ChartFigure): string {
  const entries = legend.map(({ label, colour }) => `<li><i style="background:${colour}"></i>${escapeMarkup(label)}</li>`).join('');
  return [
    '<figure>',
    `<figcaption><b>${escapeMarkup(title)}</b><br>${escapeMarkup(caption)}</figcaption>`,
    ...(entries === '' ? [] : [`<ul class="legend">${entries}</ul>`]),
    svg.replace('<svg ', '<svg role="img" '),
    `<details><summary>The figures of this chart</summary>${table(content)}</details>`,
    '</figure>',
  ].join('\n');
}
