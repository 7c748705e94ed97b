import { describe, expect, test } from 'vitest';
import type { JobPayload } from '../../../adapters/coordinator/job-payload.ts';
import { changedFeatureFlags } from '../../../adapters/shell/feature-flags.ts';
import { planJob, type PlannedJob } from '../../../adapters/shell/plan-job.ts';
import { facts, jobPayload, jobToken, runnerTable, step, variable } from './shell-rig.ts';

const cache = (overrides: Partial<JobPayload['cache'][number]> = {}): JobPayload['cache'][number] => ({
  key: 'k',
  untracked: false,
  policy: 'pull-push',
  paths: ['vendor/'],
  when: 'on_success',
  fallback_keys: [],
  ...overrides,
});

const artifact = (overrides: Partial<JobPayload['artifacts'][number]> = {}): JobPayload['artifacts'][number] => ({
  name: 'a',
  untracked: false,
  paths: ['out/'],
  exclude: [],
  when: 'on_success',
  artifact_type: 'archive',
  artifact_format: 'zip',
  expire_in: '',
  ...overrides,
});

function plan(payload: Partial<JobPayload> = {}, variables: Readonly<Record<string, string>> = {}, toml = '', autoscaler = ''): PlannedJob {
  return planJob(jobPayload(payload, variables), runnerTable(toml, autoscaler), facts);
}

function stageNames({ plan }: PlannedJob): string[] {
  return plan.stages.map(({ stage }) => stage.name);
}

describe('stages', () => {
  test('a job with a script has four', () => {
    expect(stageNames(plan())).toEqual(['prepare_script', 'get_sources', 'step_script', 'cleanup_file_variables']);
  });

  test('a job that uses everything has all, in the order of the real runner', () => {
    const everything = plan({
      steps: [step('script', 'x'), step('release', 'y'), step('after_script', 'z')],
      cache: [cache({ when: 'always' })],
      artifacts: [artifact({ when: 'always' })],
      dependencies: [{ id: 1, token: 't', name: 'n', artifacts_file: { filename: 'a.zip', size: 1 } }],
    });
    expect(stageNames(everything)).toEqual([
      'prepare_script',
      'get_sources',
      'restore_cache',
      'download_artifacts',
      'step_script',
      'step_release',
      'after_script',
      'archive_cache',
      'archive_cache_on_failure',
      'upload_artifacts_on_success',
      'upload_artifacts_on_failure',
      'cleanup_file_variables',
    ]);
  });

  test.each<[string, Partial<JobPayload>]>([
    ['an after_script without commands', { steps: [step('script', 'x'), step('after_script')] }],
    ['a cache of nothing', { cache: [cache({ paths: [] })] }],
    ['artifacts of nothing', { artifacts: [artifact({ paths: [] })] }],
    ['a dependency without artifacts', { dependencies: [{ id: 1, token: 't', name: 'n', artifacts_file: null }] }],
    ['a dependency whose file has no name', { dependencies: [{ id: 1, token: 't', name: 'n', artifacts_file: { filename: '', size: 0 } }] }],
  ])('%s needs no stage', (_, payload) => {
    expect(stageNames(plan(payload))).toHaveLength(4);
  });

  test.each([
    ['on_success', ['archive_cache', 'upload_artifacts_on_success']],
    ['', ['archive_cache', 'upload_artifacts_on_success']],
    ['on_failure', ['archive_cache_on_failure', 'upload_artifacts_on_failure']],
  ] as const)('what is saved %j is saved then only', (when, expected) => {
    const names = stageNames(plan({ cache: [cache({ when })], artifacts: [artifact({ when })] }));
    expect(names.filter((name) => /archive|upload/.test(name))).toEqual(expected);
  });

  test('untracked files are content enough', () => {
    const names = stageNames(plan({ cache: [cache({ paths: [], untracked: true })], artifacts: [artifact({ paths: [], untracked: true })] }));
    expect(names).toContain('archive_cache');
    expect(names).toContain('upload_artifacts_on_success');
  });

  test('attempts are those of the variables, one by default, between one and ten', () => {
    const attempts = (variables: Readonly<Record<string, string>>): [Record<string, number>, readonly string[]] => {
      const planned = plan({ cache: [cache()], dependencies: [{ id: 1, token: 't', name: 'n', artifacts_file: { filename: 'a', size: 1 } }] }, variables);
      return [Object.fromEntries(planned.plan.stages.map((entry) => [entry.stage.name, entry.attempts])), planned.warnings];
    };
    expect(attempts({})[0]).toMatchObject({ get_sources: 1, restore_cache: 1, download_artifacts: 1 });
    const chosen = attempts({ GET_SOURCES_ATTEMPTS: '3', RESTORE_CACHE_ATTEMPTS: '2', ARTIFACT_DOWNLOAD_ATTEMPTS: '4' });
    expect(chosen).toEqual([expect.objectContaining({ get_sources: 3, restore_cache: 2, download_artifacts: 4, step_script: 1 }), []]);
    expect(attempts({ GET_SOURCES_ATTEMPTS: '99', RESTORE_CACHE_ATTEMPTS: '0', ARTIFACT_DOWNLOAD_ATTEMPTS: 'many' })).toEqual([
      expect.objectContaining({ get_sources: 10, restore_cache: 1, download_artifacts: 1 }),
      [
        'GET_SOURCES_ATTEMPTS: number of attempts out of the range [1, 10], clamping to: 10',
        'ARTIFACT_DOWNLOAD_ATTEMPTS: expected int got "many", using default value: 1',
        'RESTORE_CACHE_ATTEMPTS: number of attempts out of the range [1, 10], clamping to: 1',
      ],
    ]);
  });
});

describe('times', () => {
  const afterScriptTimeout = (planned: PlannedJob): number | undefined => planned.plan.stages.find(({ stage }) => stage.name === 'after_script')?.timeout;
  const steps = [step('script', 'x'), step('after_script', 'y')];

  test('a job has the time that the coordinator gives it, or two hours', () => {
    expect(plan({ runner_info: { timeout: 60 } }).plan.timeout).toBe(60_000);
    expect(plan({ runner_info: { timeout: 0 } }).plan.timeout).toBe(7_200_000);
  });

  test('a script has the job’s time, after_script five minutes', () => {
    const planned = plan({ steps });
    expect([planned.plan.scriptTimeout, afterScriptTimeout(planned), planned.warnings]).toEqual([0, 300_000, []]);
  });

  test('both can be given less', () => {
    const planned = plan({ steps }, { RUNNER_SCRIPT_TIMEOUT: '2m', RUNNER_AFTER_SCRIPT_TIMEOUT: '1m30s' });
    expect([planned.plan.scriptTimeout, afterScriptTimeout(planned)]).toEqual([120_000, 90_000]);
  });

  test.each([
    ['soon', 'Ignoring malformed RUNNER_SCRIPT_TIMEOUT timeout: soon'],
    ['-5m', 'Ignoring relative RUNNER_SCRIPT_TIMEOUT timeout: -5m'],
    ['3h', 'RUNNER_SCRIPT_TIMEOUT timeout: 3h is longer than job timeout. Setting to job timeout'],
  ])('a time-out of %s is passed over with a warning', (text, warning) => {
    const planned = plan({ steps }, { RUNNER_SCRIPT_TIMEOUT: text });
    expect([planned.plan.scriptTimeout, planned.warnings]).toEqual([0, [warning]]);
  });

  test('get_sources_timeout counts while it is shorter than the job', () => {
    const sources = (toml: string): number | undefined => plan({}, {}, toml).plan.stages.find(({ stage }) => stage.name === 'get_sources')?.timeout;
    expect([sources(''), sources('get_sources_timeout = "5m"'), sources('get_sources_timeout = "2h"')]).toEqual([0, 300_000, 0]);
  });
});

describe('settings', () => {
  test('AFTER_SCRIPT_IGNORE_ERRORS is on unless it is switched off', () => {
    const ignores = (value: string): boolean => plan({}, { AFTER_SCRIPT_IGNORE_ERRORS: value }).plan.afterScriptIgnoreErrors;
    expect(['', 'false', '0', 'F', 'true', '1'].map(ignores)).toEqual([true, false, false, false, true, true]);
  });

  test('what is no boolean is the default, with a warning', () => {
    const planned = plan({}, { GIT_CHECKOUT: 'maybe' });
    expect(planned.context.settings.gitCheckout).toBe(true);
    expect(planned.warnings).toEqual(['GIT_CHECKOUT: expected bool got "maybe", using default value: true']);
  });

  test('settings may refer to other variables', () => {
    expect(plan({}, { WHICH: 'none', GIT_STRATEGY: '$WHICH' }).context.settings.gitStrategy).toBe('none');
  });

  test('a feature flag is the runner’s, else the job’s, else the default, and is exported so', () => {
    const toml = '[runners.feature_flags]\nFF_SCRIPT_SECTIONS = false\nFF_TIMESTAMPS = false';
    const planned = plan({}, { FF_SCRIPT_SECTIONS: 'true', FF_USE_LEGACY_BASH_EVAL: 'true', FF_USE_FASTZIP: 'oops' }, toml);
    const { featureFlags } = planned.context.settings;
    expect(
      ['FF_SCRIPT_SECTIONS', 'FF_TIMESTAMPS', 'FF_USE_LEGACY_BASH_EVAL', 'FF_USE_FASTZIP'].map((flag) => featureFlags.get(flag as 'FF_TIMESTAMPS')),
    ).toEqual([false, false, true, true]);
    expect(planned.context.variables.get('FF_SCRIPT_SECTIONS')).toBe('false');
    expect(planned.warnings).toEqual(['FF_USE_FASTZIP: could not parse feature flag, expected bool, got oops']);
    expect(changedFeatureFlags(featureFlags)).toBe('FF_USE_LEGACY_BASH_EVAL:true, FF_TIMESTAMPS:false');
  });

  test('a feature flag in the environment of the runner gives way to the job', () => {
    const toml = 'environment = ["FF_SCRIPT_SECTIONS=true", "FF_ENABLE_JOB_CLEANUP=true"]';
    const { featureFlags } = plan({}, { FF_SCRIPT_SECTIONS: 'false' }, toml).context.settings;
    expect([featureFlags.get('FF_SCRIPT_SECTIONS'), featureFlags.get('FF_ENABLE_JOB_CLEANUP')]).toEqual([false, true]);
  });

  test('a flag that no longer exists is an ordinary variable', () => {
    const planned = plan({}, { FF_USE_NEW_BASH_EVAL_STRATEGY: 'true' });
    expect(planned.warnings).toEqual([]);
    expect(planned.context.variables.get('FF_USE_NEW_BASH_EVAL_STRATEGY')).toBe('true');
  });
});

describe('images', () => {
  const allowed = (image: string, patterns: readonly string[], variables: Readonly<Record<string, string>> = {}): [string | null, boolean] => {
    const toml = `[runners.instance]\nallowed_images = ${JSON.stringify(patterns)}`;
    const { plan: made } = plan({ image: { name: image } }, variables, toml);
    return [made.image, made.imageAllowed];
  };

  test('a job without an image has none', () => {
    expect(plan().plan).toMatchObject({ image: null, imageAllowed: true });
    expect(plan({ image: { name: '' } }).plan.image).toBeNull();
  });

  test('references in its name are expanded before it is judged', () => {
    expect(allowed('$OS-${VERSION}', ['macos-*'], { OS: 'macos', VERSION: '15' })).toEqual(['macos-15', true]);
    expect(allowed('$OS', ['macos-*'], { OS: 'linux' })).toEqual(['linux', false]);
  });

  test.each([
    ['macos-15', [], true],
    ['macos-15', ['*'], true],
    ['registry/macos-15', ['*'], false],
    ['registry/macos-15', ['**'], true],
    ['registry/a/b:1.2', ['registry/**'], true],
    ['registry/a/b:1.2', ['registry/*/b:*'], true],
    ['registry/a/b:1.2', ['registry/*'], false],
    ['macos-15', ['macos-1[45]'], true],
    ['macos-16', ['macos-1[45]'], false],
    ['ubuntu', ['{ubuntu,debian}'], true],
    ['ubuntu', ['ub?ntu', 'x'], true],
    ['ubuntu', ['!ubuntu'], false],
    ['!ubuntu', ['!ubuntu'], true],
    ['.hidden', ['*'], true],
    ['a+(b)', ['a+(b)'], true],
    ['ubuntu', ['[ubuntu'], false],
    ['ubuntu', [''], false],
  ] as const)('%s against %j is %j', (image, patterns, expected) => {
    expect(allowed(image, patterns)[1]).toBe(expected);
  });

  test('CI_JOB_IMAGE has the expanded name', () => {
    expect(plan({ image: { name: 'mac-$V' } }, { V: '1' }).context.variables.get('CI_JOB_IMAGE')).toBe('mac-1');
  });
});

describe('directories', () => {
  const project = (payload: Partial<JobPayload>, toml = '', autoscaler = '', variables = {}): string =>
    plan(payload, variables, toml, autoscaler).context.directories.project.replace('\0', '~');
  const at = (url: string): Partial<JobPayload> => ({ git_info: { ...jobPayload().git_info, repo_url: url } });

  test('are those of the runner, its job’s number in the project, and the project', () => {
    expect(project({})).toBe('~/builds/runnertok/1/group/proj');
    expect(project({}, 'builds_dir = "/srv/b"')).toBe('/srv/b/runnertok/1/group/proj');
    expect(project({}, 'builds_dir = "C:\\\\b"')).toBe('C:/b/runnertok/1/group/proj');
  });

  test('are the project’s alone where a machine serves one job only', () => {
    const toml = '[runners.instance]\nuse_common_build_dir = true';
    expect(project({}, toml, 'max_use_count = 1')).toBe('~/builds/group/proj');
    expect(project({}, toml, '[runners.autoscaler.vm_isolation]\nenabled = true\nimage = "x"\nnesting_host = "unix:///x"')).toBe('~/builds/group/proj');
    expect(project({}, toml, 'max_use_count = 2')).toBe('~/builds/runnertok/1/group/proj');
    expect(plan({}, {}, toml, 'max_use_count = 2').warnings).toEqual(['use_common_build_dir has no effect: requires vm isolation or max_use_count = 1']);
  });

  test.each([
    ['https://h/a%20b/c.git', '~/builds/runnertok/1/a b/c'],
    ['https://h/a/../../../etc.git', '~/builds/runnertok/1/etc'],
    ['https://h/a/%2e%2e/%2e%2e/etc.git', '~/builds/runnertok/1/etc'],
    ['https://h/a%2f..%2f..%2fetc.git', '~/builds/runnertok/1/etc'],
    ['https://h/', '~/builds/runnertok/1/project-42'],
    ['/srv/repo.git', '~/builds/runnertok/1/project-42'],
    ['https://h/a..b/c.git', '~/builds/runnertok/1/project-42'],
  ])('of %s stay below the runner’s', (url, expected) => {
    expect(project(at(url))).toBe(expected);
  });

  test('the cache is the project’s, whatever job asks for it', () => {
    expect(plan().context.directories.cache).toBe('\0/cache/group/proj');
    expect(plan({}, {}, 'cache_dir = "/c"').context.directories.cache).toBe('/c/group/proj');
  });

  test('GIT_CLONE_PATH is refused where the runner does not let jobs choose, or outside of its directory', () => {
    const toml = '[runners.custom_build_dir]\nenabled = true';
    const error = (path: string, keys: string): string | null => plan({}, { GIT_CLONE_PATH: path }, keys).plan.configurationError;
    expect(error('$CI_BUILDS_DIR/x', '')).toBe('setting GIT_CLONE_PATH is not allowed, enable `custom_build_dir` feature');
    expect(error('$CI_BUILDS_DIR/../x', toml)).toBe('the GIT_CLONE_PATH="./builds/../x" has to be within "builds"');
    expect(error('/etc', toml)).toBe('the GIT_CLONE_PATH="/etc" has to be within "builds"');
    expect(error('$CI_BUILDS_DIR/x', toml)).toBeNull();
    expect(error('builds/x', toml)).toBeNull();
  });
});

describe('what makes a job impossible', () => {
  test('a shell that needs its script in a file', () => {
    expect(plan({}, {}, 'shell = "cmd"').plan.configurationError).toBe("the instance executor doesn't support shells that require a script file");
  });

  test('paths of submodules that exclude all', () => {
    expect(plan({}, { GIT_SUBMODULE_PATHS: ':(exclude) a' }).plan.configurationError).toBe(
      'GIT_SUBMODULE_PATHS: invalid submodule pathspec [":(exclude)","a"]',
    );
  });

  test('nothing, usually', () => {
    for (const shell of ['', 'bash', 'sh', 'pwsh', 'powershell']) expect(plan({}, {}, `shell = "${shell}"`).plan.configurationError).toBeNull();
  });
});

describe('the runner’s own variables', () => {
  const { variables } = plan({}, { CI_RUNNER_VERSION: 'forged', CI_CONCURRENT_ID: 'job', CI_SHARED_ENVIRONMENT: 'no' }).context;

  test.each([
    ['CI_RUNNER_SHORT_TOKEN', 'runnertok'],
    ['CI_BUILDS_DIR', '\0/builds'],
    ['CI_PROJECT_DIR', '\0/builds/runnertok/1/group/proj'],
    ['CI_CONCURRENT_PROJECT_ID', '1'],
    ['CI_SERVER', 'yes'],
    ['CI_JOB_STATUS', 'running'],
    ['CI_JOB_TIMEOUT', '3600'],
    ['RUNNER_TEMP_PROJECT_DIR', '\0/builds/runnertok/1/group/proj.tmp'],
    ['CI_RUNNER_REVISION', 'd79f3e7b'],
    ['CI_RUNNER_EXECUTABLE_ARCH', 'linux/amd64'],
  ])('%s is %j', (key, value) => {
    expect(variables.get(key)).toBe(value);
  });

  test('a job can override the first of them, and not the last', () => {
    expect(['CI_CONCURRENT_ID', 'CI_RUNNER_VERSION', 'CI_SHARED_ENVIRONMENT'].map((key) => variables.get(key))).toEqual(['job', '19.4.0', 'true']);
  });

  test('an instance is a shared environment', () => {
    expect(variables.get('CI_DISPOSABLE_ENVIRONMENT')).toBe('');
  });
});

test('what is masked includes values that were expanded, and the token', () => {
  const { maskedValues } = plan({ variables: [variable('S', 'a-$B', { masked: true }), variable('B', 'b'), variable('EMPTY', '', { masked: true })] });
  expect(maskedValues).toEqual([jobToken, 'a-b']);
});
