import { Command, InvalidArgumentError, Option } from 'commander';
import { defaultConfigFile, surroundings } from './commands/drydock/config-file.ts';
import type { DemoOptions } from './commands/drydock/demo.ts';
import type { FleetingAction } from './commands/drydock/fleeting.ts';
import type { HealthCheckOptions } from './commands/drydock/health-check.ts';
import type { OperatorOptions } from './commands/drydock/operator-options.ts';
import type { RegisterOptions } from './commands/drydock/register.ts';
import type { ResetTokenOptions } from './commands/drydock/reset-token.ts';
import { addRunnerSettings } from './commands/drydock/runner-settings.ts';
import type { RunOptions } from './commands/drydock/run.ts';
import type { RunSingleOptions } from './commands/drydock/run-single.ts';
import type { UnregisterOptions } from './commands/drydock/unregister.ts';
import type { VerifyOptions } from './commands/drydock/verify.ts';
import { advice } from './commands/drydock/advice.ts';
import { fewestJobs } from './demo/demo-plan.ts';
import { addSwitch, asNumber, EnvOption, readVariables } from './env-option.ts';
import { exitCodes } from './exit-codes.ts';
import type { Io } from './io.ts';
import { packageVersion } from './package-root.ts';
import { simProgram, type Finish } from './sim-program.ts';

/** The command tree of `drydock`: gitlab-runner's names, flags and variables. Commands are loaded when they run. */
export function drydockProgram(io: Io, finish: Finish): Command {
  const program = new Command('drydock')
    .description('A dry dock for CI runner fleets: runs GitLab jobs on instances, and simulates that before it is paid for')
    .version(packageVersion(), '-v, --version')
    .helpCommand(false)
    .showHelpAfterError('(drydock --help lists what there is)')
    .addOption(new EnvOption('--log-format <form>', 'form of the log', 'LOG_FORMAT').choices(['runner', 'text', 'json']))
    .addOption(
      new EnvOption('-l, --log-level <level>', 'least severity that is logged', 'LOG_LEVEL').choices([
        'panic',
        'fatal',
        'error',
        'warning',
        'warn',
        'info',
        'debug',
        'trace',
      ]),
    )
    .option('--cpuprofile <file>', 'record where the processor’s time goes');
  addHooks(program, io);
  addSwitch(program, new EnvOption('--debug', 'log everything', 'RUNNER_DEBUG'));
  addDemo(program, io, finish);
  addRun(program, io, finish);
  addRunSingle(program, io, finish);
  addRegister(program, io, finish);
  addVerify(program, io, finish);
  addList(program, io, finish);
  addUnregister(program, io, finish);
  addResetToken(program, io, finish);
  addLint(program, io, finish);
  addHealthCheck(program, io, finish);
  addFleeting(program, io, finish);
  addCompletion(program, io, finish);
  addAdvice(program, io, finish);
  return program.addCommand(simProgram(io, finish));
}

/** Before a command: what the environment says; around it: the profile, where one is wanted. */
function addHooks(program: Command, io: Io): void {
  let stopProfile = (): Promise<void> => Promise.resolve();
  program.hook('preAction', async (root, command) => {
    for (const each of new Set([root, command])) readVariables(each, io.env);
    const { cpuprofile } = root.opts<{ cpuprofile?: string }>();
    if (cpuprofile !== undefined) stopProfile = await (await import('./commands/drydock/cpu-profile.ts')).startCpuProfile(cpuprofile);
  });
  program.hook('postAction', () => stopProfile());
}

/** The option of every command that reads the configuration. */
function configOption(io: Io): EnvOption {
  return new EnvOption('-c, --config <file>', 'configuration', 'CONFIG_FILE').default(defaultConfigFile(surroundings(io.env)));
}

const nameOption = (what: string): Option => new Option('-n, --name <name>', `name of the runner to ${what}`);
const urlOption = (): EnvOption => new EnvOption('-u, --url <url>', 'address of the GitLab instance', 'CI_SERVER_URL');
const tokenOption = (): EnvOption => new EnvOption('-t, --token <token>', 'token of the runner', 'CI_SERVER_TOKEN');
const allOption = (what: string): Option => new Option('--all-runners', what);

function addDemo(program: Command, io: Io, finish: Finish): void {
  program
    .command('demo')
    .description('see it at work: a small GitLab and a fleet on this machine, for half a minute; needs no cloud and no GitLab')
    .addOption(new Option('--fleet <kind>', 'what instances are; containers where a Docker engine answers').choices(['docker', 'static']))
    .addOption(new Option('--jobs <n>', `jobs in all, ${String(fewestJobs)} at least`).default(26).argParser(jobCount))
    .addOption(asNumber(new Option('--seed <n>', 'how long jobs take is drawn by it').default(1)))
    .addOption(new Option('--keep <folder>', 'keep what it writes there: config.toml, logs, journal, scenario'))
    .addOption(new EnvOption('--listen-address <address>', 'where metrics and pages are served', 'LISTEN_ADDRESS').default('127.0.0.1:0'))
    .action(async (_, self: Command) => finish(await (await import('./commands/drydock/demo.ts')).demo(self.opts<DemoOptions>(), io)));
}

function jobCount(text: string): number {
  if (!/^\d{1,4}$/.test(text) || Number(text) < fewestJobs) throw new InvalidArgumentError(`expected a number from ${String(fewestJobs)} on.`);
  return Number(text);
}

function addRun(program: Command, io: Io, finish: Finish): void {
  const command = program
    .command('run')
    .description('take jobs from GitLab and run them on instances, until a signal ends it')
    .addOption(configOption(io))
    .addOption(new EnvOption('--listen-address <address>', 'where metrics and pages are served', 'LISTEN_ADDRESS'))
    .addOption(new Option('-d, --working-directory <folder>', 'folder to work in'))
    .addOption(new EnvOption('--journal <folder>', 'keep every event there that the manager decides by; sim replay reads it', 'DRYDOCK_JOURNAL'));
  addSwitch(command, new Option('--status-public', 'show the status pages to other machines too'));
  addSwitch(command, new Option('--dry-run', 'say what would be done: ask the real fleet, change nothing, take no job'));
  addIgnoredServiceOptions(command).action(async (_, self: Command) => {
    // Before the rest is loaded, which is what the nursery would grow by.
    (await import('./commands/drydock/spare-memory.ts')).spareMemory();
    return finish(await (await import('./commands/drydock/run.ts')).run(self.optsWithGlobals<RunOptions>(), io));
  });
}

/** What upstream's service manager passes, and nothing here needs. */
function addIgnoredServiceOptions(command: Command): Command {
  return command
    .addOption(new Option('-n, --service <name>', 'without effect: the service manager names it').hideHelp())
    .addOption(new Option('-u, --user <name>', 'without effect: the service manager changes the user').hideHelp())
    .addOption(new Option('--syslog', 'without effect: the service manager collects the log').hideHelp());
}

function addRunSingle(program: Command, io: Io, finish: Finish): void {
  program
    .command('run-single')
    .description('serve one runner of the configuration, and end after some jobs or some time without one')
    .addOption(configOption(io))
    .addOption(new Option('-r, --runner <name>', 'runner to serve; the only one where it is left out'))
    .addOption(asNumber(new Option('--max-builds <n>', 'end after so many jobs; 0 for no limit')))
    .addOption(asNumber(new Option('--wait-timeout <seconds>', 'end after so long without a job, the boot of an instance included; 0 for no limit')))
    .addOption(new Option('-u, --url <url>').hideHelp())
    .addOption(new Option('-t, --token <token>').hideHelp())
    .addOption(new Option('--executor <name>').hideHelp())
    .action(async (_, self: Command) =>
      finish(await (await import('./commands/drydock/run-single.ts')).runSingle(self.optsWithGlobals<RunSingleOptions>(), io)),
    );
}

function addRegister(program: Command, io: Io, finish: Finish): void {
  const command = program
    .command('register')
    .description('make a runner known to GitLab and add it to the configuration')
    .addOption(configOption(io))
    .addOption(new EnvOption('--template-config <file>', 'file whose one [[runners]] table the new one begins as', 'TEMPLATE_CONFIG_FILE'))
    .addOption(urlOption())
    .addOption(tokenOption())
    .addOption(new EnvOption('-r, --registration-token <token>', 'token that creates the runner (deprecated: use --token)', 'REGISTRATION_TOKEN'))
    .addOption(new EnvOption('--name, --description <text>', 'name of the runner', 'RUNNER_NAME'))
    .addOption(new EnvOption('--executor <name>', 'executor: instance', 'RUNNER_EXECUTOR'))
    .addOption(new EnvOption('--tag-list <tags>', 'tags, separated by commas', 'RUNNER_TAG_LIST'))
    .addOption(new EnvOption('--access-level <level>', 'which jobs it takes', 'REGISTER_ACCESS_LEVEL').choices(['not_protected', 'ref_protected']))
    .addOption(asNumber(new EnvOption('--maximum-timeout <seconds>', 'longest time-out of a job', 'REGISTER_MAXIMUM_TIMEOUT')))
    .addOption(new EnvOption('--maintenance-note <text>', 'note for whoever maintains it', 'REGISTER_MAINTENANCE_NOTE'));
  addSwitch(command, new EnvOption('-n, --non-interactive', 'ask nothing', 'REGISTER_NON_INTERACTIVE'));
  addSwitch(command, new EnvOption('--leave-runner', 'keep the runner in GitLab when the file cannot be written', 'REGISTER_LEAVE_RUNNER'));
  addSwitch(command, new EnvOption('--run-untagged', 'run jobs without tags; true where there is no tag list', 'REGISTER_RUN_UNTAGGED'));
  addSwitch(command, new EnvOption('--locked', 'lock the runner to its project; true where nothing is said', 'REGISTER_LOCKED'));
  addSwitch(command, new EnvOption('--paused', 'create the runner paused', 'REGISTER_PAUSED'));
  addRunnerSettings(command);
  command.action(async (_, self: Command) =>
    finish(await (await import('./commands/drydock/register.ts')).register(self.optsWithGlobals<RegisterOptions>(), io)),
  );
}

function addVerify(program: Command, io: Io, finish: Finish): void {
  const command = program
    .command('verify')
    .description('ask GitLab after the runners of the configuration')
    .addOption(configOption(io))
    .addOption(nameOption('verify'))
    .option('-u, --url <url>', 'address of the GitLab instance')
    .option('-t, --token <token>', 'token of the runner');
  addSwitch(command, new Option('--delete', 'take runners out of the file that GitLab no longer has')).action(async (_, self: Command) =>
    finish(await (await import('./commands/drydock/verify.ts')).verify(self.optsWithGlobals<VerifyOptions>(), io)),
  );
}

function addList(program: Command, io: Io, finish: Finish): void {
  program
    .command('list')
    .description('list the runners of the configuration')
    .addOption(configOption(io))
    .action(async (_, self: Command) => finish((await import('./commands/drydock/list.ts')).list(self.optsWithGlobals<OperatorOptions>(), io)));
}

function addUnregister(program: Command, io: Io, finish: Finish): void {
  const command = program
    .command('unregister')
    .description('take runners away from GitLab and out of the configuration')
    .addOption(configOption(io))
    .addOption(nameOption('unregister'))
    .addOption(urlOption())
    .addOption(tokenOption())
    .addOption(new EnvOption('--tls-ca-file <file>', 'certificates that GitLab is verified against', 'CI_SERVER_TLS_CA_FILE'))
    .addOption(new EnvOption('--tls-cert-file <file>', 'client certificate', 'CI_SERVER_TLS_CERT_FILE'))
    .addOption(new EnvOption('--tls-key-file <file>', 'private key of the client certificate', 'CI_SERVER_TLS_KEY_FILE'));
  addSwitch(command, allOption('unregister all runners')).action(async (_, self: Command) =>
    finish(await (await import('./commands/drydock/unregister.ts')).unregister(self.optsWithGlobals<UnregisterOptions>(), io)),
  );
}

function addResetToken(program: Command, io: Io, finish: Finish): void {
  const command = program
    .command('reset-token')
    .description('exchange a runner’s token for a new one')
    .addOption(configOption(io))
    .addOption(nameOption('reset'))
    .option('-u, --url <url>', 'address of the GitLab instance')
    .addOption(asNumber(new Option('-i, --id <n>', 'number of the runner in GitLab')))
    .option('--pat <token>', 'personal access token to do it with, in place of the runner’s own');
  addSwitch(command, allOption('reset the tokens of all runners')).action(async (_, self: Command) =>
    finish(await (await import('./commands/drydock/reset-token.ts')).resetToken(self.optsWithGlobals<ResetTokenOptions>(), io)),
  );
}

function addLint(program: Command, io: Io, finish: Finish): void {
  program
    .command('lint')
    .description('check syntax, keys and values of the configuration')
    .addOption(configOption(io))
    .action(async (_, self: Command) => finish(await (await import('./commands/drydock/lint.ts')).lint(self.optsWithGlobals<OperatorOptions>(), io)));
}

function addHealthCheck(program: Command, io: Io, finish: Finish): void {
  program
    .command('health-check')
    .description('ask a running manager whether it takes jobs')
    .addOption(configOption(io))
    .addOption(new EnvOption('--listen-address <address>', 'where it listens, in place of the configuration’s listen_address', 'LISTEN_ADDRESS'))
    .option('-p, --port <port>', 'wait for a TCP port of this machine instead; may be repeated', (port: string, earlier: readonly string[] | undefined) => [
      ...(earlier ?? []),
      port,
    ])
    .action(async (_, self: Command) =>
      finish(await (await import('./commands/drydock/health-check.ts')).healthCheck(self.optsWithGlobals<HealthCheckOptions>(), io)),
    );
}

function addFleeting(program: Command, io: Io, finish: Finish): void {
  const group = program.command('fleeting').description('say which fleets there are: they are built in').helpCommand(false);
  const act = async (action: FleetingAction, self: Command): Promise<void> =>
    finish(await (await import('./commands/drydock/fleeting.ts')).fleeting(action, self.optsWithGlobals<OperatorOptions>(), io));
  group
    .command('list')
    .description('say of each runner whether its fleet is built in')
    .addOption(configOption(io))
    .action((_, self: Command) => act('list', self));
  group
    .command('clean')
    .description('remove the containers that fleets of them have left behind')
    .addOption(configOption(io))
    .action((_, self: Command) => act('clean', self));
  group
    .command('install')
    .description('nothing is installed: fleets are built in')
    .addOption(configOption(io))
    .option('--upgrade', 'without effect')
    .action((_, self: Command) => act('install', self));
  group
    .command('login')
    .description('no registry is needed: fleets are built in')
    .argument('[server]', 'without effect')
    .option('--username <name>', 'without effect')
    .option('--password <password>', 'without effect')
    .option('--password-stdin', 'without effect')
    .addOption(configOption(io))
    .action((_server, _options, self: Command) => act('login', self));
}

function addCompletion(program: Command, io: Io, finish: Finish): void {
  program
    .command('completion')
    .description('print a completion script: source it, or install it where your shell looks')
    .addArgument(program.createArgument('<shell>', 'which').choices(['bash', 'zsh', 'fish']))
    .action(async (shell: 'bash' | 'zsh' | 'fish') => finish((await import('./commands/completion.ts')).completion(shell, program, io)));
}

/** Upstream's other commands are answered, and not listed. */
function addAdvice(program: Command, io: Io, finish: Finish): void {
  for (const [name, text] of Object.entries(advice)) {
    program
      .command(name, { hidden: true })
      .allowUnknownOption()
      .allowExcessArguments()
      .action(() => {
        io.stderr.write(`drydock ${name}: ${text}\n`);
        finish(exitCodes.unexpected);
      });
  }
}
