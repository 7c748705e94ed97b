import type uPlot from 'uplot';
import type { PlayedFault } from '../../live/play.ts';
import { readTheme } from './theme.ts';

/** What a chart of a run shows besides: where the eye is, and the faults. */
export interface Playhead {
  /** Milliseconds since `clock.start`. */
  at: number;
  faults: readonly PlayedFault[];
  /** Somebody points at an instant. */
  readonly onJump: (at: number) => void;
}

const headWidth = 2;
/** Less than this is a click with an unsteady hand. */
const leastDrag = 3;

/** Draws the playhead and the faults on a chart over time in seconds; a click jumps. */
export function playheadPlugin(head: Playhead): uPlot.Plugin {
  return {
    hooks: {
      drawClear: (plot) => {
        const { ctx, bbox } = plot;
        ctx.save();
        ctx.fillStyle = readTheme().care;
        ctx.globalAlpha = 0.22;
        for (const { from, to } of head.faults) {
          const [left, right] = [from, to].map((at) => Math.min(Math.max(plot.valToPos(at / 1000, 'x', true), bbox.left), bbox.left + bbox.width)) as [
            number,
            number,
          ];
          ctx.fillRect(left, bbox.top, Math.max(headWidth, right - left), bbox.height);
        }
        ctx.restore();
      },
      draw: (plot) => {
        const { ctx, bbox } = plot;
        const x = plot.valToPos(head.at / 1000, 'x', true);
        if (x < bbox.left || x > bbox.left + bbox.width) return;
        ctx.save();
        ctx.fillStyle = readTheme().ink;
        ctx.fillRect(x - headWidth / 2, bbox.top, headWidth, bbox.height);
        ctx.restore();
      },
      ready: (plot) => {
        let pressedAt = 0;
        plot.over.addEventListener('mousedown', ({ clientX }) => {
          pressedAt = clientX;
        });
        plot.over.addEventListener('click', ({ clientX }) => {
          if (Math.abs(clientX - pressedAt) < leastDrag) head.onJump(plot.posToVal(clientX - plot.over.getBoundingClientRect().left, 'x') * 1000);
        });
      },
    },
  };
}
