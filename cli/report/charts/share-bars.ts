import { barX, ruleX, text } from '@observablehq/plot';
import { shareText } from '../../../sim/text/figure-text.ts';
import { draw, type ChartName } from './draw.ts';

/** A part of a whole. */
export interface Share {
  readonly label: string;
  /** Of one. */
  readonly share: number;
  /** One of the colours of charts. */
  readonly colour: string;
}

/** Parts of a whole, each a bar with its share at the end. */
export function shareBars(name: ChartName, shares: readonly Share[], marginLeft: number): string {
  return draw(name, {
    height: shares.length * 28 + 40,
    marginLeft,
    marginRight: 50,
    x: { label: null, tickFormat: shareText, ticks: 5, grid: true },
    y: { label: null, domain: shares.map(({ label }) => label), tickSize: 0 },
    marks: [
      barX(shares, { x: 'share', y: 'label', fill: 'colour', inset: 3 }),
      text(shares, { x: 'share', y: 'label', text: ({ share }: Share) => shareText(share), textAnchor: 'start', dx: 6 }),
      ruleX([0]),
    ],
    color: { type: 'identity' },
  });
}
