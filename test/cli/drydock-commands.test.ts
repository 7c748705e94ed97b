import { spawn, spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { advice } from '../../cli/commands/drydock/advice.ts';
import { defaultConfigFile } from '../../cli/commands/drydock/config-file.ts';
import { TestCoordinator } from '../coordinator/test-coordinator.ts';
import { folder, smallConfig } from './fixture.ts';
import { drydock, sim } from './memory-io.ts';

const write = folder();
const hosts = `    [runners.autoscaler.plugin_config.instances.host]
      username = "ci"
      internal_addr = "127.0.0.1"
`;
const config = write('config.toml', smallConfig.replace('"aws"', '"static"') + hosts);

test('the configuration is the system’s for root, else the user’s, else here', () => {
  expect(defaultConfigFile({ isRoot: true, home: '/h', folder: '/f' })).toBe('/etc/gitlab-runner/config.toml');
  expect(defaultConfigFile({ isRoot: false, home: '/h', folder: '/f' })).toBe('/h/.gitlab-runner/config.toml');
  expect(defaultConfigFile({ isRoot: false, home: '', folder: '/f' })).toBe('/f/config.toml');
});

describe('help', () => {
  test('lists the commands and the flags for the log, with their variables', async () => {
    const { code, stdout } = await drydock(['--help']);
    expect(code).toBe(0);
    for (const name of ['register', 'verify', 'list', 'unregister', 'reset-token', 'lint', 'health-check', 'fleeting', 'completion', 'sim'])
      expect(stdout).toContain(`\n  ${name} `);
    for (const variable of ['RUNNER_DEBUG', 'LOG_FORMAT', 'LOG_LEVEL']) expect(stdout.replace(/\s+/g, ' ')).toContain(`[$${variable}]`);
    for (const name of Object.keys(advice)) expect(stdout).not.toContain(`\n  ${name} `);
  });

  test.each(['register', 'verify', 'list', 'unregister', 'reset-token', 'lint', 'health-check'])(
    'of %s shows the variable of the configuration',
    async (name) => {
      const { code, stdout } = await drydock([name, '--help']);
      expect([code, stdout]).toEqual([0, expect.stringContaining('configuration [$CONFIG_FILE]') as string]);
    },
  );
});

test.each([
  ['an unknown command', ['rum']],
  ['an unknown flag', ['list', '--bad']],
  ['a form that is none', ['list', '--log-format', 'xml']],
])('%s is exit code 1, as with gitlab-runner', async (_, args) => {
  expect((await drydock(args)).code).toBe(1);
});

test('a variable with a value that is none is named', async () => {
  const { code, stderr } = await drydock(['list', '-c', config], { env: { LOG_LEVEL: 'loud' } });
  expect([code, stderr]).toEqual([1, expect.stringContaining('LOG_LEVEL: Allowed choices are') as string]);
});

test('sim inside of drydock is sim', async () => {
  expect((await drydock(['sim', 'explain', 'metric', 'jobs.lost'])).stdout).toBe((await sim(['explain', 'metric', 'jobs.lost'])).stdout);
});

describe('lint', () => {
  test('says that a configuration is valid', async () => {
    const { code, stderr } = await drydock(['lint'], { env: { CONFIG_FILE: config } });
    expect([code, stderr]).toEqual([0, expect.stringMatching(/Configuration file is valid\. +ConfigFile=/) as string]);
  });

  test.each([
    ['a key that nobody knows', smallConfig.replace('idle_count', 'idle_cuont'), 'did you mean "idle_count"'],
    ['a value of another type', smallConfig.replace('max_instances = 4', 'max_instances = "four"'), 'max_instances'],
    ['no TOML', 'concurrent = \n', 'error[syntax]'],
    ['a fleet without its table', smallConfig.replace('"aws"', '"docker"'), 'error[plugin-config]'],
    ['a key that no fleet of this kind knows', smallConfig.replace('"aws"', '"static"') + hosts.replace('username', 'usernam'), 'did you mean "username"'],
  ])('fails for %s, and shows its place', async (_, text, said) => {
    const file = write('broken.toml', text.replace('<token>', 'glrt-lint-never-shows-this'));
    const { code, stderr } = await drydock(['lint', '--config', file]);
    expect([code, stderr]).toEqual([1, expect.stringContaining(said) as string]);
    expect(stderr).toMatch(new RegExp(`--> ${file}:\\d+:\\d+`));
    expect(stderr).not.toContain('never-shows');
  });

  test('warns of what only a simulation can use', async () => {
    const file = write('simulated.toml', smallConfig.replace('https://', ''));
    const { code, stderr } = await drydock(['lint', '--config', file]);
    expect([code, stderr]).toEqual([0, expect.stringContaining('warning[plugin]: there is no plugin "aws"') as string]);
    expect(stderr).toContain('did you mean "https://gitlab.example.com"?');
  });

  test('does not look for files that the configuration names: they may be on another machine', async () => {
    const file = write('elsewhere.toml', `${smallConfig.replace('"aws"', '"static"')}${hosts}      key_path = "/nowhere/key"\n`);
    expect(await drydock(['lint', '--config', file])).toMatchObject({ code: 0, stderr: expect.stringMatching(/^Configuration file is valid/) as string });
  });

  test('fails for a file that is not there', async () => {
    expect(await drydock(['lint', '--config', '/nowhere/config.toml'])).toMatchObject({ code: 1, stderr: 'drydock: there is no file /nowhere/config.toml\n' });
  });
});

test('run refuses what it cannot use before it opens anything, all at once and each at its place', async () => {
  const other = `${smallConfig.slice(smallConfig.indexOf('[[runners]]')).replace('"aws"', '"static"')}${hosts}      key_path = "/nowhere/key"\n`;
  const file = write('unusable.toml', smallConfig.replace('capacity_per_instance = 1', 'capacity_per_instance = 2') + other);
  const { code, stderr } = await drydock(['run', '--config', file]);
  expect(code).toBe(1);
  expect(stderr.match(/^error.*\n  --> .*$/gm)).toEqual([
    `error[plugin]: there is no plugin "aws"\n  --> ${file}:8:14  (runners[0].autoscaler.plugin)`,
    `error[file]: the key file cannot be read: there is no such file\n  --> ${file}:31:18  (runners[1].autoscaler.plugin_config.instances.host.key_path)`,
  ]);
  expect(stderr.trimEnd().split('\n').at(-1)).toBe(`drydock: ${file} cannot be used`);
  // What is only worth a note is left to lint.
  expect(stderr).not.toContain('note[');
  expect((await drydock(['lint', '--config', file])).stderr).toContain('note[V4]');
});

test('run says that it cannot work in a folder that is not there', () => {
  // In a process of its own: only such a one can change its folder.
  const args = ['cli/drydock.ts', 'run', '--config', config, '--working-directory', '/nowhere'];
  const { status, stderr } = spawnSync(process.execPath, args, { encoding: 'utf8' });
  expect([status, stderr]).toEqual([1, expect.stringMatching(/^drydock: cannot work in \/nowhere: ENOENT.*\n$/) as string]);
});

test('--cpuprofile writes a profile of the command', async () => {
  const file = join(config, '..', 'lint.cpuprofile');
  expect((await drydock(['--cpuprofile', file, 'lint', '-c', config])).code).toBe(0);
  expect(JSON.parse(readFileSync(file, 'utf8'))).toHaveProperty('nodes');
});

describe('fleeting', () => {
  test('says of each runner whether its fleet is built in', async () => {
    expect(await drydock(['fleeting', 'list', '-c', config])).toMatchObject({ code: 0, stdout: 'runner: small, plugin: static, built in\n' });
    const other = write('other.toml', smallConfig.replace('"aws"', '"fleeting-plugin-hetzner:1.2.3"'));
    expect(await drydock(['fleeting', 'list', '-c', other])).toMatchObject({ code: 1, stdout: expect.stringContaining('not built in') as string });
  });

  test('install and login say that there is nothing to do', async () => {
    expect((await drydock(['fleeting', 'install', '--upgrade', '-c', config])).stdout).toContain('nothing to install');
    expect((await drydock(['fleeting', 'clean', '-c', config])).stdout).toContain('nothing to clean');
    expect(await drydock(['fleeting', 'login', '--username', 'a', '--password', 'b', 'registry.example.com'])).toMatchObject({ code: 0 });
  });
});

test.each(Object.keys(advice))('%s is answered with one line that says what to use instead', async (name) => {
  const { code, stdout, stderr } = await drydock([name, '--any', 'thing']);
  expect([code, stdout]).toEqual([1, '']);
  expect(stderr).toMatch(new RegExp(`^drydock ${name}: [^\n]+\n$`));
});

describe('health-check', () => {
  let status = 200;
  const server = createServer((request, response) => {
    response.writeHead(request.url === '/health/ready' ? status : 404).end(status === 200 ? 'ready\n' : 'boot-verify pending\n');
  });
  const listening = new Promise<string>((resolve) => {
    server.listen(0, '127.0.0.1', () => {
      resolve(String((server.address() as AddressInfo).port));
    });
  });
  afterAll(() => {
    server.close();
    server.closeAllConnections();
  });

  test('asks the manager at the address of the command line, of the environment or of the configuration', async () => {
    const address = `127.0.0.1:${await listening}`;
    const file = write('listens.toml', `listen_address = "${address}"\n${smallConfig}`);
    status = 200;
    expect(await drydock(['health-check', '--listen-address', address])).toMatchObject({ code: 0, stdout: 'ready\n' });
    expect(await drydock(['health-check'], { env: { LISTEN_ADDRESS: address } })).toMatchObject({ code: 0 });
    expect(await drydock(['health-check', '--config', file])).toMatchObject({ code: 0 });
    status = 503;
    expect(await drydock(['health-check', '--config', file])).toMatchObject({ code: 1, stdout: 'boot-verify pending\n' });
  });

  test('fails where nobody answers, and where nobody says whom to ask', async () => {
    const gone = createServer();
    const port = await new Promise<number>((resolve) => {
      gone.listen(0, '127.0.0.1', () => {
        resolve((gone.address() as AddressInfo).port);
      });
    });
    await new Promise((resolve) => gone.close(resolve));
    expect(await drydock(['health-check', '--listen-address', `127.0.0.1:${port}`])).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('ECONNREFUSED') as string,
    });
    expect(await drydock(['health-check', '--config', config])).toMatchObject({ code: 1, stderr: expect.stringContaining('listen_address') as string });
  });

  test('waits for a port, as upstream’s does in front of service containers', async () => {
    const port = await listening;
    expect(await drydock(['health-check', '--port', port])).toMatchObject({ code: 0, stdout: `waiting for TCP connection to localhost on [${port}]...\n` });
    const env = { DB_PORT_5432_TCP_ADDR: '127.0.0.1', DB_PORT_5432_TCP_PORT: port };
    expect(await drydock(['health-check'], { env })).toMatchObject({ code: 0, stdout: `waiting for TCP connection to 127.0.0.1 on [${port}]...\n` });
  });
});

test('completion offers the commands of an operator, their flags, and what is below them', async () => {
  const script = write('drydock.bash', (await drydock(['completion', 'bash'])).stdout);
  const offers = (...words: string[]): string[] => {
    const program = `source ${script}; COMP_WORDS=(${words.map((word) => `'${word}'`).join(' ')}); COMP_CWORD=${words.length - 1}; _drydock; printf '%s\\n' "\${COMPREPLY[@]}"`;
    return spawnSync('bash', ['--norc', '-c', program], { encoding: 'utf8', cwd: join(config, '..') })
      .stdout.trim()
      .split('\n');
  };
  expect(offers('drydock', 'unr')).toEqual(['unregister']);
  expect(offers('drydock', 'register', '--tag')).toEqual(['--tag-list']);
  expect(offers('drydock', 'fleeting', 'lo')).toEqual(['login']);
  expect(offers('drydock', 'sim', 'expl')).toEqual(['explain']);
});

test('questions are answered over a pipe whose writer is slow', async () => {
  const coordinator = await TestCoordinator.start();
  try {
    const { token } = coordinator.gitlab.runners.add();
    const file = write('piped.toml', '');
    const child = spawn(process.execPath, ['cli/drydock.ts', 'register', '--config', file], { stdio: ['pipe', 'ignore', 'pipe'] });
    let said = '';
    child.stderr.on('data', (chunk: Buffer) => {
      said += chunk.toString('utf8');
    });
    for (const line of [coordinator.url, token, 'piped', 'instance']) {
      child.stdin.write(line.slice(0, 3));
      await new Promise((resolve) => setTimeout(resolve, 30));
      child.stdin.write(`${line.slice(3)}\n`);
    }
    child.stdin.end();
    const code = await new Promise((resolve) => child.on('exit', resolve));
    expect([code, said]).toEqual([0, expect.stringContaining('Runner registered successfully.') as string]);
    expect(said).not.toContain(token);
  } finally {
    await coordinator.close();
  }
});
