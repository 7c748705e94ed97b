import { expect, test } from 'vitest';
import { folder, smallConfig, smallScenario } from './fixture.ts';
import { sim } from './memory-io.ts';

const write = folder();
const config = write('config.toml', smallConfig);
const scenario = write('small.yaml', smallScenario());
const bad = write('bad.yaml', smallScenario().replace('20/h', '20'));
const warned = write('warned.toml', smallConfig.replace('concurrent = 4', 'concurrent = 3'));

test('files without errors exit with 0, warnings included, and each is named', async () => {
  const { code, stdout, stderr } = await sim(['check', config, scenario, warned]);
  expect(code).toBe(0);
  expect(stdout).toBe(`${config}: ok\n${scenario}: ok\n${warned}: 1 warning\n`);
  expect(stderr).toContain('warning[V2]');
});

test('an error exits with 104 and is shown with its line, a caret and what to write', async () => {
  const { code, stderr } = await sim(['check', bad], { env: { COLUMNS: '120' } });
  expect(code).toBe(104);
  const [what, where, line, caret] = stderr.split('\n') as [string, string, string, string];
  expect(what).toMatch(/^error\[\w+\]: /);
  expect(where).toContain(`--> ${bad}:6:`);
  expect(caret.indexOf('^')).toBe(line.indexOf('20'));
});

test('the JSON form has all findings of all files', async () => {
  const { stdout } = await sim(['check', bad, warned, '-f', 'json']);
  const { format, findings } = JSON.parse(stdout) as { format: string; findings: { file: string; severity: string }[] };
  expect(format).toBe('1.0');
  expect(findings.map(({ file, severity }) => [file, severity])).toEqual([
    [bad, 'error'],
    [warned, 'warning'],
  ]);
});

test('the Code Quality form is what GitLab reads, and a fingerprint does not move with its line', async () => {
  const report = async (file: string): Promise<Record<string, unknown>[]> =>
    JSON.parse((await sim(['check', file, '-f', 'codequality'])).stdout) as Record<string, unknown>[];
  const [first] = await report(warned);
  expect(first).toMatchObject({ check_name: 'V2', severity: 'minor', location: { path: warned, lines: { begin: 1 } } });
  expect(first?.['fingerprint']).toMatch(/^[0-9a-f]{32}$/);
  write('warned.toml', `# a comment\n${smallConfig.replace('concurrent = 4', 'concurrent = 3')}`);
  const [moved] = await report(warned);
  expect(moved).toMatchObject({ fingerprint: first?.['fingerprint'], location: { lines: { begin: 2 } } });
});

test('a file that is not there is an error of usage', async () => {
  expect((await sim(['check', 'no-such.toml'])).code).toBe(2);
  expect((await sim(['check'])).code).toBe(2);
});

test('an unknown form is an error of usage', async () => {
  expect((await sim(['check', config, '-f', 'xml'])).code).toBe(2);
});

test('standard input may be a configuration or a scenario', async () => {
  const read = async (stdin: string): Promise<string> => (await sim(['check', '-'], { stdin })).stdout;
  expect(await read(smallConfig)).toBe('-: ok\n');
  expect(await read(smallConfig.replace('concurrent = 4', 'concurrent = 3'))).toBe('-: 1 warning\n');
  expect(await read(smallScenario('', { config }))).toBe('-: ok\n');
  expect(await read(smallScenario('', { config }).replace(config, `\n  toml: |\n${smallConfig.replace(/^/gm, '    ')}`))).toMatch(/^-: (ok|\d note)/);
});

test('what a terminal would take for a command is not sent to it', async () => {
  const file = write('escape.toml', `concurrent = "\u001b[2J"\n\u0007\tx = 1\n`);
  const { stderr } = await sim(['check', file]);
  expect(stderr).toContain('\ufffd');
  expect(stderr).not.toMatch(/[^\P{Cc}\t\n]/u);
});
