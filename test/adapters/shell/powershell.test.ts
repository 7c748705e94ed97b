import { describe, expect, test } from 'vitest';
import { afterScript, archiveCache, cleanupFileVariables, clearWorktree, getSources, prepareScript, stepStage, type Stage } from '../../../core/job/stages.ts';
import { createWriter } from '../../../adapters/shell/create-writer.ts';
import type { ShellName } from '../../../adapters/shell/shell-name.ts';
import type { JobPayload } from '../../../adapters/coordinator/job-payload.ts';
import { planJob } from '../../../adapters/shell/plan-job.ts';
import { stageScript } from '../../../adapters/shell/stage-script.ts';
import { facts, jobPayload, runnerTable, step, variable } from './shell-rig.ts';

const options = { trace: false, checkExitCodes: false, legacyEval: false };
const exit = 'if (!$?) { exit $(if ($LASTEXITCODE) { $LASTEXITCODE } else { 1 }) }';

describe.each(['pwsh', 'powershell'] as const)('a stage in %s', (shell: ShellName) => {
  const lineEnd = shell === 'pwsh' ? '\n' : '\r\n';

  function script(stage: Stage, payload: Partial<JobPayload> = {}, variables: Readonly<Record<string, string>> = {}, transfer = ''): string {
    const { context } = planJob(jobPayload(payload, variables), runnerTable(`shell = "${shell}"`), facts);
    return stageScript(context, stage, 'success', transfer).script;
  }

  const lines = (...wish: Parameters<typeof script>): string[] =>
    script(...wish)
      .split(lineEnd)
      .map((line) => line.trim());

  test('is one block, so that all of it is read before a line runs', () => {
    const { script } = createWriter(shell, options).finish();
    const head = shell === 'pwsh' ? ['& {', '', "$ErrorActionPreference = 'Stop'"] : ['& {', ''];
    expect(script).toBe([...head, "$DrydockHome = $PWD.Path.Replace('\\', '/')", '}', '', ''].join(lineEnd));
  });

  test('is started without a profile, reads standard input, and has nothing of the job on its command line', () => {
    const { command } = createWriter(shell, options).finish();
    const flags = `${shell} -NoProfile -NoLogo -InputFormat text -OutputFormat text -NonInteractive -ExecutionPolicy Bypass`;
    expect(command.startsWith(`${flags} `)).toBe(true);
    if (shell === 'powershell') expect(command).toBe(`${flags} -Command -`);
    else {
      const start = Buffer.from(command.split(' ').at(-1)!, 'base64').toString('utf16le');
      expect(start.split('\r\n')).toEqual([
        '$OutputEncoding = [Console]::InputEncoding = [Console]::OutputEncoding = New-Object System.Text.UTF8Encoding',
        'pwsh -NoProfile -NonInteractive -Command -',
        'exit $(if ($null -eq $LASTEXITCODE) { 1 } else { $LASTEXITCODE })',
      ]);
    }
  });

  test('shows what it does with CI_DEBUG_TRACE', () => {
    expect(createWriter(shell, { ...options, trace: true }).finish().script).toContain(`${lineEnd}Set-PSDebug -Trace 2${lineEnd}`);
  });

  test('of preparation says where it runs', () => {
    expect(lines(prepareScript)).toContain("Write-Output ('Running on ' + [System.Environment]::MachineName + ' via manager-host...')");
  });

  test('has variables as its own and in the environment, quoted whatever is in them', () => {
    const seen = lines(stepStage('script'), { variables: [variable('V', "it's $(evil)", { raw: true }), variable('N', 'a\nb "c" `d', { raw: true })] });
    expect(seen).toContain("${V} = 'it''s $(evil)'");
    expect(seen).toContain('${env:V} = ${V}');
    expect(seen).toContain('${N} = "a`nb `"c`" ``d"');
  });

  test('has paths below the directory in which the session began', () => {
    expect(lines(stepStage('script'))).toContain("${CI_PROJECT_DIR} = ($DrydockHome + '/builds/runnertok/1/group/proj')");
  });

  test('writes file variables, and only names them in the end', () => {
    const payload = { variables: [variable('KEY', 'content', { file: true })] };
    const path = "($DrydockHome + '/builds/runnertok/1/group/proj.tmp/KEY')";
    expect(lines(getSources, payload)).toContain(`[System.IO.File]::WriteAllText(${path}, 'content')`);
    expect(lines(getSources, payload)).toContain(`\${KEY} = ${path}`);
    expect(lines(cleanupFileVariables, payload).join('\n')).not.toContain("'content'");
  });

  test('takes over GITLAB_ENV, values with equals signs whole', () => {
    const seen = lines(stepStage('script'));
    expect(seen).toContain("$DrydockName, $DrydockValue = $DrydockLine.Trim().Split([char[]]'=', 2)");
    expect(seen).toContain('if ($DrydockName) { [System.Environment]::SetEnvironmentVariable($DrydockName, $DrydockValue) }');
  });

  test('announces commands, and ends with the code of the first that fails', () => {
    const seen = lines(stepStage('script'), { steps: [step('script', 'npm test', 'Get-Item a\nGet-Item b')] });
    const start = seen.findIndex((line) => line.includes('$ npm test'));
    expect(seen.slice(start, start + 7)).toEqual([
      "Write-Output '\u001b[32;1m$ npm test\u001b[0;m'",
      'npm test',
      exit,
      "Write-Output '\u001b[32;1m$ Get-Item a # collapsed multi-line command\u001b[0;m'",
      'Get-Item a',
      'Get-Item b',
      exit,
    ]);
  });

  test('announces a command of several lines whole with FF_SCRIPT_SECTIONS', () => {
    const seen = lines(stepStage('script'), { steps: [step('script', 'a\nb')] }, { FF_SCRIPT_SECTIONS: 'true' });
    expect(seen).toContain('Write-Output "\u001b[32;1m`$ a`nb\u001b[0;m"');
  });

  test('of after_script says so', () => {
    expect(lines(afterScript, { steps: [step('after_script', 'x')] })).toContain("Write-Output '\u001b[32;1mRunning after script...\u001b[0;m'");
  });

  test('of sources checks each command of Git', () => {
    const seen = lines(getSources);
    const fetch = seen.findIndex((line) => /^& 'git' .* 'fetch' 'origin'/.test(line));
    expect(seen[fetch]).toBe(
      "& 'git' '-c' 'http.userAgent=gitlab-runner 19.4.0 linux/amd64' 'fetch' 'origin' '--no-recurse-submodules' '+refs/heads/main:refs/remotes/origin/main' '--prune' '--quiet' '--unshallow'",
    );
    expect(seen[fetch + 1]).toBe(exit);
    expect(seen).toContain('if ($DrydockSucceeded) {');
    expect(seen).toContain("try { & 'git' 'lfs' 'version' *> $null; $DrydockSucceeded = $LASTEXITCODE -eq 0 } catch { }");
  });

  test('of sources clears hooks and locks of submodules by name', () => {
    const seen = lines(getSources, {}, { GIT_SUBMODULE_STRATEGY: 'normal' }).join('\n');
    expect(seen).toContain("-Recurse -Force | Where-Object { $_.PSIsContainer -and ($_.Name -like 'hooks') }");
    expect(seen).toContain("{ !$_.PSIsContainer -and ($_.Name -like 'index.lock' -or $_.Name -like 'shallow.lock'");
  });

  test('that clears a worktree does so where there is one', () => {
    expect(lines(clearWorktree)).toContain("if (Test-Path -LiteralPath ($DrydockHome + '/builds/runnertok/1/group/proj') -PathType Container) {");
  });

  test('makes credential helpers forget, in bytes that PowerShell does not touch', () => {
    const seen = lines(cleanupFileVariables);
    expect(seen).toContain('$DrydockBytes = [System.Text.Encoding]::UTF8.GetBytes("url=http://gitlab.example.com`nusername=gitlab-ci-token`n")');
    expect(seen.some((line) => line.includes("FileName = 'git'; Arguments = 'credential reject'"))).toBe(true);
  });

  test('that moves files runs its commands as they stand', () => {
    expect(lines(archiveCache, {}, {}, 'Save-Cache -All')).toContain('Save-Cache -All');
  });

  test('closes every brace that it opens', () => {
    for (const stage of [prepareScript, getSources, clearWorktree, stepStage('script'), cleanupFileVariables]) {
      const text = lines(stage, {}, { GIT_SUBMODULE_STRATEGY: 'recursive', FF_ENABLE_JOB_CLEANUP: 'true' })
        .map((line) => line.replace(/'(?:[^']|'')*'/g, ''))
        .join('\n');
      expect([text.split('{').length, text.split('(').length]).toEqual([text.split('}').length, text.split(')').length]);
    }
  });
});
