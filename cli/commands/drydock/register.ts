import { hostname } from 'node:os';
import { Sealed } from '../../../adapters/config/sealed.ts';
import type { WritableValue } from '../../../adapters/config/toml-value.ts';
import { isCreatedRunnerToken, type RegisteredRunner, type RunnerParameters } from '../../../adapters/coordinator/registration.ts';
import { shortenToken } from '../../../adapters/logging/shorten-token.ts';
import { exitCodes, type ExitCode } from '../../exit-codes.ts';
import type { Io } from '../../io.ts';
import { readNamedFile } from '../../read-file.ts';
import { Failure } from './failure.ts';
import { withRegistration, type RegistrationTarget } from './open-registration.ts';
import { openConfig, saveConfig, type OpenedConfig } from './opened-config.ts';
import type { OperatorOptions } from './operator-options.ts';
import { Questions } from './questions.ts';
import { runnerSettings } from './runner-settings.ts';
import { sameAddress } from './select-runners.ts';
import { tokenValues } from './token-values.ts';
import { unregisterAt } from './unregister.ts';

/** The options of `drydock register`; those that become keys of the runner stand under their attribute's name. */
export interface RegisterOptions extends OperatorOptions {
  readonly templateConfig?: string;
  readonly tagList?: string;
  readonly nonInteractive?: boolean;
  readonly leaveRunner?: boolean;
  readonly registrationToken?: string;
  readonly runUntagged?: boolean;
  readonly locked?: boolean;
  readonly accessLevel?: string;
  readonly maximumTimeout?: number;
  readonly paused?: boolean;
  readonly maintenanceNote?: string;
  /** `--name` is another name of it. */
  readonly description?: string;
  readonly url?: string;
  readonly token?: string;
  readonly executor?: string;
  readonly [setting: string]: unknown;
}

const executor = 'instance';
const serverFlags = ['--locked', '--access-level', '--run-untagged', '--maximum-timeout', '--paused', '--tag-list', '--maintenance-note'];

/**
 * `drydock register`: makes a runner known to GitLab, or takes one up that was made in its pages, and adds it to the configuration. Everything is asked before
 * a runner is created, so that breaking off leaves nothing behind.
 */
export async function register(options: RegisterOptions, io: Io): Promise<ExitCode> {
  const opened = openConfig(options, io, true);
  const template = options.templateConfig === undefined ? '' : readNamedFile(options.templateConfig);
  const questions = new Questions(io, options.nonInteractive !== true);
  const url = questions.ask({
    flag: 'url',
    prompt: 'Enter the GitLab instance URL (for example, https://gitlab.com/):',
    known: options.url ?? '',
  });
  const token = options.token ?? askToken(questions, options);
  opened.log.hide(token);
  warnOfTwins(opened, url, token);
  const isRunnerToken = options.token !== undefined || isCreatedRunnerToken(token);
  if (isCreatedRunnerToken(token)) refuseServerFlags(options, opened);
  const target = targetOf(options, url, token);
  const verified = isRunnerToken ? await verifyRunner(target, opened, io) : null;
  const name = questions.ask(
    isRunnerToken
      ? { flag: 'name', prompt: 'Enter a name for the runner. This is stored only in the local config.toml file:', known: options.description ?? hostname() }
      : { flag: 'name', prompt: 'Enter a description for the runner:', known: options.description ?? hostname() },
  );
  const parameters = isRunnerToken ? null : askParameters(questions, options, name);
  askExecutor(questions, options, opened);
  const runner = verified ?? (await createRunner(target, parameters as RunnerParameters, opened, io));
  await keep({ opened, options, template, target, name, runner, created: verified === null }, io);
  return exitCodes.ok;
}

function askToken(questions: Questions, { registrationToken = '' }: RegisterOptions): string {
  return questions.ask({ flag: 'registration-token', prompt: 'Enter the registration token:', known: registrationToken });
}

function askParameters(questions: Questions, options: RegisterOptions, description: string): RunnerParameters {
  const tagList = questions.ask({ flag: 'tag-list', prompt: 'Enter tags for the runner (comma-separated):', known: options.tagList ?? '', optional: true });
  const maintenanceNote = questions.ask({
    flag: 'maintenance-note',
    prompt: 'Enter optional maintenance note for the runner:',
    known: options.maintenanceNote ?? '',
    optional: true,
  });
  return {
    description,
    maintenanceNote,
    tagList,
    runUntagged: tagList === '' || options.runUntagged === true,
    locked: options.locked ?? true,
    accessLevel: options.accessLevel ?? '',
    maximumTimeout: options.maximumTimeout ?? 0,
    paused: options.paused ?? false,
  };
}

/** The executor is asked for, as scripts that answer upstream's questions expect. */
function askExecutor(questions: Questions, options: RegisterOptions, { log }: OpenedConfig): void {
  for (;;) {
    const chosen = questions.ask({ flag: 'executor', prompt: `Enter an executor: ${executor}:`, known: options.executor ?? executor });
    if (chosen === executor) return;
    if (options.nonInteractive === true || options.executor !== undefined) throw new Failure(`Drydock serves the executor "${executor}", not "${chosen}"`);
    log.error('Invalid executor specified');
  }
}

function warnOfTwins({ runners, log }: OpenedConfig, url: string, token: string): void {
  if (runners.some((table) => table.token.reveal() === token && sameAddress(table.url, url)))
    log.warning('A runner with this system ID and token has already been registered.');
}

/** What a runner that was made in GitLab's pages may do is set there. */
function refuseServerFlags(options: RegisterOptions, { log }: OpenedConfig): void {
  const { locked, accessLevel, runUntagged, maximumTimeout, paused, tagList, maintenanceNote } = options;
  const isPlain = locked !== false && (accessLevel ?? '') === '' && runUntagged !== true && (maximumTimeout ?? 0) === 0 && paused !== true;
  if (isPlain && (tagList ?? '') === '' && (maintenanceNote ?? '') === '') return;
  const flags = serverFlags.join(', ');
  if (options.token === undefined) log.warning(`A runner authentication token was given as registration token: ${flags} are ignored, GitLab has them`);
  else throw new Failure(`${flags} are set in GitLab for a runner with an authentication token: leave them out`);
}

function targetOf(options: RegisterOptions, url: string, token: string): RegistrationTarget {
  const text = (name: string): string => (typeof options[name] === 'string' ? options[name] : '');
  const tls = { tlsCaFile: text('tlsCaFile'), tlsCertFile: text('tlsCertFile'), tlsKeyFile: text('tlsKeyFile') };
  return { credentials: { url, token: new Sealed(token), ...tls }, executor, shell: text('shell'), configFile: options.config };
}

async function verifyRunner(target: RegistrationTarget, { log }: OpenedConfig, io: Io): Promise<RegisteredRunner> {
  const token = target.credentials.token.reveal();
  const about = log.with({ runner: shortenToken(token) });
  const { value, refused, fault } = await withRegistration(target, log, io, ({ registration, systemId, info }) => registration.verify(token, systemId, info));
  if (value !== null) {
    about.info('Verifying runner... is valid');
    return value;
  }
  about.error(`Verifying runner... ${refused ? 'is not valid' : 'failed'}`, { status: fault?.detail ?? '' });
  throw new Failure('Failed to verify the runner.');
}

/** As upstream, GitLab is not told the executor when a runner is created. */
async function createRunner(target: RegistrationTarget, parameters: RunnerParameters, { log }: OpenedConfig, io: Io): Promise<RegisteredRunner> {
  const token = target.credentials.token.reveal();
  const about = log.with({ runner: shortenToken(token) });
  const { value, refused, fault } = await withRegistration({ ...target, executor: '' }, log, io, ({ registration, info }) =>
    registration.register(token, parameters, info),
  );
  if (value !== null) {
    log.hide(value.token.reveal());
    about.info('Registering runner... succeeded');
    return value;
  }
  about.error(`Registering runner... ${refused ? 'forbidden (check registration token)' : 'failed'}`, { status: fault?.detail ?? '' });
  throw new Failure('Failed to register the runner.');
}

interface Kept {
  readonly opened: OpenedConfig;
  readonly options: RegisterOptions;
  readonly template: string;
  readonly target: RegistrationTarget;
  readonly name: string;
  readonly runner: RegisteredRunner;
  /** Whether this command created the runner, and must take it away again when it cannot be kept. */
  readonly created: boolean;
}

async function keep({ opened, options, template, target, name, runner, created }: Kept, io: Io): Promise<void> {
  const { log, file, config } = opened;
  try {
    opened.text.addRunner(valuesOf(options, target, name, runner), template);
    saveConfig(opened);
  } catch (error) {
    if (created && options.leaveRunner !== true) await unregisterAt({ ...target, credentials: { ...target.credentials, token: runner.token } }, log, io);
    if (error instanceof RangeError) throw new Failure(`${file}: ${error.message}`);
    throw error;
  }
  const { limit } = options;
  if (typeof limit === 'number' && limit > config.concurrent)
    log.warning(`limit (${limit}) is larger than concurrent (${config.concurrent}), which stays as it is`);
  log.info('Runner registered successfully.');
  log.info(`Configuration (with the authentication token) was saved in ${JSON.stringify(file)}`);
  if (opened.text.runners.at(-1)?.['autoscaler'] === undefined) log.info('Next: write [runners.autoscaler] there, then: drydock lint, drydock run');
}

function valuesOf(
  options: RegisterOptions,
  { credentials }: RegistrationTarget,
  name: string,
  runner: RegisteredRunner,
): Readonly<Record<string, WritableValue>> {
  const settings = runnerSettings.flatMap(({ key, flag }) => {
    const value = options[attributeOf(flag)];
    return value === undefined ? [] : [[key, value as WritableValue] as const];
  });
  const known = { name, url: credentials.url, id: runner.id, token: runner.token.reveal(), ...tokenValues(runner), executor };
  return { ...known, ...Object.fromEntries(settings) };
}

/** As commander names the attribute of a flag. */
function attributeOf(flag: string): string {
  return flag.replace(/-(\w)/g, (_, letter: string) => letter.toUpperCase());
}
