import type { RunnerStatus } from '../../adapters/metrics/status.ts';
import { durationText } from '../../sim/text/figure-text.ts';
import { columns, pad, paint, spell, type TextStyle } from '../../sim/text/text-style.ts';
import type { Output } from '../io.ts';
import { clockText, type DemoView } from './demo-view.ts';
import type { DemoEntry, DemoJobState } from './demo-workload.ts';

/** What a live view shows. */
export interface LiveSource {
  readonly title: string;
  readonly capacity: number;
  readonly entries: () => readonly DemoEntry[];
  /** null before the manager is at work. */
  readonly runner: () => RunnerStatus | null;
}

const shownStates: readonly (readonly [DemoJobState, keyof typeof words])[] = [
  ['created', 'created'],
  ['pending', 'pending'],
  ['preparing', 'preparing'],
  ['running', 'running'],
  ['success', 'success'],
  ['failed', 'failed'],
  ['canceled', 'canceled'],
  ['skipped', 'skipped'],
];
const words = {
  created: 'waiting for others',
  pending: 'waiting for a slot',
  preparing: 'connecting',
  running: 'running',
  success: 'success',
  failed: 'failed',
  canceled: 'canceled',
  skipped: 'skipped',
} as const;
const colours: Partial<Record<DemoJobState, 'green' | 'red' | 'yellow'>> = { success: 'green', failed: 'red', pending: 'yellow' };
const keptDecisions = 4;
const shownJobs = 10;

/** What happens, as a picture of a few lines that is drawn anew several times a second: for terminals. */
export class LiveView implements DemoView {
  readonly #stdout: Output;
  readonly #style: TextStyle;
  readonly #source: LiveSource;
  readonly #decisions: string[] = [];
  #drawn = 0;
  #note = '';

  constructor(stdout: Output, style: TextStyle, source: LiveSource) {
    this.#stdout = stdout;
    this.#style = style;
    this.#source = source;
  }

  pipeline(): void {
    // Its jobs are seen at the next tick.
  }

  job(): void {
    // The next tick shows it.
  }

  decision(text: string, atMs: number): void {
    this.#decisions.push(`${clockText(atMs).padStart(7)}  ${text}`);
    this.#decisions.splice(0, this.#decisions.length - keptDecisions);
  }

  note(text: string, atMs: number): void {
    this.#note = text;
    this.tick(atMs);
  }

  tick(atMs: number): void {
    const { title, entries, runner, capacity } = this.#source;
    const head = `${title}   ${clockText(atMs)}${this.#note === '' ? '' : `   ${this.#note}`}`;
    const lines = [head, '', ...this.#jobs(entries()), '', ...this.#fleet(runner(), capacity), '', 'DECISIONS', ...this.#decisions];
    const text = lines.map((line) => `${this.#clipped(line)}\u001b[K\n`).join('');
    // What was drawn before is drawn over, so that nothing flickers.
    this.#stdout.write(`${this.#drawn === 0 ? '' : `\u001b[${String(this.#drawn)}A`}${text}\u001b[J`);
    this.#drawn = lines.length;
  }

  close(): void {
    this.#drawn = 0;
  }

  #jobs(entries: readonly DemoEntry[]): string[] {
    const counts = shownStates.flatMap(([state, word]) => {
      const count = entries.filter((entry) => entry.state === state).length;
      const text = `${words[word]} ${String(count)}`;
      const colour = colours[state];
      return count === 0 ? [] : [colour === undefined ? text : paint(text, colour, this.#style)];
    });
    const running = entries.filter(({ state }) => state === 'running').slice(0, shownJobs);
    return [`JOBS       ${counts.join('   ')}`, ...running.map(runningLine)];
  }

  #fleet(runner: RunnerStatus | null, capacity: number): string[] {
    if (runner === null) return ['INSTANCES'];
    const { instances, requested, maxInstances, slots } = runner;
    const known = instances.length + requested;
    const rows = instances.map(({ id, state, jobs, uses, age, note }) => {
      const busy = Math.min(capacity, jobs.length);
      return `  ${pad(id, 24)} ${'█'.repeat(busy)}${'░'.repeat(capacity - busy)}  ${pad(state, 9)} jobs so far ${pad(String(uses), 4)} age ${pad(age, 6)} ${note}`;
    });
    const head = `INSTANCES  ${String(known)}${maxInstances === null ? '' : ` of ${String(maxInstances)}`}   slots busy ${String(slots.acquired)}, idle ${String(slots.idle)}`;
    return [`${head}${requested === 0 ? '' : `   requested ${String(requested)}`}`, ...rows];
  }

  /** A line that the terminal would break spoils the picture. Colour stands at the front of lines, in what is never cut. */
  #clipped(line: string): string {
    const spelled = spell(line, this.#style);
    const surplus = columns(spelled) - this.#style.width + 1;
    return surplus <= 0 ? spelled : spelled.slice(0, spelled.length - surplus);
  }
}

function runningLine({ name, times }: DemoEntry): string {
  const ran = times.startedAt === null ? 0 : Math.max(0, Date.now() - times.startedAt);
  return `  ${pad(name, 24)} on ${pad(times.instance ?? '', 24)} ${durationText(Math.round(ran / 100) / 10)}`;
}
