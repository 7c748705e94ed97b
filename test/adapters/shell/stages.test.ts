import { existsSync, mkdirSync, readFileSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { afterScript, archiveCache, cleanupFileVariables, getSources, prepareScript, stepStage } from '../../../core/job/stages.ts';
import type { JobPayload } from '../../../adapters/coordinator/job-payload.ts';
import { stageScript } from '../../../adapters/shell/stage-script.ts';
import { Instance, JobOnInstance, jobPayload, jobToken, runnerTable, step, variable, type Ran } from './shell-rig.ts';

const script = stepStage('script');

describe.each(['bash', 'sh'])('a stage in %s', (shell) => {
  let instance: Instance;
  beforeEach(() => void (instance = new Instance()));
  afterEach(() => instance.remove());

  interface Wish {
    readonly variables?: Readonly<Record<string, string>>;
    readonly toml?: string;
    readonly payload?: Partial<JobPayload>;
  }

  /** A job without sources, whose directory is there already. */
  function job(commands: readonly string[], { variables = {}, toml = '', payload = {} }: Wish = {}): JobOnInstance {
    const steps = [step('script', ...commands), step('after_script', ...commands)];
    const made = new JobOnInstance(
      instance,
      jobPayload({ steps, ...payload }, { GIT_STRATEGY: 'none', ...variables }),
      runnerTable(`shell = "${shell}"\n${toml}`),
    );
    mkdirSync(made.project(), { recursive: true });
    return made;
  }

  const run = (commands: readonly string[], wish: Wish = {}): Promise<Ran> => job(commands, wish).run(script);

  describe('prepare_script', () => {
    test('says where the job runs and for whom', async () => {
      const ran = await job([]).run(prepareScript);
      expect(ran).toMatchObject({ exitCode: 0, errors: '', raw: expect.stringMatching(/^Running on \S+ via manager-host\.\.\.\n$/) as string });
    });

    test('removes what a job that was cut off has left for its successor', async () => {
      const next = job(['echo "[$LEFT]"']);
      mkdirSync(next.temporary());
      writeFileSync(next.temporary('gitlab_runner_env'), 'LEFT=over\n');
      writeFileSync(next.temporary('masking.db'), '');
      await next.run(prepareScript);
      expect(readdirSync(next.temporary())).toEqual([]);
    });

    test('exports nothing', () => {
      expect(job([]).script(prepareScript).script).not.toContain('export');
    });

    test('is a script and no text that is evaluated in pieces: the failure that FF_USE_NEW_BASH_EVAL_STRATEGY once cured', async () => {
      const flags = [{}, { FF_USE_NEW_BASH_EVAL_STRATEGY: 'true' }, { FF_USE_LEGACY_BASH_EVAL: 'true' }, { FF_POSIXLY_CORRECT_ESCAPES: 'true' }];
      for (const variables of flags) {
        const ran = await job(["echo 'it''s' \"fine\""], { variables, toml: '' }).run(prepareScript);
        expect(ran).toMatchObject({ exitCode: 0, errors: '' });
        expect(ran.log).not.toContain('not found');
      }
      const byConfiguration = { toml: '[runners.feature_flags]\nFF_USE_NEW_BASH_EVAL_STRATEGY = true' };
      expect(await run(['echo "a\'b"'], byConfiguration)).toMatchObject({ exitCode: 0, errors: '', log: '$ echo "a\'b"\na\'b\n' });
    });
  });

  describe('the script around a stage', () => {
    test('the command holds nothing of the job, the script goes over standard input', () => {
      expect(job([]).script(script).command).toBe(`${shell} -l`);
    });

    test('ends with the code of the command that fails, and runs no other', async () => {
      for (const variables of [{}, { FF_USE_LEGACY_BASH_EVAL: '1' }]) {
        const ran = await run(['echo a', '(exit 3)', 'echo b'], { variables });
        expect(ran).toMatchObject({ exitCode: 3, log: '$ echo a\na\n$ (exit 3)\n' });
      }
    });

    test('exit ends the stage at once', async () => {
      expect(await run(['exit 7', 'echo b'])).toMatchObject({ exitCode: 7, log: '$ exit 7\n' });
    });

    test('a pipe fails with any of its commands where the shell can tell', async () => {
      const { exitCode } = await run(['false | true']);
      expect(exitCode).toBe(shell === 'bash' ? 1 : 0);
    });

    test('a command that reads its input reads nothing, and not the rest of the script', async () => {
      for (const variables of [{}, { FF_USE_LEGACY_BASH_EVAL: '1' }]) {
        expect(await run(['cat', 'read -r x || echo "none:$x"'], { variables })).toMatchObject({
          exitCode: 0,
          log: '$ cat\n$ read -r x || echo "none:$x"\nnone:\n',
        });
      }
    });

    test('a shell that is killed by a signal ends with the code of that signal, without its text in the log', async () => {
      const ran = await run(["sh -c 'kill -9 $PPID'; sleep 2"], { variables: { SECRET: 'of-the-job' } });
      expect(ran.exitCode).toBe(137);
      expect(ran.errors).not.toContain('of-the-job');
    });

    test('the end of the runner’s patience ends it quietly', async () => {
      const made = job(['echo started', 'while :; do sleep 0.05; done']);
      const ended = await instance.run(made.script(script), (kill) => void setTimeout(() => kill('SIGTERM'), 300));
      expect(ended).toMatchObject({ exitCode: 1, log: expect.stringMatching(/^\$ echo started\nstarted\n\$ while/) as string });
      expect(ended.errors).not.toContain('while');
    }, 10_000);

    test('aliases, functions and options of one command are in force in the next', async () => {
      const options = shell === 'bash' ? ['shopt -s expand_aliases'] : [];
      const ran = await run([...options, "alias greet='echo hi'", 'greet', 'f() { echo "f $1"; }', 'f x', 'set -f', 'echo *']);
      expect(ran.log).toContain('$ greet\nhi\n');
      expect(ran.log).toContain('$ f x\nf x\n');
      expect(ran.log).toContain('$ echo *\n*\n');
    });

    test('a redirection may write to a file that exists, whatever the profile says', async () => {
      writeFileSync(instance.at('.profile'), 'set -o noclobber\n');
      expect(await run(['echo a > f', 'echo b > f', 'cat f'])).toMatchObject({ exitCode: 0, log: expect.stringMatching(/\nb\n$/) as string });
    });

    test('leaves no variable of its own to the programs that it starts', async () => {
      const { log } = await run(['env | grep -c ^_drydock || echo clean']);
      expect(log).toContain('\n0\nclean\n');
    });

    test('CI_DEBUG_TRACE shows each command as the shell runs it', async () => {
      const ran = await run(['x=1; echo $x'], { variables: { CI_DEBUG_TRACE: 'true' } });
      expect(ran.errors).toMatch(/^\++ echo 1$/m);
      const disabled = job(['echo 1'], { variables: { CI_DEBUG_TRACE: 'true' }, toml: 'debug_trace_disabled = true' });
      expect(disabled.planned.warnings).toEqual(['CI_DEBUG_TRACE: usage is disabled on this Runner']);
      expect((await disabled.run(script)).errors).toBe('');
    });

    test('begins in the worktree', async () => {
      const made = job(['pwd']);
      expect((await made.run(script)).log).toBe(`$ pwd\n${made.project()}\n`);
    });
  });

  describe('variables', () => {
    const nasty = 'a "b" \'c\' $d `e` \\ % \n\tf';

    test('a value is exported as it is, also to programs', async () => {
      const ran = await run(['sh -c \'printf %s "$NASTY"\''], { payload: { variables: [variable('NASTY', nasty, { raw: true })] } });
      expect(ran.log).toContain(`\n${nasty}`);
    });

    test('references are expanded once, those of raw variables not at all', async () => {
      const variables = [variable('A', '1'), variable('B', '$A/${A}'), variable('C', '$B'), variable('D', '$A', { raw: true })];
      expect((await run(['echo "$B|$C|$D"'], { payload: { variables } })).log).toContain('\n1/1|$A/${A}|$A\n');
    });

    test('a file variable is a file beside the worktree, whose path is the value', async () => {
      const variables = [variable('KEY', `--begin\n$A ${nasty}`, { file: true, raw: true }), variable('COPY', '$KEY')];
      const made = job(['cat "$KEY"; echo "|$KEY|$COPY"'], { payload: { variables } });
      const path = made.temporary('KEY');
      expect((await made.run(script)).log).toContain(`\n--begin\n$A ${nasty}|${path}|${path}\n`);
    });

    test('a file variable that a job has changed is whole again in the next stage', async () => {
      const made = job(['printf changed > "$KEY"'], { payload: { variables: [variable('KEY', 'content', { file: true })] } });
      await made.run(script);
      await made.run(getSources);
      expect(readFileSync(made.temporary('KEY'), 'utf8')).toBe('content');
    });

    test('the worktree does not see what lies beside it', async () => {
      const made = job(['ls -A'], { payload: { variables: [variable('KEY', 'x', { file: true })] } });
      expect((await made.run(script)).log).toBe('$ ls -A\n');
    });

    test('what a stage writes to GITLAB_ENV the next one has, the last line without an end too', async () => {
      const first = job(['printf "ONE=1\\nTWO=a b=c" >> "$GITLAB_ENV"']);
      await first.run(script);
      expect((await job(['echo "$ONE|$TWO"']).run(afterScript, 'success')).log).toContain('\n1|a b=c\n');
    });

    test('GITLAB_ENV wins over the job, the job over the runner', async () => {
      const wish = { toml: 'environment = ["X=runner", "Y=runner", "Z=runner=1"]', variables: { X: 'job', Y: 'job' } };
      await run(['echo X=file >> "$GITLAB_ENV"'], wish);
      expect((await run(['echo "$X|$Y|$Z"'], wish)).log).toContain('\nfile|job|runner=1\n');
    });

    test('CI_JOB_STATUS is how the job stands', async () => {
      const { log } = await job(['echo $CI_JOB_STATUS']).run(afterScript, 'timedout');
      expect(log).toContain('\ntimedout\n');
    });

    test('paths are absolute also where builds_dir is not', async () => {
      const made = job(['cd /', 'test -d "$CI_PROJECT_DIR" && echo "$CI_PROJECT_DIR|$CI_BUILDS_DIR|$MINE"'], { variables: { MINE: '$CI_PROJECT_DIR/x' } });
      expect((await made.run(script)).log).toContain(`\n${made.project()}|${instance.at('builds')}|${made.project()}/x\n`);
    });

    test('a job that changes HOME stays where it is', async () => {
      const made = job(['pwd'], { variables: { HOME: '/' } });
      expect((await made.run(script)).log).toContain(`\n${made.project()}\n`);
    });

    test('a name that no shell can hold costs that variable, not the job', async () => {
      const made = job(['echo "$GOOD"'], { variables: { 'b-ad': '1', '2X': '2', GOOD: 'good' } });
      expect(await made.run(script)).toMatchObject({ exitCode: 0, log: expect.stringContaining('\ngood\n') as string });
      expect(made.planned.warnings).toEqual([
        'Variable "b-ad" is not exported: no shell can hold a variable of that name',
        'Variable "2X" is not exported: no shell can hold a variable of that name',
      ]);
    });

    test('a slot has its control group where the runner uses them', async () => {
      const made = job(['echo "[$GITLAB_RUNNER_SLOT_CGROUP]"'], { toml: 'use_slot_cgroups = true\nslot_cgroup_template = "ci/${slot}/x-${slot}"' });
      expect(stageScript({ ...made.context, slot: 4 }, script, 'running').script).toContain('export GITLAB_RUNNER_SLOT_CGROUP=ci/4/x-4\n');
      expect((await made.run(script)).log).toContain('\n[]\n');
    });
  });

  describe('commands of a user', () => {
    test('are announced in green, one of several lines by its first', async () => {
      const ran = await run(['echo one\necho two', '', '  echo indented  ']);
      const green = (text: string): string => `\u001b[32;1m${text}\u001b[0;m\n`;
      expect(ran.raw).toBe(`${green('$ echo one # collapsed multi-line command')}one\ntwo\n\n${green('$ echo indented')}indented\n`);
    });

    test('are announced as they were written, whatever is in them', async () => {
      const command = 'printf "%s\\n" "a\\tb" \'$HOME\' `echo c`';
      expect((await run([command])).log).toBe(`$ ${command}\na\\tb\n$HOME\nc\n`);
    });

    test('with FF_SCRIPT_SECTIONS stand whole in a collapsed section', async () => {
      const command = 'echo one\necho "\\n"';
      const ran = await run(['true', command], { variables: { FF_SCRIPT_SECTIONS: 'true' } });
      const opened = 'section_start:N:section_script_step_1[hide_duration=true,collapsed=true]\r\u001b[0K';
      const section = `${opened}\u001b[32;1m$ ${command}\u001b[0;m\nsection_end:N:section_script_step_1\r\u001b[0K\none\n`;
      expect(ran.raw.replace(/(section_\w+:)\d+/g, '$1N')).toContain(section);
      const without = {
        variables: { FF_SCRIPT_SECTIONS: 'true' },
        payload: { features: { trace_sections: false, token_mask_prefixes: [], failure_reasons: [] } },
      };
      expect((await run([command], without)).log).toContain('# collapsed multi-line command');
    });

    test('with FF_ENABLE_BASH_EXIT_CODE_CHECK fail the stage although the job switched the check off', async () => {
      const commands = ['set +e', '(exit 4)', 'echo reached'];
      expect(await run(commands)).toMatchObject({ exitCode: 0 });
      expect(await run(commands, { variables: { FF_ENABLE_BASH_EXIT_CODE_CHECK: 'true' } })).toMatchObject({ exitCode: 4, log: '$ set +e\n$ (exit 4)\n' });
    });

    test('stand between those that the runner puts before and after', async () => {
      const ran = await run(['echo $X'], { toml: 'pre_build_script = "X=1"\npost_build_script = "echo after"' });
      expect(ran.log).toBe('$ X=1\n$ echo $X\n1\n$ echo after\nafter\n');
    });

    test('of after_script know nothing of the script’s shell, nor of the runner’s own', async () => {
      const made = job(['export FOO=1; echo "[$BAR]"; BAR=2'], { toml: 'pre_build_script = "echo never"' });
      await made.run(script);
      expect((await made.run(afterScript, 'success')).log).toBe('Running after script...\n$ export FOO=1; echo "[$BAR]"; BAR=2\n[]\n');
    });

    test('of a release are expanded by the runner', async () => {
      const made = job([], { payload: { steps: [step('release', "echo '$NAME'")] }, variables: { NAME: 'v1' } });
      expect((await made.run(stepStage('release'))).log).toBe("$ echo 'v1'\nv1\n");
    });

    test('may hold documents and comments', async () => {
      expect((await run(['cat <<EOF\n$((1+1))\nEOF', 'echo a # comment'])).log).toContain('\n2\n$ echo a # comment\na\n');
    });
  });

  describe('the clean-up', () => {
    test('removes every file that the job had beside its worktree, whatever it made of them', async () => {
      const made = job(['chmod 0 "$KEY"; touch ../proj.tmp/masking.db'], { payload: { variables: [variable('KEY', 'x', { file: true })] } });
      await made.run(script);
      expect(await made.run(cleanupFileVariables, 'success')).toMatchObject({ exitCode: 0, raw: '', errors: '' });
      expect(readdirSync(made.temporary())).toEqual([]);
    });

    test('does not write file variables once more', () => {
      const made = job([], { payload: { variables: [variable('KEY', 'content-of-file', { file: true })] } });
      expect(made.script(cleanupFileVariables).script).not.toContain('content-of-file');
    });

    test('with FF_ENABLE_JOB_CLEANUP leaves an empty place', async () => {
      const empty = job(['touch f'], { variables: { FF_ENABLE_JOB_CLEANUP: 'true', GIT_STRATEGY: 'empty' } });
      await empty.run(getSources);
      await empty.run(script);
      await empty.run(cleanupFileVariables);
      expect(existsSync(empty.project())).toBe(false);
      const none = job([], { variables: { FF_ENABLE_JOB_CLEANUP: 'true' } });
      expect((await none.run(cleanupFileVariables)).log).toBe('Skipping build directory cleanup step\n');
      expect(statSync(none.project()).isDirectory()).toBe(true);
    });

    test('works where there is no Git', async () => {
      instance.addProgram('git', 'exit 127');
      expect(await job([]).run(cleanupFileVariables)).toMatchObject({ exitCode: 0, errors: '' });
    });
  });

  test('a stage that moves files runs its commands in the worktree, with all variables', async () => {
    const made = job([], { variables: { X: 'x' } });
    const ran = await instance.run(made.script(archiveCache, 'success', 'echo "$PWD $X $CI_JOB_STATUS"'));
    expect(ran.raw).toBe(`${made.project()} x success\n`);
  });

  test('no command line of any program that a stage starts has a secret', async () => {
    const seen = instance.at('seen');
    for (const name of ['git', 'rm', 'mkdir', 'find', 'cat', 'chmod', 'cd'])
      instance.addProgram(name, `echo "${name} $*" >> ${seen}; PATH=/usr/bin:/bin exec ${name} "$@"`);
    const variables = [variable('SECRET', 'of-the-job', { masked: true }), variable('KEY', 'in-a-file', { file: true })];
    const made = job(['true'], { payload: { variables, token: jobToken, allow_git_fetch: true }, variables: { GIT_STRATEGY: 'fetch' } });
    for (const stage of [prepareScript, getSources, cleanupFileVariables]) await made.run(stage);
    const lines = readFileSync(seen, 'utf8');
    expect(lines).toContain('git init');
    for (const secret of [jobToken, 'of-the-job', 'in-a-file']) expect(lines).not.toContain(secret);
  });
});
