import { loadScenario } from '../../../cli/load-scenario.ts';
import type { SimulationPlan } from '../../../sim/simulation-plan.ts';

/** Keys of a scenario, each as YAML. */
export interface InlineScenario {
  /** Below `[runners.autoscaler]`, beside the policy; lines of TOML. */
  readonly autoscaler: string;
  readonly policy: string;
  readonly horizon: string;
  /** One stream in flow style. */
  readonly stream: string;
  readonly fleet: string;
  readonly faults?: string;
  readonly gitlab?: string;
  /** So many that it limits nothing where it is left out. */
  readonly requestConcurrency?: number;
  /** So many that it limits nothing where it is left out. */
  readonly concurrent?: number;
}

/** A plan through the same doors as that of any scenario file, without a file. */
export function inlinePlan(scenario: InlineScenario): SimulationPlan {
  const { autoscaler, policy, horizon, stream, fleet, faults = '[]', gitlab = '{}', requestConcurrency = 100, concurrent = 100 } = scenario;
  const toml = [
    `concurrent = ${concurrent}`,
    '[[runners]]',
    'name = "inline"\nurl = "https://gitlab.example.com"\ntoken = "<token>"\nexecutor = "instance"',
    `request_concurrency = ${requestConcurrency}`,
    `[runners.autoscaler]\nplugin = "aws"\n${autoscaler}`,
    `[[runners.autoscaler.policy]]\n${policy}`,
  ].join('\n');
  const text = [
    'version: 1\nname: inline',
    `config:\n  toml: |\n${toml.replace(/^/gm, '    ')}`,
    `clock: { horizon: ${horizon} }`,
    `workload: [ ${stream} ]`,
    `fleet: ${fleet}`,
    `gitlab: ${gitlab}`,
    `faults: ${faults}`,
  ].join('\n');
  const { ready, findings } = loadScenario('-', [], { readStdin: () => text });
  if (ready === null) throw new Error(findings.map(({ message }) => message).join('\n'));
  return ready.plan;
}
