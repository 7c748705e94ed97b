import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { Sealed } from '../../adapters/config/sealed.ts';
import { stateFilePath } from '../../adapters/state/state-file-path.ts';
import { drydock, sim } from '../cli/memory-io.ts';
import { filesBelow, root } from '../house/repository.ts';

const read = (path: string): string => readFileSync(join(root, path), 'utf8');

describe('the systemd unit', () => {
  const settings = new Map(
    read('packaging/systemd/drydock.service')
      .split('\n')
      .flatMap((line) => {
        const [, key, value] = /^([A-Z]\w+)=(.*)$/.exec(line) ?? [];
        return key === undefined ? [] : [[key, value]];
      }),
  );

  test('waits for the jobs when it stops, and tells the manager alone', () => {
    expect([settings.get('KillSignal'), settings.get('TimeoutStopSec'), settings.get('KillMode')]).toEqual(['SIGQUIT', 'infinity', 'mixed']);
  });

  test('does not run as root, and may write where the tokens are', () => {
    expect(settings.get('User')).toBe('drydock');
    expect(settings.get('ReadWritePaths')).toBe('/etc/gitlab-runner');
    // The journal's place on the page of installation.
    expect(settings.get('StateDirectory')).toBe('drydock');
    expect(read('docs/INSTALL.md')).toContain('DRYDOCK_JOURNAL=/var/lib/drydock/journal');
    expect(stateFilePath({ configFile: '/etc/gitlab-runner/config.toml', dir: '', token: new Sealed('x') })).toMatch(/^\/etc\/gitlab-runner\/\.taskscaler\//);
    expect(settings.get('ExecStart')).toBe('/usr/local/bin/drydock run --config /etc/gitlab-runner/config.toml');
  });
});

describe('the container', () => {
  const file = read('packaging/docker/Dockerfile');

  test('copies only what is there', () => {
    const copied = [...file.matchAll(/^COPY --from=build ((?:\/src\/\S+ )+)/gm)].flatMap(([, paths = '']) => paths.trim().split(' '));
    const files = filesBelow('.');
    const made = ['dist', 'node_modules'];
    for (const path of copied.map((each) => each.replace('/src/', ''))) {
      expect(made.includes(path) || files.some((known) => known === path || known.startsWith(`${path}/`))).toBe(true);
    }
    expect(copied.length).toBeGreaterThan(4);
  });

  test('stops as the service does, and not as root', () => {
    expect(file).toMatch(/^STOPSIGNAL SIGQUIT$/m);
    expect(file).toMatch(/^USER node$/m);
  });
});

test('every command that a page shows is one that there is', async () => {
  const pages = ['docs/INSTALL.md', 'docs/UPGRADE.md', 'docs/METRICS.md', 'docs/TOUR.md'];
  const listed = async (run: typeof sim): Promise<string[]> => (await run(['--help'])).stdout.match(/^ {2}[a-z][a-z-]*/gm)?.map((name) => name.trim()) ?? [];
  const known = { drydock: await listed(drydock), sim: await listed(sim) };
  // `sudo -u drydock drydock lint` has the user's name in front.
  const shown = pages
    .flatMap((page) => [...read(page).matchAll(/(?<=^|`|[ (])(drydock|sim) (?=([a-z][a-z-]*)[\s`])/gm)])
    .filter(([, , command]) => command !== 'drydock');
  expect(shown.length).toBeGreaterThan(10);
  for (const [, program, command] of shown)
    expect([program, known[program as 'drydock' | 'sim']]).toEqual([program, expect.arrayContaining([command!]) as string[]]);
});
