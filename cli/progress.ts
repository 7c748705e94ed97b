import { durationText } from '../sim/text/figure-text.ts';
import { spell } from '../sim/text/text-style.ts';
import type { Io } from './io.ts';
import { terminalStyle } from './terminal-style.ts';

const barWidth = 12;
const terminalEveryMs = 100;
const logEveryMs = 10_000;

/** How far replications are that run at the moment. */
export interface RunningDays {
  /** The day that each is in, from 1; 0 for one that does not run. */
  readonly days: Int32Array;
  /** Days until the horizon; the last jobs may take longer. */
  readonly horizonDays: number;
  /** What is counted; seeds where left out. */
  readonly what?: string;
}

/** Says on standard error how far a run is: one line that is redrawn at a terminal, a line every ten seconds at most elsewhere. */
export class Progress {
  readonly #io: Pick<Io, 'stderr' | 'env'>;
  readonly #total: number;
  readonly #running: RunningDays;
  readonly #startedAt = performance.now();
  #shownAt: number;
  #done = 0;
  #steps = 0;
  #drawn = false;
  #timer: NodeJS.Timeout | undefined;

  constructor(io: Pick<Io, 'stderr' | 'env'>, total: number, running: RunningDays) {
    this.#io = io;
    this.#total = total;
    this.#running = running;
    this.#shownAt = io.stderr.isTTY ? -Infinity : this.#startedAt;
  }

  /** Shows that something happens while the first replications take their time. */
  start(): void {
    this.#timer = setInterval(() => this.#show(), this.#io.stderr.isTTY ? terminalEveryMs : logEveryMs);
    this.#timer.unref();
  }

  /** One more replication is done. */
  advance(steps: number): void {
    this.#done++;
    this.#steps += steps;
    this.#show();
  }

  #show(): void {
    const now = performance.now();
    if (now - this.#shownAt < (this.#io.stderr.isTTY ? terminalEveryMs : logEveryMs)) return;
    this.#shownAt = now;
    const line = spell(this.#line(now - this.#startedAt), terminalStyle(this.#io.stderr, this.#io.env));
    this.#io.stderr.write(this.#io.stderr.isTTY ? `\r\u001b[K${line}` : `${line}\n`);
    this.#drawn = true;
  }

  /** Takes the line away. */
  end(): void {
    clearInterval(this.#timer);
    if (this.#io.stderr.isTTY && this.#drawn) this.#io.stderr.write('\r\u001b[K');
  }

  #line(elapsedMs: number): string {
    // The total may be a guess, where a work decides on its way how much of it there is.
    const share = Math.min(1, this.#done / this.#total);
    const filled = Math.round(share * barWidth);
    const bar = `${'█'.repeat(filled)}${'░'.repeat(barWidth - filled)}`;
    const elapsed = elapsedMs / 1000;
    const seeds = `${bar} ${this.#done}/${Math.max(this.#done, this.#total)} ${this.#running.what ?? 'seeds'}${this.#day()}`;
    if (this.#done === 0) return `${seeds} · ${durationText(Math.floor(elapsed))}`;
    const left = durationText(Math.ceil(elapsed * (1 / share - 1)));
    const rate = (this.#steps / elapsed / 1_000_000).toFixed(1);
    return `${seeds} · ${rate} M steps/s · ${left} left`;
  }

  /** The furthest of those that run. */
  #day(): string {
    const { days, horizonDays } = this.#running;
    let furthest = 0;
    for (let index = 0; index < days.length; index++) furthest = Math.max(furthest, Atomics.load(days, index));
    const day = Math.min(horizonDays, furthest);
    return day === 0 || horizonDays < 2 ? '' : ` · day ${day}/${horizonDays}`;
  }
}
