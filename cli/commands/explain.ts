import { exitCodes, type ExitCode } from '../exit-codes.ts';
import type { Io } from '../io.ts';
import type { ExplainTopic } from '../sim-program.ts';
import { UsageError } from '../usage-error.ts';

/** `sim explain`: says what a preset, metric, fault, key or rule of the checks is; lists them all where none is named. */
export async function explain(topic: ExplainTopic, name: string | undefined, io: Io): Promise<ExitCode> {
  const lines = await explainers[topic](name);
  io.stdout.write(`${lines.join('\n')}\n`);
  return exitCodes.ok;
}

const explainers: Readonly<Record<ExplainTopic, (name: string | undefined) => Promise<string[]>>> = {
  preset: explainPresets,
  metric: explainMetrics,
  fault: explainFaults,
  key: explainKeys,
  rule: explainRules,
};

async function explainPresets(name: string | undefined): Promise<string[]> {
  const { presetNames } = await import('../../sim/scenario/fleet-model.ts');
  const { explainPreset } = await import('../../sim/scenario/presets/explain-preset.ts');
  if (name === undefined) return columns(presetNames.map((preset) => [preset, explainPreset(preset).summary]));
  const preset = presetNames.find((known) => known === name);
  if (preset === undefined) throw unknown('preset', name, presetNames);
  const { summary, parameters } = explainPreset(preset);
  const rows = parameters.map(({ path, value, origin, source }) => [path, value, `${origin === 'assumption' ? 'assumption: ' : ''}${source ?? ''}`]);
  return [`${preset}: ${summary}`, '', ...columns(rows)];
}

async function explainMetrics(name: string | undefined): Promise<string[]> {
  const { findMetric, metrics } = await import('../../sim/measure/metric.ts');
  if (name === undefined) return columns(metrics.map((metric) => [metric.name, metric.unit, metric.description]));
  const metric = findMetric(name);
  if (metric === undefined)
    throw unknown(
      'metric',
      name,
      metrics.map((known) => known.name),
    );
  return [`${metric.name} (${metric.unit})`, `  ${metric.description}`];
}

async function explainFaults(name: string | undefined): Promise<string[]> {
  const { faultGuide } = await import('../../sim/scenario/fault-guide.ts');
  if (name === undefined) return columns(faultGuide.map((fault) => [fault.type, fault.effect]));
  const fault = faultGuide.find(({ type }) => type === name);
  if (fault === undefined)
    throw unknown(
      'fault',
      name,
      faultGuide.map(({ type }) => type),
    );
  return [`${fault.type}: ${fault.effect}`, '', ...columns(fault.params.map(({ name: param, meaning }) => [param, meaning])), '', `  ${fault.example}`];
}

async function explainKeys(name: string | undefined): Promise<string[]> {
  const { allKeys, explainKey, nearestKey } = await import('../../adapters/config/explain-key.ts');
  if (name === undefined) return columns(allKeys().map(({ path, type, default: value }) => [path, type, value]));
  const keys = explainKey(name);
  if (keys.length === 0) {
    const near = nearestKey(name);
    throw new UsageError(`there is no key "${name}"${near === '' ? '' : `; did you mean ${near}?`} sim explain key lists them all`);
  }
  return keys.flatMap(({ path, type, default: value, range, effect }, index) => [
    ...(index === 0 ? [] : ['']),
    path,
    ...columns([['type', type], ...(value === '' ? [] : [['default', value]]), ...(range === '' ? [] : [['range', range]]), ['effect', effect]]),
  ]);
}

async function explainRules(name: string | undefined): Promise<string[]> {
  const { checkRules } = await import('../check-rules.ts');
  if (name === undefined) return columns(checkRules.map(({ id, finds }) => [id, finds]));
  const rule = checkRules.find(({ id, shownAs }) => id === name || shownAs === name);
  if (rule === undefined)
    throw unknown(
      'rule',
      name,
      checkRules.map(({ id }) => id),
    );
  const { id, severity, reads, finds, because } = rule;
  return [
    id,
    ...columns([
      ['level', severity.join(' or ')],
      ['reads', reads],
      ['finds', finds],
      ['because', because],
    ]),
  ];
}

function unknown(what: string, name: string, known: readonly string[]): UsageError {
  return new UsageError(`there is no ${what} "${name}"; there are ${known.join(', ')}`);
}

/** Rows with their cells aligned, indented by two. */
function columns(rows: readonly (readonly string[])[]): string[] {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => (row[column] ?? '').length)));
  return rows.map((row) => `  ${row.map((cell, column) => (column === row.length - 1 ? cell : cell.padEnd(widths[column] ?? 0))).join('  ')}`.trimEnd());
}
