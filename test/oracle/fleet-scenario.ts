import { readFileSync } from 'node:fs';
import type { ProviderState } from '../../core/fleet/instance.ts';

/** A call that a step can make fail. */
export type CallName = 'update' | 'increase' | 'decrease' | 'suspend' | 'resume';

/** The real provisioner's options, times in milliseconds. */
export interface ScenarioOptions {
  readonly max_size: number;
  readonly update_interval_ms: number;
  readonly update_interval_when_expecting_ms: number;
  readonly deletion_retry_interval_ms: number;
  readonly suspend_retry_interval_ms: number;
  readonly shutdown_deletion_retries: number;
  readonly shutdown_deletion_interval_ms: number;
  readonly resume_wait_for_suspended_timeout_ms: number;
}

/** How the scripted cloud behaves. */
export interface ScenarioProvider {
  readonly max_size: number;
  readonly capabilities?: readonly string[];
  readonly appear_ms: number;
  readonly create_ms: number;
  readonly delete_ms: number;
  readonly suspend_ms?: number;
  readonly resume_ms?: number;
  readonly report_deleted?: boolean;
  readonly ignore_delete?: boolean;
  readonly latency_ms: number;
  readonly preexisting?: readonly { readonly id: string; readonly state: ProviderState }[];
}

/** What happens from outside, in milliseconds since the start. */
export type ScenarioStep = { readonly at_ms: number } & (
  | { readonly do: 'request'; readonly n: number }
  | { readonly do: 'delete' | 'suspend' | 'vanish'; readonly id: string }
  | { readonly do: 'resume_and_wait'; readonly ids: readonly string[] }
  | { readonly do: 'wait_for_state' | 'set_state' | 'add'; readonly id: string; readonly state: ProviderState }
  | { readonly do: 'hide'; readonly id: string; readonly for_ms: number }
  | { readonly do: 'fail'; readonly call: CallName; readonly count: number; readonly partial?: number }
  | { readonly do: 'ignore_delete'; readonly on?: boolean }
  | { readonly do: 'capacity' | 'shutdown' }
);

/** What a scripted cloud and its user do to one provisioner. */
export interface FleetScenario {
  readonly name: string;
  readonly description: string;
  readonly options: ScenarioOptions;
  readonly provider: ScenarioProvider;
  readonly steps: readonly ScenarioStep[] | null;
  readonly until_ms: number;
}

/** One line of a trace: what happened in which millisecond. */
export type TraceEntry = Readonly<Record<string, unknown>> & { readonly t: number; readonly ev: string };

/** A scenario with the trace that the real provisioner left; null where the file holds the scenario alone. */
export interface GoldenFile {
  readonly scenario: FleetScenario;
  readonly trace: readonly TraceEntry[] | null;
}

/** Reads a golden file or a bare scenario file. */
export function readGoldenFile(path: string): GoldenFile {
  const content = JSON.parse(readFileSync(path, 'utf8')) as FleetScenario | GoldenFile;
  return 'scenario' in content ? { scenario: content.scenario, trace: content.trace ?? null } : { scenario: content, trace: null };
}
