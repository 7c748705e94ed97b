import { parse } from '@iarna/toml';
import fc from 'fast-check';
import { chmodSync, lstatSync, mkdtempSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { ConfigText } from '../../../adapters/config/config-text.ts';
import { tomlValue } from '../../../adapters/config/toml-value.ts';
import { writeConfigFile } from '../../../adapters/config/write-config-file.ts';

const original = `# who may edit this: ops
concurrent = 4   # four

# the first, on Linux
[[runners]]
  name = "first" # kept
  token = "<token-1>"
  executor = "instance"
  # its fleet
  [runners.autoscaler]
    plugin = "static"

[session_server]
  session_timeout = 1800

# the second
[[runners]]
    name = "second"
    token = "<token-2>"
    [runners.autoscaler]
    plugin = "docker"
`;

describe('a change of a configuration', () => {
  test('adds a runner and leaves every line as it was', () => {
    const text = new ConfigText(original);
    text.addRunner({ name: 'third', url: 'https://gitlab.example.com', id: 7, token_obtained_at: new Date('2026-01-02T03:04:05Z'), environment: ['A=1'] });
    expect(String(text)).toBe(`${original}
[[runners]]
  name = "third"
  url = "https://gitlab.example.com"
  id = 7
  token_obtained_at = 2026-01-02T03:04:05Z
  environment = ["A=1"]
`);
  });

  test('begins a new runner with a template’s table, of which given values replace those', () => {
    const text = new ConfigText('concurrent = 1');
    text.addRunner(
      { name: 'mine', limit: 2 },
      `concurrent = 9\n[[runners]]\n  limit = 1 # few\n  [runners.autoscaler]\n    plugin = "static"\n[session_server]\n`,
    );
    expect(String(text)).toBe(`concurrent = 1\n\n[[runners]]\n  limit = 2 # few\n  name = "mine"\n  [runners.autoscaler]\n    plugin = "static"\n`);
  });

  test('replaces a value in place and adds what is missing below the keys of its table', () => {
    const text = new ConfigText(original);
    text.setRunner(1, { token: 'new', token_expires_at: new Date('2027-01-01T00:00:00Z') });
    expect(String(text)).toBe(original.replace('    token = "<token-2>"', '    token = "new"\n    token_expires_at = 2027-01-01T00:00:00Z'));
  });

  test('takes a runner out with the comments right above it, and nothing else', () => {
    const text = new ConfigText(original);
    text.removeRunner(0);
    expect(String(text)).toBe(`# who may edit this: ops
concurrent = 4   # four

[session_server]
  session_timeout = 1800

# the second
[[runners]]
    name = "second"
    token = "<token-2>"
    [runners.autoscaler]
    plugin = "docker"
`);
  });

  test('is refused where runners are written in another form, and changes nothing', () => {
    const inline = 'concurrent = 1\nrunners = [{ name = "a", token = "<t>" }]\n';
    const text = new ConfigText(inline);
    expect(() => text.setRunner(0, { token: 'new' })).toThrow(RangeError);
    expect(() => text.removeRunner(0)).toThrow(RangeError);
    expect(() => text.addRunner({ name: 'b' })).toThrow();
    expect(String(text)).toBe(inline);
  });

  test('of any sequence leaves what it does not name, and says what it names', () => {
    const word = fc.stringMatching(/^[a-z"#\\= é\n[\]]{0,12}$/);
    const change = fc.oneof(
      fc.record({ kind: fc.constant('add' as const), name: word }),
      fc.record({ kind: fc.constant('set' as const), at: fc.nat(9), name: word }),
      fc.record({ kind: fc.constant('remove' as const), at: fc.nat(9) }),
    );
    fc.assert(
      fc.property(fc.array(change, { maxLength: 8 }), (changes) => {
        const text = new ConfigText(original);
        const model = text.runners.map((runner): Record<string, unknown> => ({ ...runner }));
        for (const each of changes) {
          const at = 'at' in each ? each.at % Math.max(1, model.length) : 0;
          if (each.kind === 'add') {
            text.addRunner({ name: each.name });
            model.push({ name: each.name });
          } else if (model.length === 0) continue;
          else if (each.kind === 'set') {
            text.setRunner(at, { name: each.name });
            model[at]!['name'] = each.name;
          } else {
            text.removeRunner(at);
            model.splice(at, 1);
          }
        }
        expect(JSON.parse(JSON.stringify(text.runners))).toEqual(JSON.parse(JSON.stringify(model)));
        expect(String(text).startsWith('# who may edit this: ops\nconcurrent = 4   # four\n')).toBe(true);
        expect(parse(String(text))).toMatchObject({ concurrent: 4, session_server: { session_timeout: 1800 } });
      }),
      { seed: 4, numRuns: 100 },
    );
  });
});

test('every text is read back as it was written', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), (text) => {
      expect(parse(`v = ${tomlValue(text)}`)).toEqual({ v: text });
    }),
    { seed: 4, numRuns: 300 },
  );
});

describe('the file', () => {
  const folder = mkdtempSync(join(tmpdir(), 'drydock-'));
  afterAll(() => rmSync(folder, { recursive: true }));
  const path = (name: string): string => join(folder, name);

  test('is for its owner alone, also where it was not before', () => {
    writeFileSync(path('open.toml'), 'a = 1\n');
    chmodSync(path('open.toml'), 0o644);
    writeConfigFile(path('open.toml'), 'a = 2\n');
    writeConfigFile(path('deep/new.toml'), 'b = 1\n');
    expect([statSync(path('open.toml')).mode & 0o777, statSync(path('deep/new.toml')).mode & 0o777]).toEqual([0o600, 0o600]);
    expect(readFileSync(path('open.toml'), 'utf8')).toBe('a = 2\n');
  });

  test('is written through a link, which stays one', () => {
    writeFileSync(path('real.toml'), 'a = 1\n');
    symlinkSync(path('real.toml'), path('link.toml'));
    writeConfigFile(path('link.toml'), 'a = 2\n');
    expect(lstatSync(path('link.toml')).isSymbolicLink()).toBe(true);
    expect(readFileSync(path('real.toml'), 'utf8')).toBe('a = 2\n');
  });
});
