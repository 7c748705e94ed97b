import type { Instance } from '../../core/fleet/instance.ts';
import { goDuration } from '../../core/job/go-duration.ts';
import type { Runner } from '../../core/manager/runner.ts';
import { decisionText } from './decision-text.ts';
import type { ManagerView } from './manager-view.ts';
import type { ProcessState } from './process-metrics.ts';
import type { RecentDecisions } from './recent-decisions.ts';
import { slotStates, type SlotStates } from './slot-states.ts';

/** What a manager is doing, as the status pages show it. It holds no secret. */
export interface Status {
  readonly format: '1.0';
  readonly version: string;
  readonly state: ProcessState;
  readonly concurrent: number;
  readonly busyWorkers: number;
  readonly runners: readonly RunnerStatus[];
  readonly decisions: readonly { readonly at: string; readonly runner: string; readonly text: string }[];
}

/** One runner. */
export interface RunnerStatus {
  readonly name: string;
  readonly token: string;
  readonly jobs: number;
  readonly requests: number;
  /** The index in the file of the policy in force; null for none. */
  readonly policy: number | null;
  readonly slots: SlotStates;
  readonly maxInstances: number | null;
  /** Asked for, and not yet seen. */
  readonly requested: number;
  readonly instances: readonly InstanceStatus[];
}

/** One instance. */
export interface InstanceStatus {
  readonly id: string;
  readonly state: string;
  /** Since its discovery, as `1h2m3s`. */
  readonly age: string;
  readonly uses: number;
  readonly jobs: readonly string[];
  /** Why it is not simply at work. */
  readonly note: string;
}

/** What a status is made from. */
export interface StatusSource {
  readonly view: ManagerView;
  readonly decisions: RecentDecisions;
  readonly version: string;
  readonly state: () => ProcessState;
  /** An instant of the core's time as people read it. */
  readonly timeText: (at: number) => string;
}

/** The status at this moment. */
export function statusOf({ view, decisions, version, state, timeText }: StatusSource): Status {
  const { manager, runners } = view;
  return {
    format: '1.0',
    version,
    state: state(),
    concurrent: manager.config.concurrent,
    busyWorkers: manager.busyWorkers,
    runners: manager.runners.map((runner) => runnerStatus(runner, view)),
    decisions: decisions.latestFirst().map(({ at, runner, decision }) => ({
      at: timeText(at),
      runner: runners[runner]?.name ?? '',
      text: decisionText(decision, timeText),
    })),
  };
}

function runnerStatus({ index, scaler, jobCount, requestCount }: Runner, view: ManagerView): RunnerStatus {
  const metered = view.runners[index];
  const urls = new Map<string, string[]>();
  for (const { runner, instance, url } of view.jobs()) {
    if (runner === index && instance !== null) urls.set(instance, [...(urls.get(instance) ?? []), url]);
  }
  return {
    name: metered?.name ?? '',
    token: metered?.token ?? '',
    jobs: jobCount,
    requests: requestCount,
    policy: scaler.policyIndex,
    slots: slotStates(scaler),
    maxInstances: scaler.maxInstances >= Number.MAX_SAFE_INTEGER ? null : scaler.maxInstances,
    requested: scaler.provisioner.requestedCount,
    instances: [...scaler.provisioner.instances()].map((instance) => ({
      id: instance.id,
      state: instance.removing ? 'deleting' : instance.state,
      age: age(view, instance),
      uses: instance.useCount,
      jobs: urls.get(instance.id) ?? [],
      note: noteOf(instance),
    })),
  };
}

function age(view: ManagerView, { provisionedAt }: Instance): string {
  const { second } = view.manager.config;
  return goDuration(Math.floor((view.now() - provisionedAt) / second) * second, second);
}

function noteOf({ removing, removalReason, suspect, lastFault, draining, withdrawn, readiness, acquiredCount, missedCount }: Instance): string {
  if (removing) return `goes: ${removalReason ?? 'shutdown'}`;
  if (suspect) return `suspect: ${lastFault?.detail ?? 'unproven'}`;
  if (missedCount > 0) return `missing in ${missedCount} listing${missedCount === 1 ? '' : 's'}`;
  if (draining) return 'takes no more jobs';
  if (withdrawn) return 'surplus: goes as soon as no reservation needs it';
  if (readiness !== 'ready') return readiness === 'preparing' ? 'is being prepared' : readiness;
  return acquiredCount === 0 ? 'idle' : '';
}
