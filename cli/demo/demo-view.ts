import type { DemoEntry } from './demo-workload.ts';

/** Where a demo shows what happens. Times are milliseconds since the manager's start. */
export interface DemoView {
  /** A pipeline was pushed. */
  pipeline(name: string, jobs: number, atMs: number): void;
  /** A job has a new state. */
  job(entry: DemoEntry, atMs: number): void;
  /** The manager has decided something. */
  decision(text: string, atMs: number): void;
  /** Something that a user should know. */
  note(text: string, atMs: number): void;
  /** Some time has passed. */
  tick(atMs: number): void;
  /** Nothing more will come. */
  close(): void;
}

/** A time since the start: `12.3s`. */
export function clockText(atMs: number): string {
  return `${(Math.max(0, atMs) / 1000).toFixed(1)}s`;
}
