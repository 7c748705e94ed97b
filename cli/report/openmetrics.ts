import { findMetric } from '../../sim/measure/metric.ts';
import type { Result, ResultMetric } from '../../sim/measure/result.ts';
import { backTestLabel } from '../../sim/text/back-test-text.ts';

type Labels = Readonly<Record<string, string>>;

/** A metric family of one gauge: its samples share a name and differ in labels. */
interface Family {
  readonly name: string;
  readonly unit: string | null;
  readonly help: string;
  readonly samples: readonly { readonly labels: Labels; readonly value: number | null }[];
}

/**
 * The result as OpenMetrics text, for `artifacts:reports:metrics` of GitLab and for anything that reads Prometheus: a gauge for every metric (`wait.p95` is
 * `sim_wait_p95_seconds`), the ends of its interval with the label `bound`, what was not measured as NaN; then objectives and causes of waiting. Every sample
 * has the label `scenario`.
 *
 * @remarks Source: OpenMetrics 1.0; GitLab, Metrics reports.
 */
export function openmetricsReport(result: Result): string {
  const scenario = { scenario: result.scenario.name };
  const families = [...Object.entries(result.metrics).flatMap((entry) => metricFamilies(entry, scenario)), ...objectives(result), ...waiting(result)];
  return `${[...info(result), ...families.flatMap(familyLines), '# EOF'].join('\n')}\n`;
}

function info({ scenario, config, seed, replications, complete, hash, facts }: Result): string[] {
  const labels = {
    scenario: scenario.name,
    config: config.name,
    seed: String(seed),
    replications: String(replications),
    complete: String(complete),
    hash,
    back_test: backTestLabel(facts),
    price_source: facts.price_source ?? '',
  };
  return ['# TYPE sim_result info', '# HELP sim_result What was simulated.', `sim_result_info${labelText(labels)} 1`];
}

function metricFamilies([name, metric]: [string, ResultMetric], scenario: Labels): Family[] {
  const unit = unitSuffix(metric.unit);
  const words = `sim_${name.replaceAll('.', '_')}`;
  const full = unit === null ? words : `${words}_${unit}`;
  const bounds = unit === null ? `${words}_bound` : `${words}_bound_${unit}`;
  const help = findMetric(name)?.description ?? name;
  const ends = [
    { labels: { ...scenario, bound: 'lower' }, value: metric.lo },
    { labels: { ...scenario, bound: 'upper' }, value: metric.hi },
  ];
  return [
    { name: full, unit, help, samples: [{ labels: scenario, value: metric.value }] },
    { name: bounds, unit, help: `Ends of the 95 % interval of ${full}.`, samples: ends },
  ];
}

/** A share is a ratio, a count has no unit, and any other is a currency. */
function unitSuffix(unit: string): string | null {
  if (unit === 'count') return null;
  return unit === 'share' ? 'ratio' : unit.toLowerCase().replace(/[^a-z0-9]/g, '_');
}

function objectives({ slo, scenario }: Result): Family[] {
  const samples = slo.map(({ expr, severity, ok }) => ({ labels: { scenario: scenario.name, objective: expr, severity }, value: ok ? 1 : 0 }));
  return [{ name: 'sim_objective_met', unit: null, help: 'Whether an objective is met: 1 or 0.', samples }];
}

function waiting({ why, scenario }: Result): Family[] {
  const labels = (cause: string): Labels => ({ scenario: scenario.name, cause });
  return [
    {
      name: 'sim_waiting_seconds',
      unit: 'seconds',
      help: 'Waiting job-seconds of one replication by their cause.',
      samples: why.map(({ cause, seconds }) => ({ labels: labels(cause), value: seconds })),
    },
    {
      name: 'sim_waiting_share_ratio',
      unit: 'ratio',
      help: 'Share of all waiting by its cause.',
      samples: why.map(({ cause, share }) => ({ labels: labels(cause), value: share })),
    },
  ];
}

function familyLines({ name, unit, help, samples }: Family): string[] {
  return [
    `# TYPE ${name} gauge`,
    ...(unit === null ? [] : [`# UNIT ${name} ${unit}`]),
    `# HELP ${name} ${escaped(help)}`,
    ...samples.map(({ labels, value }) => `${name}${labelText(labels)} ${value ?? 'NaN'}`),
  ];
}

function labelText(labels: Labels): string {
  return `{${Object.entries(labels)
    .map(([label, value]) => `${label}="${escaped(value)}"`)
    .join(',')}}`;
}

function escaped(text: string): string {
  return text.replace(/\\/g, '\\\\').replace(/"/g, '\\"').replace(/\r?\n/g, '\\n');
}
