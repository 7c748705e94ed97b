import type { Output } from '../io.ts';
import { durationText } from '../../sim/text/figure-text.ts';
import { clockText, type DemoView } from './demo-view.ts';
import type { DemoEntry } from './demo-workload.ts';

/** What happens, a line each: for files, pipes and logs. */
export class PlainView implements DemoView {
  readonly #stdout: Output;

  constructor(stdout: Output) {
    this.#stdout = stdout;
  }

  pipeline(name: string, jobs: number, atMs: number): void {
    this.#line('pipeline', `${name} is pushed: ${String(jobs)} jobs`, atMs);
  }

  job(entry: DemoEntry, atMs: number): void {
    const text = changeText(entry);
    if (text !== null) this.#line('job', `${entry.name} ${text}`, atMs);
  }

  decision(text: string, atMs: number): void {
    this.#line('decision', text, atMs);
  }

  note(text: string, atMs: number): void {
    this.#line('demo', text, atMs);
  }

  tick(): void {
    // Lines tell of changes alone.
  }

  close(): void {
    // Nothing is drawn that would have to be taken away.
  }

  #line(kind: string, text: string, atMs: number): void {
    this.#stdout.write(`${clockText(atMs).padStart(7)}  ${kind.padEnd(9)} ${text}\n`);
  }
}

function changeText({ state, job, queuedAt, times }: DemoEntry): string | null {
  const { startedAt, lastLineAt, instance } = times;
  const ran = startedAt === null || lastLineAt === null ? '' : ` after ${durationText((lastLineAt - startedAt) / 1000)}`;
  switch (state) {
    case 'created':
    case 'pending':
    case 'preparing':
      return null;
    case 'running':
      return `runs on ${instance ?? '?'}, ${durationText((startedAt! - queuedAt!) / 1000)} after it came`;
    case 'success':
    case 'canceled':
      return `${state}${ran}`;
    case 'failed':
      return `failed${ran}: ${job.failureReason ?? 'unknown_failure'}${job.exitCode === null ? '' : `, exit code ${String(job.exitCode)}`}`;
    case 'skipped':
      return 'skipped: a job that it needs did not succeed';
  }
}
