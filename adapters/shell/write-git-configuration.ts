import { gitConfigText, type GitSetting } from './git-config-text.ts';
import { jobFiles } from './job-files.ts';
import { remotes, type Remotes } from './remote-urls.ts';
import type { ScriptContext } from './script-context.ts';
import type { ShellWriter } from './shell-writer.ts';

const tokenUser = 'gitlab-ci-token';
/** Git runs helpers with a shell of its own on every system. The password is in the environment of the job, and nowhere else. */
const tokenHelper = '!f() { test "$1" = get && echo "password=$CI_JOB_TOKEN"; }; f';

/** Where the sources of a job come from. */
export function jobRemotes({ payload, runner, settings, variables }: ScriptContext): Remotes {
  const sshHost = variables.value('CI_SERVER_SHELL_SSH_HOST');
  return remotes({
    cloneUrl: runner.cloneUrl,
    runnerUrl: runner.url,
    repositoryUrl: payload.git_info.repo_url,
    projectPath: variables.value('CI_PROJECT_PATH'),
    jobToken: payload.token,
    sshHost: sshHost === '' ? variables.value('CI_SERVER_HOST') : sshHost,
    sshPort: variables.value('CI_SERVER_SHELL_SSH_PORT'),
    forceHttps: settings.submoduleForceHttps,
    tokensInUrls: settings.featureFlags.get('FF_GIT_URLS_WITHOUT_TOKENS') !== true,
  });
}

/**
 * Writes the configuration that the repository of a job includes: credentials, certificates and headers stay in it, outside the worktree, and it goes with the
 * job. Then the template for repositories that do not exist yet.
 *
 * @remarks Source: peer-runner.md §2.1 (get_sources).
 */
export function writeGitConfiguration(writer: ShellWriter, context: ScriptContext): void {
  const files = jobFiles(context);
  const correlated = context.settings.featureFlags.get('FF_USE_GITALY_CORRELATION_ID') === true;
  if (correlated) writer.say(`Gitaly correlation ID: ${context.facts.correlationId}`, 'notice');
  writer.writeFile(files.gitConfig, gitConfigText(jobSettings(context)));
  writer.makeDirectory(files.gitTemplate);
  writer.writeFile(`${files.gitTemplate}/config`, gitConfigText(templateSettings(files.gitConfig)));
  if (context.runner.safeDirectoryCheckout === true) {
    const { project } = context.directories;
    writer.run(['git', 'config', '--global', '--replace-all', 'safe.directory', project, `^${literally(project)}$`]);
  }
}

/**
 * Makes Git everywhere in the job find its credentials, without a token in any address: Git's global configuration becomes one that includes the user's and
 * the job's.
 */
export function writeTokenlessConfiguration(writer: ShellWriter, context: ScriptContext): void {
  const files = jobFiles(context);
  const included = ['~/.gitconfig', '~/.config/git/config', files.gitConfig];
  writer.writeFile(files.globalGitConfig, gitConfigText(included.map((value) => setting('include', null, 'path', value))));
  const { gitStrategy } = context.settings;
  if (gitStrategy === 'none' || gitStrategy === 'empty') writer.writeFile(files.gitConfig, gitConfigText(helperSettings(jobRemotes(context).host)));
}

/** A text as a regular expression that matches it alone. */
export function literally(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}

function jobSettings(context: ScriptContext): GitSetting[] {
  const { settings, facts } = context;
  const { host, rewrites } = jobRemotes(context);
  const on = settings.featureFlags;
  return [
    ...(on.get('FF_USE_GITALY_CORRELATION_ID') === true ? [setting('http', null, 'extraHeader', `X-Gitaly-Correlation-ID: ${facts.correlationId}`)] : []),
    ...(on.get('FF_USE_GIT_BUNDLE_URIS') === true ? [setting('transfer', null, 'bundleURI', 'true')] : []),
    ...(host === null ? [] : certificateSettings(context, host)),
    ...rewrites.map(({ from, to }) => setting('url', to, 'insteadOf', from)),
    ...(on.get('FF_GIT_URLS_WITHOUT_TOKENS') === true ? helperSettings(host) : []),
  ];
}

function certificateSettings({ variables }: ScriptContext, host: string): GitSetting[] {
  const keys = [
    ['CI_SERVER_TLS_CA_FILE', 'sslCAInfo'],
    ['CI_SERVER_TLS_CERT_FILE', 'sslCert'],
    ['CI_SERVER_TLS_KEY_FILE', 'sslKey'],
  ] as const;
  return keys.filter(([variable]) => variables.value(variable) !== '').map(([variable, key]) => setting('http', host, key, variables.get(variable)));
}

function helperSettings(host: string | null): GitSetting[] {
  if (host === null) return [];
  const own = (key: string, value: string): GitSetting => setting('credential', host, key, value);
  return [own('helper', ''), own('helper', tokenHelper), own('username', tokenUser)];
}

function templateSettings(gitConfig: string): GitSetting[] {
  return [
    setting('init', null, 'defaultBranch', 'none'),
    setting('fetch', null, 'recurseSubmodules', 'false'),
    setting('credential', null, 'interactive', 'never'),
    setting('gc', null, 'autoDetach', 'false'),
    setting('include', null, 'path', gitConfig),
  ];
}

function setting(section: string, subsection: string | null, key: string, value: string): GitSetting {
  return { section, subsection, key, value };
}
