import uPlot from 'uplot';

/** How a level over time is drawn: it holds until the next. */
export const stepped: uPlot.Series = { paths: uPlot.paths.stepped!({ align: 1 }), points: { show: false } };

/** What charts of one group have in common: a part is dragged, a double-click shows the whole, and all show the same span and the same instant. */
export function groupOptions(group: string): Omit<uPlot.Options, 'width' | 'height' | 'series'> {
  return {
    legend: { show: false },
    padding: [10, 30, 0, 0],
    cursor: { y: false, points: { show: false }, drag: { x: true, y: false }, sync: { key: group, setSeries: false, scales: ['x', null] } },
    hooks: { setScale: [shareSpan(group)] },
  };
}

/** Brings the other charts of a group to the span of the one that was changed. */
function shareSpan(group: string): (plot: uPlot, scale: string) => void {
  return (plot, scale) => {
    if (scale !== 'x') return;
    const { min, max } = plot.scales['x']!;
    if (min === undefined || max === undefined) return;
    for (const other of uPlot.sync(group).plots) {
      const span = other.scales['x']!;
      if (other !== plot && (span.min !== min || span.max !== max)) other.setScale('x', { min, max });
    }
  };
}
