import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { allKeys } from '../../adapters/config/explain-key.ts';
import type { Problem } from '../../adapters/config/problem.ts';
import { loadConfig } from '../../adapters/config/load-config.ts';
import { openFleet } from '../../adapters/fleets/open-fleet.ts';
import { root } from '../house/repository.ts';

const read = (page: string): string => readFileSync(join(root, page), 'utf8');

/** Names in the code of a page that look like keys: words joined by underscores. */
function namesIn(text: string): string[] {
  const code = [...text.matchAll(/```[a-z]*\n([\s\S]*?)```|`([^`\n]+)`/g)].map(([, block, inline]) => block ?? inline ?? '');
  return [...new Set(code.flatMap((each) => each.match(/(?<![\w./-])[a-z]+(?:_[a-z]+)+(?![\w/(*-])/g) ?? []))];
}

/** Of the rows of a page's table that begins with this head: the names in the first column. */
function firstColumn(page: string, head: string): string[] {
  const [, table = ''] = read(page).split(`${head}\n`);
  const rows = table.split('\n').slice(1);
  const end = rows.findIndex((row) => !row.startsWith('|'));
  return rows.slice(0, end).flatMap((row) => [...(row.split('|')[1] ?? '').matchAll(/`([\w.]+)`/g)].map(([, name = '']) => name));
}

/** What is wrong with a `plugin_config` that has this key. */
async function problemsOf(plugin: string, table: string): Promise<readonly Problem[]> {
  const text = `concurrent = 1\n[[runners]]\nname = "x"\nurl = "https://gitlab.example.com"\ntoken = "t"\nexecutor = "instance"\n[runners.autoscaler]\nplugin = "${plugin}"\n${table}`;
  const autoscaler = loadConfig(text, 'config.toml').config?.runners[0]?.autoscaler;
  return (await openFleet(autoscaler!, [])).problems;
}

const dockerKeys = firstColumn('docs/FLEETS.md', '| key | default | effect |');
const staticKeys = firstColumn('docs/FLEETS.md', '| key of `instances.NAME` | default | effect |');
const known = new Set([...allKeys().flatMap(({ path }) => path.split('.')), ...dockerKeys.flatMap((key) => key.split('.')), ...staticKeys]);

describe('a key that a page names is one that is read', () => {
  test.each(['docs/UPGRADE.md', 'docs/INSTALL.md', 'docs/FLEETS.md'])('in %s', (page) => {
    const names = namesIn(read(page));
    expect(names.length).toBeGreaterThan(2);
    expect(names.filter((name) => !known.has(name))).toEqual([]);
  });

  test('and a name that is none would be seen', () => {
    expect(namesIn('`idle_cuont`, `config.toml`, ```toml\nidle_count = 1\n```')).toEqual(['idle_cuont', 'idle_count']);
  });
});

describe('a key that the page of fleets lists is one that its fleet reads', () => {
  const isUnknown = ({ message }: Problem): boolean => /unknown|unrecognized|no key/i.test(message);

  test.each(dockerKeys)('docker: %s', async (key) => {
    // A table as value is of no key's type: what is said is about the value where the key is known.
    const problems = await problemsOf('docker', `[runners.autoscaler.plugin_config]\n${key} = [[1]]\n`);
    expect(problems.filter(isUnknown)).toEqual([]);
    expect(problems.length).toBeGreaterThan(0);
  });

  test.each(staticKeys)('static: %s', async (key) => {
    const problems = await problemsOf('static', `[runners.autoscaler.plugin_config.instances.a]\n${key} = [[1]]\n`);
    expect(problems.filter(isUnknown)).toEqual([]);
    expect(problems.length).toBeGreaterThan(0);
  });

  test('and another one is not', async () => {
    expect((await problemsOf('docker', '[runners.autoscaler.plugin_config]\nname = "a"\nnetwrk = "host"\n')).filter(isUnknown)).toHaveLength(1);
    expect((await problemsOf('static', '[runners.autoscaler.plugin_config.instances.a]\nuser = "host"\n')).filter(isUnknown)).toHaveLength(1);
  });
});
