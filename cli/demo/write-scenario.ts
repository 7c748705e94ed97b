import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { DemoEntry } from './demo-workload.ts';

/** What a demo measured, for a simulation of the same. Spans in milliseconds. */
export interface DemoMeasures {
  /** The manager's first instant, in milliseconds since 1970. */
  readonly startedAt: number;
  readonly bootsMs: readonly number[];
  readonly preparationsMs: readonly number[];
  readonly entries: readonly DemoEntry[];
}

/** How a demo was called. */
export interface DemoScenarioOptions {
  readonly seed: number;
  readonly replications: number;
}

/** A run that is short against the configuration's idle_time says little of it. */
const shortestS = 15;

/** Jobs that started and ended: the others have nothing to be simulated by. */
export function measuredJobs(entries: readonly DemoEntry[]): readonly DemoEntry[] {
  return entries.filter(({ queuedAt, times, job }) => queuedAt !== null && times.startedAt !== null && times.lastLineAt !== null && job.isOver);
}

/**
 * Writes a scenario of what a demo has just done, beside its config.toml: the same arrivals, and run times, boots, ready commands and dials as they were
 * measured.
 *
 * @returns the scenario's file; null where there was nothing to measure.
 */
export function writeScenario(folder: string, measures: DemoMeasures, options: DemoScenarioOptions): string | null {
  const jobs = measuredJobs(measures.entries);
  if (jobs.length === 0 || measures.bootsMs.length === 0 || measures.preparationsMs.length === 0) return null;
  const dials = jobs.flatMap(({ times: { dialedAt, connectedAt } }) => (dialedAt === null || connectedAt === null ? [] : [connectedAt - dialedAt]));
  const write = (name: string, text: string): string => {
    writeFileSync(join(folder, name), text);
    return join(folder, name);
  };
  write('jobs.csv', jobsText(jobs, measures.startedAt));
  write('boots.txt', spansText(measures.bootsMs));
  write('preparations.txt', spansText(measures.preparationsMs));
  write('dials.txt', spansText(dials));
  const lastMs = Math.max(...jobs.map(({ queuedAt }) => queuedAt! - measures.startedAt));
  return write('scenario.yaml', scenarioText(Math.max(shortestS, Math.ceil(lastMs / 1000) + 1), options));
}

function jobsText(jobs: readonly DemoEntry[], startedAt: number): string {
  const rows = jobs
    .map(({ name, job, queuedAt, times }) => {
      const [arrival, duration] = [Math.max(0, queuedAt! - startedAt), times.lastLineAt! - times.startedAt!];
      return { arrival, text: [seconds(arrival), seconds(duration), job.status === 'failed' ? 'failed' : 'completed', name].join(',') };
    })
    .toSorted((a, b) => a.arrival - b.arrival);
  return `arrival_s,duration_s,status,name\n${rows.map(({ text }) => `${text}\n`).join('')}`;
}

function spansText(spans: readonly number[]): string {
  return spans.map((span) => `${seconds(span)}\n`).join('');
}

function seconds(ms: number): string {
  return (ms / 1000).toFixed(3);
}

function scenarioText(horizonS: number, { seed, replications }: DemoScenarioOptions): string {
  return `# What a drydock demo did, for the simulator: every span was measured.
version: 1
name: demo
description: The jobs of a demo on its own config.toml.
config: ./config.toml
clock: { horizon: ${String(horizonS)}s }
workload:
  - trace: { file: ./jobs.csv }            # when each job came, and how long it ran
fleet:
  preset: generic
  boot: { running: { dist: empirical, file: ./boots.txt }, ready: 0s }
  ready_command: { dist: empirical, file: ./preparations.txt }      # with the first dial
  connect: { dist: empirical, file: ./dials.txt }
  delete: 200ms
  api: { list_latency: 0s }
replications: ${String(replications)}
seed: ${String(seed)}
`;
}
