import { zoneHint } from '../adapters/calendar/zone-hint.ts';
import { isTimeZone } from '../adapters/calendar/zone-offset.ts';
import { policySequence } from '../adapters/calendar/policy-sequence.ts';
import { checkInlineSecrets } from '../adapters/config/check-inline-secrets.ts';
import { literalSecrets } from '../adapters/config/literal-secrets.ts';
import { loadConfig, type LoadedConfig } from '../adapters/config/load-config.ts';
import { maskedText } from '../adapters/config/mask-secrets.ts';
import { toManagerConfig, type ManagerSetup } from '../adapters/config/to-manager-config.ts';
import type { Finding } from '../core/finding.ts';
import type { ResultInputs } from '../sim/measure/build-result.ts';
import type { MeasureContext } from '../sim/measure/replication.ts';
import { parseScenario, type ParsedScenario } from '../sim/scenario/parse-scenario.ts';
import { referencedFiles } from '../sim/scenario/referenced-files.ts';
import type { Remark } from '../sim/scenario/remark.ts';
import { calendarSpan, resolveScenario } from '../sim/scenario/resolve-scenario.ts';
import type { Scenario } from '../sim/scenario/scenario.ts';
import { ScenarioSource } from '../sim/scenario/scenario-source.ts';
import type { ScenarioDocument } from '../sim/scenario/schema/scenario.ts';
import type { SimulationPlan } from '../sim/simulation-plan.ts';
import { checkTogether } from './check-together.ts';
import { defaultObjectives } from './default-objectives.ts';
import { readRecordedDurations } from './read-recorded-durations.ts';
import { readTraces } from './read-traces.ts';
import { resultFacts } from './result-facts.ts';
import type { ConfigFile, ScenarioFiles } from './scenario-files.ts';
import { compatPath, isCompat, sortSettings, type Settings } from './settings.ts';
import type { Assignment } from './sim-program.ts';
import { zoneOffsets } from './zone-offsets.ts';

/** A scenario that can be run. */
export interface ReadyScenario {
  readonly plan: SimulationPlan;
  readonly context: MeasureContext;
  readonly inputs: Omit<ResultInputs, 'complete'>;
  readonly replications: number;
  /** Whether the objectives are those of the configuration (job_queuing_durations), since the scenario has none. */
  readonly hasDefaultObjectives: boolean;
  /** Of each policy of the first runner when it may be in force, as the configuration says it. */
  readonly policyPeriods: readonly (readonly string[])[];
}

/** A scenario with its configuration and all files, read and checked. */
export interface LoadedScenario {
  /** null with an error among the findings. */
  readonly ready: ReadyScenario | null;
  readonly findings: readonly Finding[];
}

/** A scenario's text. */
export interface ScenarioText {
  readonly text: string;
  /** For findings. */
  readonly name: string;
}

const dayMs = 86_400_000;
/** Policies go on while the last jobs drain; longer than any job waits and runs. */
const drainMs = 35 * dayMs;

/**
 * Reads everything that a scenario names, and checks all of it, each by itself and together. It needs nothing of Node: a page prepares a scenario as the
 * command line does.
 *
 * @throws UsageError when a setting has no place.
 */
export function prepareScenario(file: ScenarioText, files: ScenarioFiles, assignments: readonly Assignment[]): LoadedScenario {
  const settings = sortSettings(assignments);
  const findings: Finding[] = [];
  const { document, written, findings: own } = parseScenario(file.text, file.name, settings.scenario);
  // A token may stand anywhere in a file, such as in a configuration inside it.
  findings.push(...own.map((finding) => ({ ...finding, message: maskedText(finding.message), sourceLine: maskedText(finding.sourceLine) })));
  if (document === null) return { ready: null, findings: [...findings, ...findingsOfConfig(written, file, files)] };
  const source = new ScenarioSource(file.text, file.name);
  const note = placer(source, findings);
  const zone = document.clock?.timezone ?? 'UTC';
  if (!isTimeZone(zone)) note('unknown-value', ['clock', 'timezone'], `there is no time zone "${zone}"`, zoneHint(zone));
  const compat = document.set?.[compatPath];
  if (compat !== undefined && !isCompat(compat)) note('unknown-value', ['set', compatPath], 'compat is upstream or drydock');
  const configFile = readConfig(document, file, files, note);
  const traces = readTraces(document, files, note, findings);
  const recorded = readRecorded(document, files, note);
  const loaded =
    configFile === null ? null : readManagerConfig({ file: configFile, document, settings, zone, place: (remark) => source.place(remark) }, findings);
  if (loaded?.config == null) return { ready: null, findings };
  if (findings.some(isError)) return { ready: null, findings: [...findings, ...toManagerConfig(loaded.config, runnerOf(document)).findings.filter(isError)] };
  const scenario = resolveScenario(document, { zone: zoneOffsets(calendarSpan(document, traces.endMs)), recorded, traces: traces.rows });
  const setup = managerSetup(loaded.config, scenario, settings, document);
  const horizonMs = scenario.clock.horizonMs ?? traces.endMs;
  findings.push(...setup.findings, ...checkTogether({ config: loaded.config, scenario, horizonMs, place: source, traces }));
  if (findings.some(isError)) return { ready: null, findings };
  return { ready: readyScenario({ file, files, configFile: configFile!, scenario, setup, traces: traces.rows, horizonMs, assignments }), findings };
}

function isError({ severity }: Finding): boolean {
  return severity === 'error';
}

/** Notes an error at a part of the scenario. */
export type NoteError = (rule: string, path: readonly (string | number)[], message: string, hint?: string) => void;

function placer(source: ScenarioSource, findings: Finding[]): NoteError {
  return (rule, path, message, hint = '') => {
    findings.push(source.place({ severity: 'error', rule, path, message, hint, atKey: false }));
  };
}

function readConfig({ config }: Pick<ScenarioDocument, 'config'>, file: ScenarioText, files: ScenarioFiles, note: NoteError): ConfigFile | null {
  if (typeof config !== 'string') return { text: config.toml, shown: `${file.name} (config.toml)`, name: 'inline' };
  const read = files.config(config);
  if (!('fault' in read)) return read;
  note('file', ['config'], read.fault, 'the path counts from the scenario’s folder');
  return null;
}

/** What is wrong with the configuration of a scenario that breaks its own grammar: a user who mends both at once is done sooner. What the scenario sets in it is not judged. */
function findingsOfConfig({ config, set }: ParsedScenario['written'], file: ScenarioText, files: ScenarioFiles): Finding[] {
  const findings: Finding[] = [];
  const isInline = typeof config === 'object' && config !== null && 'toml' in config && typeof config.toml === 'string';
  if (typeof config !== 'string' && !isInline) return findings;
  const read = readConfig({ config: config as ScenarioDocument['config'] }, file, files, placer(new ScenarioSource(file.text, file.name), findings));
  if (read === null) return findings;
  const given = Object.entries(set ?? {}).map(([path, value]: [string, unknown]) => ({ path, value, origin: 'set' }));
  return [
    ...findings,
    ...loadConfig(read.text, read.shown, { set: given.filter(({ path }) => path !== compatPath) }).findings.filter((found) => found.file !== 'set'),
  ];
}

function readRecorded(document: ScenarioDocument, files: ScenarioFiles, note: NoteError): Map<string, readonly number[]> {
  const recorded = new Map<string, readonly number[]>();
  for (const name of referencedFiles(document).recorded) {
    const text = files.recorded(name);
    if (typeof text !== 'string') {
      note('file', [], text.fault, 'the path counts from the scenario’s folder');
      continue;
    }
    const read = readRecordedDurations(text);
    if ('valuesMs' in read) recorded.set(name, read.valuesMs);
    else note('file', [], `${name}:${read.line}: expected a duration a line, got "${read.text}"`);
  }
  return recorded;
}

/** A configuration with what the scenario and the command line say of it. */
interface ConfigInputs {
  readonly file: ConfigFile;
  readonly document: ScenarioDocument;
  readonly settings: Settings;
  readonly zone: string;
  readonly place: (remark: Remark) => Finding;
}

/** Findings on what the scenario sets have their place there. */
function readManagerConfig({ file, document, settings, zone, place }: ConfigInputs, findings: Finding[]): LoadedConfig {
  const own = Object.entries(document.set ?? {}).filter(([path]) => path !== compatPath);
  const loaded = loadConfig(file.text, file.shown, {
    set: [...own.map(([path, value]) => ({ path, value, origin: `set.${path}` })), ...settings.config],
    defaultZone: isTimeZone(zone) ? zone : 'UTC',
    ...runnerOf(document),
  });
  const settingOf = new Map(own.map(([path]) => [`set.${path}`, path]));
  const secrets = secretSettings(own, place);
  for (const finding of loaded.findings) {
    const path = settingOf.get(finding.file);
    const placed = path === undefined ? finding : place({ ...finding, path: ['set', path], atKey: finding.rule === 'path' });
    findings.push(path === undefined || secrets.length === 0 ? placed : { ...placed, sourceLine: '' });
  }
  findings.push(...secrets, ...secretSettings(settings.config.map(({ path, value }) => [path, value])));
  if (typeof document.config !== 'string') findings.push(...checkInlineSecrets(file.text, file.shown));
  return loaded;
}

/** V14: what is set is told in results and reports, so that it must hold no secret. The line is not shown. @param place gives it its place, where a scenario sets it. */
function secretSettings(settings: readonly (readonly [string, unknown])[], place?: ConfigInputs['place']): Finding[] {
  return settings.flatMap(([path, value]) => {
    if (literalSecrets(value, path.split('.')).length === 0) return [];
    const hint = 'leave it out: a simulation needs no secret';
    const remark = { severity: 'error', rule: 'V14', message: `${path} is set to a literal secret`, hint } as const;
    const placed = place?.({ ...remark, path: ['set', path], atKey: true }) ?? { ...remark, path, file: '--set', line: 0, column: 0, length: 0 };
    return [{ ...placed, sourceLine: '' }];
  });
}

function runnerOf({ runner }: ScenarioDocument): { runner?: string } {
  return runner === undefined ? {} : { runner };
}

function managerSetup(config: NonNullable<LoadedConfig['config']>, { fleet, runner }: Scenario, settings: Settings, document: ScenarioDocument): ManagerSetup {
  const compat = settings.compat ?? document.set?.[compatPath];
  return toManagerConfig(config, {
    ...(runner === null ? {} : { runner }),
    ...(fleet.host?.pool == null ? {} : { groupMaxSize: fleet.host.pool }),
    minimumBilling: Math.max(fleet.price?.minimumMs ?? 0, fleet.host?.minAllocationMs ?? 0),
    canWithdraw: fleet.preset !== 'static-hosts',
    compat: compat === 'upstream' ? compat : undefined,
  });
}

interface Parts {
  readonly file: ScenarioText;
  readonly files: ScenarioFiles;
  readonly configFile: ConfigFile;
  readonly scenario: Scenario;
  readonly setup: ManagerSetup;
  readonly traces: SimulationPlan['traces'];
  readonly horizonMs: number;
  readonly assignments: readonly Assignment[];
}

function readyScenario({ file, files, configFile, scenario: written, setup, traces, horizonMs, assignments }: Parts): ReadyScenario {
  const scenario = written.slo.length > 0 ? written : { ...written, slo: defaultObjectives(setup.runners) };
  const { clock, fleet, faults, slo, name, seed, replications } = scenario;
  const set = [...scenario.set.map(({ path, value }) => ({ path, value: structuredClone(value) as never })), ...overrides(assignments)];
  return {
    plan: {
      scenario,
      manager: setup.manager,
      schedules: setup.runners.map(({ autoscaler }) => policySequence(autoscaler.policy, clock.timezone, clock.startEpochMs, horizonMs + drainMs)),
      traces,
    },
    context: {
      tariff: fleet.price === null ? null : { price: fleet.price, spotFactor: fleet.spot?.priceFactor ?? 1 },
      faults,
      objectives: slo,
    },
    inputs: {
      scenario: { name, sha256: files.digest(file.text) },
      config: { name: configFile.name, sha256: files.digest(configFile.text) },
      seed,
      objectives: slo,
      facts: resultFacts(scenario, setup.manager, horizonMs, set),
    },
    replications,
    hasDefaultObjectives: written.slo.length === 0 && slo.length > 0,
    policyPeriods: setup.runners[0]!.autoscaler.policy.map(({ periods }) => periods),
  };
}

/** What a result names as set: `seed` and `replications` have places of their own. */
function overrides(assignments: readonly Assignment[]): { path: string; value: string }[] {
  return assignments.filter(({ path }) => path !== 'seed' && path !== 'replications').map(({ path, text }) => ({ path, value: text }));
}
