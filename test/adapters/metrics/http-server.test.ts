import { request } from 'node:http';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { HttpServer, type HttpServerOptions } from '../../../adapters/metrics/http-server.ts';
import { parseListenAddress } from '../../../adapters/metrics/listen-address.ts';
import { folder, smallConfig, smallScenario } from '../../cli/fixture.ts';
import { samples, watchRun } from './watched-run.ts';

const write = folder();
write('config.toml', smallConfig);
// Stopped in the middle of its work, so that there are jobs and instances to be seen.
const { metrics, view, decisions } = watchRun(write('busy.yaml', smallScenario('', { horizon: '20d' }).replace('rate: 20/h', 'rate: 200/h')), {
  until: 3_600_000,
});
const servers: HttpServer[] = [];

async function listen(options: Partial<HttpServerOptions> = {}): Promise<HttpServer> {
  const server = await HttpServer.listen({
    address: { host: '127.0.0.1', port: 0 },
    metrics,
    view,
    decisions,
    version: '1.2.3',
    state: () => metrics.process.state,
    timeText: (at) => `t+${at / 1000}`,
    statusPublic: false,
    onError: (error) => {
      throw error;
    },
    ...options,
  });
  servers.push(server);
  return server;
}

let server: HttpServer;
beforeAll(async () => {
  server = await listen();
});
afterAll(async () => {
  for (const each of servers) await each.close();
});

const get = (path: string, init?: RequestInit, of = server): Promise<Response> => fetch(`http://127.0.0.1:${of.port}${path}`, init);
const textOf = async (path: string): Promise<string> => (await get(path)).text();

/** A request under another name of the host, which fetch does not allow. */
function underName(host: string): Promise<number> {
  return new Promise((resolve, reject) => {
    request({ host: '127.0.0.1', port: server.port, path: '/status', headers: { host } }, (response) => {
      response.resume();
      resolve(response.statusCode ?? 0);
    })
      .on('error', reject)
      .end();
  });
}

describe('the pages under the paths of gitlab-runner', () => {
  test('/metrics is the exposition', async () => {
    const response = await get('/metrics');
    expect([response.status, response.headers.get('content-type')]).toEqual([200, expect.stringContaining('text/plain; version=0.0.4') as string]);
    expect(samples(await response.text()).map(({ name }) => name)).toContain('gitlab_runner_jobs');
  });

  test('HEAD is answered without a body, and no other method at all', async () => {
    const head = await get('/metrics', { method: 'HEAD' });
    expect([head.status, await head.text()]).toEqual([200, '']);
    for (const method of ['POST', 'PUT', 'DELETE']) {
      const refused = await get('/metrics', { method });
      expect([refused.status, refused.headers.get('allow')]).toEqual([405, 'GET, HEAD']);
    }
  });

  test('/debug/jobs/list has a line for each job, in the form of version 2', async () => {
    const response = await get('/debug/jobs/list');
    const lines = (await response.text()).trimEnd().split('\n');
    expect(response.headers.get('x-list-version')).toBe('2');
    expect(lines).toHaveLength([...view.jobs()].length);
    expect(lines[0]).toMatch(/^url=https:\S+\/-\/jobs\/\d+ state=running stage=\w+ executor_stage=instance_run duration=(\d+[hm])*[\d.]+s$/);
  });

  test('/debug/process/state says what the process is doing', async () => {
    metrics.process.state = 'starting';
    expect(await textOf('/debug/process/state')).toBe('starting\n');
    metrics.process.state = 'graceful-shutdown';
    expect(await textOf('/debug/process/state')).toBe('graceful-shutdown\n');
    expect(samples(await textOf('/metrics'))).toContainEqual({ name: 'gitlab_runner_process_state_info', labels: { state: 'graceful-shutdown' }, value: 1 });
    metrics.process.state = 'running';
  });

  test.each([
    ['starting', 503, 'boot-verify pending\n'],
    ['running', 200, 'ready\n'],
    ['graceful-shutdown', 503, 'shutting down\n'],
  ] as const)('/health/ready says whether jobs are taken: %s is %i', async (state, status, body) => {
    metrics.process.state = state;
    const answer = await get('/health/ready');
    metrics.process.state = 'running';
    expect([answer.status, await answer.text()]).toEqual([status, body]);
  });
});

test('/ is one line', async () => {
  expect(await textOf('/')).toMatch(/^OK: drydock 1\.2\.3, running, runners 1, jobs \d+\n$/);
});

test('what is not there is not found', async () => {
  expect((await get('/debug/pprof/')).status).toBe(404);
});

describe('the status', () => {
  test('is one page without scripts that loads nothing', async () => {
    const response = await get('/status');
    const page = await response.text();
    expect(response.headers.get('content-security-policy')).toContain("default-src 'none'");
    expect(page).not.toMatch(/<script|src=|http-equiv|@import|url\(/);
    expect(page).toMatch(/^<!doctype html>[^]*<\/html>\n$/);
  });

  test('loads itself again only where that is asked for', async () => {
    expect(await textOf('/status?refresh=5')).toContain('<meta http-equiv="refresh" content="5">');
    expect(await textOf('/status?refresh=%22%3E')).not.toContain('http-equiv');
  });

  test('shows every instance, the jobs on them and the last fifty decisions, with text escaped', async () => {
    const page = await textOf('/status');
    for (const { id } of view.manager.runners[0]!.scaler.provisioner.instances()) expect(page).toContain(`<code>${id}</code>`);
    expect(page).toContain('/group/&lt;project&gt;/-/jobs/');
    expect(page).not.toContain('<project>');
    expect(page.match(/<tr><td>t\+/g)).toHaveLength(50);
  });

  test('as JSON has the same', async () => {
    const status = (await (await get('/status.json')).json()) as {
      runners: { name: string; slots: Record<string, number>; instances: unknown[] }[];
      decisions: unknown[];
    };
    const [runner] = status.runners;
    expect(runner).toMatchObject({ name: 'small', token: 'peer_shel', maxInstances: 4 });
    expect(runner?.slots['acquired']).toBe(view.manager.runners[0]!.scaler.pool.acquired);
    expect(runner?.instances).toHaveLength(view.manager.runners[0]!.scaler.provisioner.instanceCount);
    expect(status.decisions).toHaveLength(50);
  });

  test.each([
    ['localhost', 200],
    ['127.0.0.1:9252', 200],
    ['[::1]:80', 200],
    ['drydock.example.com', 403],
    ['127.0.0.1.example.com', 403],
  ])('under the name %s is answered with %i, since a page elsewhere can make a browser here ask', async (host, status) => {
    expect(await underName(host)).toBe(status);
  });

  test('is shown under any name where an option says so', async () => {
    server = await listen({ statusPublic: true });
    expect(await underName('drydock.example.com')).toBe(200);
  });
});

test('an address that is taken is a fault', async () => {
  await expect(listen({ address: { host: '127.0.0.1', port: server.port } })).rejects.toMatchObject({ fault: { code: 'conflict' } });
});

test.each([
  [':9252', { host: '', port: 9252 }],
  ['localhost', { host: 'localhost', port: 9252 }],
  ['127.0.0.1:9300', { host: '127.0.0.1', port: 9300 }],
  ['[::1]:80', { host: '::1', port: 80 }],
  ['', { host: '', port: 9252 }],
  ['a:b', null],
  ['host:70000', null],
  ['::1', null],
])('listen_address %s', (text, address) => {
  expect(parseListenAddress(text)).toEqual(address);
});
