import { plot, type PlotOptions } from '@observablehq/plot';
import { DOMParser } from 'linkedom';

/** What a chart is called by those who cannot see it. */
export interface ChartName {
  readonly label: string;
  readonly description: string;
}

/** Colours are CSS variables, so that one chart does for light and dark. */
export const colours = {
  busy: 'var(--chart-busy)',
  idle: 'var(--chart-idle)',
  booting: 'var(--chart-booting)',
  leaving: 'var(--chart-leaving)',
  waiting: 'var(--chart-waiting)',
} as const;

/** Width of every chart. Pages scale it to what they have. */
export const chartWidth = 760;

/** Draws a chart as an `<svg>` element that is well-formed XML: equal inputs give equal text. */
export function draw({ label, description }: ChartName, options: PlotOptions): string {
  // Plot asks for the document of a browser; the compiler here knows none.
  const document: unknown = new DOMParser().parseFromString('<svg/>', 'image/svg+xml');
  const drawn: unknown = plot({ width: chartWidth, ...options, document: document as never, ariaLabel: label, ariaDescription: description });
  return String(drawn);
}
