import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import type { GitlabRunnerConfig } from '../../adapters/config/gitlab-runner-config.ts';
import { loadConfig } from '../../adapters/config/load-config.ts';
import { presetNames, type PresetName } from '../../sim/scenario/fleet-model.ts';
import { exitCodes, type ExitCode } from '../exit-codes.ts';
import { findingText } from '../finding-text.ts';
import type { Io } from '../io.ts';
import { readNamedFile } from '../read-file.ts';
import type { InitOptions } from '../sim-program.ts';
import { schemaText } from '../schema-text.ts';
import { terminalStyle } from '../terminal-style.ts';
import { UsageError } from '../usage-error.ts';

/** What a first scenario cannot know by itself. */
interface Answers {
  readonly preset: PresetName;
  readonly peakPerHour: string;
  readonly p50: string;
}

/** What editors complete and check scenarios by, beside them. */
const schemaName = 'scenario.schema.json';

const pluginClouds: Readonly<Record<string, 'aws' | 'gcp' | 'azure'>> = { aws: 'aws', googlecloud: 'gcp', googlecompute: 'gcp', azure: 'azure' };

/** `sim init`: writes a scenario for a configuration that exists, into `scenarios/` beside it. Three questions at a terminal, none with `--yes`. */
export function init({ from, yes }: InitOptions, io: Io): ExitCode {
  const text = readNamedFile(from);
  const { config, findings } = loadConfig(text, from);
  const errors = findings.filter(({ severity }) => severity === 'error');
  for (const finding of errors) io.stderr.write(`${findingText(finding, terminalStyle(io.stderr, io.env))}\n`);
  if (config === null || errors.length > 0) return exitCodes.badInput;
  const [runner, ...others] = config.runners.filter(({ executor }) => executor === 'instance');
  if (runner === undefined) throw new UsageError(`${from} has no [[runners]] with executor = "instance"`);
  const guesses: Answers = { preset: presetOf(runner), peakPerHour: '60', p50: '5m' };
  const answers = yes === true || !io.stdinIsTTY ? guesses : ask(guesses, io);
  const name = slug(runner.name === '' ? 'fleet' : runner.name);
  const file = join(dirname(from), 'scenarios', `${name}.yaml`);
  if (existsSync(file)) throw new UsageError(`${file} exists already; edit it, or move it away`);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, scenarioText(name, relative(resolve(dirname(file)), resolve(from)), others.length > 0 ? runner.name : null, answers));
  const schemaFile = join(dirname(file), schemaName);
  if (!existsSync(schemaFile)) writeFileSync(schemaFile, schemaText('scenario'));
  io.stdout.write(`${file} written. Put in your own rates and durations, then: sim run ${file}\n`);
  if (others.length > 0)
    io.stdout.write(
      othersText(
        runner.name,
        others.map((other) => other.name),
      ),
    );
  return exitCodes.ok;
}

/** Fleets of one file seldom take the same jobs, so that a scenario begins with one of them. */
function othersText(first: string, others: readonly string[]): string {
  return `It simulates the runner ${first}; \`runner:\` in it may name another (${others.join(', ')}), and without it all of them take jobs from one queue\n`;
}

/** Fleets of a configuration are of its cloud, of Macs where machines are nested, of Windows where it says so. */
function presetOf({ autoscaler }: GitlabRunnerConfig['runners'][number]): PresetName {
  if (autoscaler === null) return 'generic';
  const { plugin, vmIsolation, connectorConfig } = autoscaler;
  if (vmIsolation.enabled) return 'aws-mac';
  const cloud = pluginClouds[plugin.replace(/^fleeting-plugin-/, '').replace(/[:@].*$/, '')];
  if (cloud === undefined) return plugin.startsWith('static') ? 'static-hosts' : 'generic';
  return connectorConfig.os === 'windows' || connectorConfig.protocol.startsWith('winrm') ? `${cloud}-windows` : `${cloud}-linux`;
}

/** Asks until an answer can be used; an empty line takes the guess. */
function ask({ preset, peakPerHour, p50 }: Answers, io: Io): Answers {
  const answer = (question: string, guess: string, isUsable: (text: string) => boolean, expected: string): string => {
    for (;;) {
      io.stderr.write(`${question} [${guess}] `);
      const line = io.readLine();
      if (line === null) throw new UsageError('no answer, and nothing written; sim init --yes takes the guesses');
      const text = line.trim() === '' ? guess : line.trim();
      if (isUsable(text)) return text;
      io.stderr.write(`  expected ${expected}\n`);
    }
  };
  const isPreset = (text: string): text is PresetName => presetNames.some((known) => known === text);
  return {
    preset: answer('What are the instances?', preset, isPreset, `one of ${presetNames.join(', ')}`) as PresetName,
    peakPerHour: answer('How many jobs come in the busiest hour?', peakPerHour, (text) => /^\d*[1-9]\d*$/.test(text), 'a number'),
    p50: answer('How long does a typical job run?', p50, (text) => /^\d*[1-9]\d*[smh]$/.test(text), 'a duration such as 90s, 5m or 1h'),
  };
}

function slug(name: string): string {
  return (
    name
      .toLowerCase()
      .replace(/[^a-z0-9]+/g, '-')
      .replace(/^-|-$/g, '') || 'fleet'
  );
}

function scenarioText(name: string, config: string, runner: string | null, { preset, peakPerHour, p50 }: Answers): string {
  const p95 = p50.replace(/^\d+/, (digits) => String(Number(digits) * 3));
  return `# yaml-language-server: $schema=./${schemaName}
version: 1
name: ${name}
description: A working week on today's config.toml. The rates and durations are guesses until you put in your own.
config: ${config.startsWith('.') ? config : `./${config}`}
${runner === null ? '' : `runner: ${JSON.stringify(runner)}\n`}clock: { horizon: 7d, warmup: 4h }
workload:
  - name: jobs
    arrivals: { type: profile, peak: ${peakPerHour}/h, by_hour: [0.1,0.1,0.1,0.1,0.1,0.1,0.2,0.4,0.8,1,1,0.9,0.7,0.9,1,1,0.9,0.7,0.4,0.3,0.2,0.2,0.1,0.1], by_weekday: { sat: 0.1, sun: 0.1 } }
    job: { duration: { dist: lognormal, p50: ${p50}, p95: ${p95} } }
fleet:
  preset: ${preset}          # sim explain preset ${preset} prints what it assumes
slo:
  - wait.p95 <= 5m
replications: 10
`;
}
