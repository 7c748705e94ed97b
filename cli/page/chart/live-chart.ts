import uPlot from 'uplot';
import { onThemeChange, readTheme, type Theme } from './theme.ts';

/** A chart’s options for the colours that hold, width and height left out. */
export type ChartOptions = (theme: Theme) => Omit<uPlot.Options, 'width' | 'height'>;

/** A chart that keeps to the width of its element and to the colours of the page; its data can be replaced. */
export class LiveChart {
  readonly element: HTMLElement;
  readonly #height: number;
  readonly #options: ChartOptions;
  #plot: uPlot | null = null;
  #data: uPlot.AlignedData = [[]];
  #shape = '';

  constructor(element: HTMLElement, height: number, options: ChartOptions) {
    this.element = element;
    this.#height = height;
    this.#options = options;
    new ResizeObserver(() => {
      const width = element.clientWidth;
      if (this.#plot !== null && width > 0 && width !== this.#plot.width) this.#plot.setSize({ width, height });
      else if (this.#plot === null && this.#data[0].length > 0) this.#draw();
    }).observe(element);
    onThemeChange(() => {
      this.#draw();
    });
  }

  get plot(): uPlot | null {
    return this.#plot;
  }

  /** Shows other data. The span in view stays as it is while the first column does. */
  show(data: uPlot.AlignedData): void {
    this.#data = data;
    const shape = `${data.length} ${data[0].length} ${data[0][0] ?? ''} ${data[0].at(-1) ?? ''}`;
    if (this.#plot === null || shape !== this.#shape) {
      this.#shape = shape;
      this.#draw();
      return;
    }
    const { min, max } = this.#plot.scales['x']!;
    this.#plot.batch(() => {
      this.#plot!.setData(data);
      if (min !== undefined && max !== undefined) this.#plot!.setScale('x', { min, max });
    });
  }

  #draw(): void {
    this.#plot?.destroy();
    this.#plot = null;
    const width = this.element.clientWidth;
    if (width === 0) return;
    this.#plot = new uPlot({ ...this.#options(readTheme()), width, height: this.#height }, this.#data, this.element);
  }
}
