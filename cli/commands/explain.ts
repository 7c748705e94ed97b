import { nearestName } from '../../core/text/nearest-name.ts';
import { exitCodes, type ExitCode } from '../exit-codes.ts';
import type { Io } from '../io.ts';
import type { ExplainTopic } from '../sim-program.ts';
import { unknownName } from '../unknown-name.ts';
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
  if (preset === undefined) throw unknownName('preset', name, presetNames);
  const { summary, parameters } = explainPreset(preset);
  const rows = parameters.map(({ path, value, origin, source }) => [path, value, `${origin === 'assumption' ? 'assumption: ' : ''}${source ?? ''}`]);
  return [`${preset}: ${summary}`, '', ...columns(rows)];
}

async function explainMetrics(name: string | undefined): Promise<string[]> {
  const { findMetric, metrics } = await import('../../sim/measure/metric.ts');
  if (name === undefined) return columns(metrics.map((metric) => [metric.name, metric.unit, metric.description]));
  const metric = findMetric(name);
  if (metric === undefined)
    throw unknownName(
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
    throw unknownName(
      'fault',
      name,
      faultGuide.map(({ type }) => type),
    );
  return [`${fault.type}: ${fault.effect}`, '', ...columns(fault.params.map(({ name: param, meaning }) => [param, meaning])), '', `  ${fault.example}`];
}

/** Keys of a config.toml, then those of a scenario: one name may be in both. */
async function explainKeys(name: string | undefined): Promise<string[]> {
  const { allKeys, explainKey, keysNamed } = await import('../../adapters/config/explain-key.ts');
  const { scenarioKeys } = await import('../../sim/scenario/scenario-keys.ts');
  const configKeys = allKeys();
  const ofScenarios = scenarioKeys();
  if (name === undefined) {
    const listed = (keys: readonly { readonly path: string; readonly type: string; readonly default: string }[]): string[] =>
      columns(keys.map(({ path, type, default: value }) => [path, type, value]));
    return ['config.toml', ...listed(configKeys), '', 'scenario', ...listed(ofScenarios)];
  }
  const found = [...explainKey(name), ...keysNamed(name, ofScenarios).map((key) => ({ ...key, range: '', path: `${key.path} (scenario)` }))];
  if (found.length === 0)
    throw unknownKey(
      name,
      [...configKeys, ...ofScenarios].map(({ path }) => path),
    );
  return found.flatMap(({ path, type, default: value, range, effect }, index) => [
    ...(index === 0 ? [] : ['']),
    path,
    ...columns([['type', type], ...(value === '' ? [] : [['default', value]]), ...(range === '' ? [] : [['range', range]]), ['effect', effect]]),
  ]);
}

/** A misspelt key is known by its last name: the tables around it are seldom written. */
function unknownKey(name: string, paths: readonly string[]): UsageError {
  const lastOf = (path: string): string => path.split('.').at(-1)!;
  const nearest = nearestName(lastOf(name), [...new Set(paths.map(lastOf))]);
  return new UsageError(`there is no key ${name}${nearest === '' ? '' : `; did you mean ${nearest}?`} (sim explain key lists them all)`);
}

async function explainRules(name: string | undefined): Promise<string[]> {
  const { checkRules } = await import('../check-rules.ts');
  if (name === undefined) return columns(checkRules.map(({ id, finds }) => [id, finds]));
  const rule = checkRules.find(({ id, shownAs }) => id === name || shownAs === name);
  if (rule === undefined)
    throw unknownName(
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

/** Rows with their cells aligned, indented by two. */
function columns(rows: readonly (readonly string[])[]): string[] {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => (row[column] ?? '').length)));
  return rows.map((row) => `  ${row.map((cell, column) => (column === row.length - 1 ? cell : cell.padEnd(widths[column] ?? 0))).join('  ')}`.trimEnd());
}
