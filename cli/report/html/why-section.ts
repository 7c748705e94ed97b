import type { Result } from '../../../sim/measure/result.ts';
import { durationText, shareText } from '../../../sim/text/figure-text.ts';
import { colours } from '../charts/draw.ts';
import { shareBars } from '../charts/share-bars.ts';
import { waitingReasons } from '../waiting-reason.ts';
import { chartFigure } from './chart-figure.ts';

/** What jobs waited for, and which key has a hold on it. */
export function whySection({ why }: Result): string {
  const rows = [...why].sort((one, other) => other.seconds - one.seconds);
  const total = rows.reduce((sum, { seconds }) => sum + seconds, 0);
  if (total === 0) return '<h2>Why jobs waited</h2>\n<p>None did.</p>';
  const shown = rows.filter(({ seconds }) => seconds > 0).map(({ cause, share }) => ({ label: waitingReasons[cause].words, share, colour: colours.waiting }));
  const figure = chartFigure({
    title: 'Share of all waiting by its cause',
    caption: `Every second that a job waits has exactly one cause. A run has ${durationText(total)} of waiting, all jobs together.`,
    svg: shareBars({ label: 'Waiting by cause', description: 'Bars: share of all waiting that each cause explains.' }, shown, 270),
    table: {
      id: 'why',
      head: ['cause', 'waiting of a run', 'share', 'what changes it'],
      rows: rows.map(({ cause, seconds, share }) => [
        waitingReasons[cause].words,
        { value: seconds, text: durationText(seconds) },
        { value: share, text: shareText(share) },
        waitingReasons[cause].keys,
      ]),
    },
  });
  return `<h2>Why jobs waited</h2>\n${figure}`;
}
