import { readdirSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { checkInlineSecrets } from '../../../adapters/config/check-inline-secrets.ts';
import { checkMacIdleTime } from '../../../adapters/config/check-mac-idle-time.ts';
import { checkRequestPacing } from '../../../adapters/config/check-request-pacing.ts';
import { parseGoDuration } from '../../../adapters/config/go-duration.ts';
import { loadConfig } from '../../../adapters/config/load-config.ts';
import { toManagerConfig } from '../../../adapters/config/to-manager-config.ts';
import { findingText } from '../../../cli/finding-text.ts';
import type { Finding } from '../../../core/finding.ts';
import { replayGolden, type Command } from '../../golden.ts';

const folder = `${import.meta.dirname}/golden`;
const style = { width: 160, colour: false, unicode: true };

/**
 * The commands: `check` reads the body as a config.toml (arguments `set:PATH=VALUE`, `runner=NAME`, `mac-minimum=24h`, `peak=31`), `serve` makes a manager's
 * configuration of it as well, `inline` looks for secrets as in a scenario.
 */
function findings({ name, args, body }: Command): readonly Finding[] {
  if (name === 'inline') return checkInlineSecrets(body, 'scenario.yaml');
  const runner = args.get('runner');
  const set = [...args].filter(([key]) => key.startsWith('set:')).map(([key, value]) => ({ path: key.slice(4), value }));
  const { config, findings: found } = loadConfig(body, 'config.toml', { set, defaultZone: 'UTC', ...(runner === undefined ? {} : { runner }) });
  if (config === null) return found;
  const served = name === 'serve' ? toManagerConfig(config, runner === undefined ? {} : { runner }).findings : [];
  const mac = args.has('mac-minimum') ? checkMacIdleTime(config, parseGoDuration(args.get('mac-minimum')!)!, runner) : [];
  const pacing = args.has('peak') ? checkRequestPacing(config, Number(args.get('peak')), runner) : [];
  return [...found, ...served, ...mac, ...pacing];
}

/** What a caret underlines is never empty, except where reading a broken file stopped at a line's end. */
function expectUnderlined({ line, column, length, rule, sourceLine }: Finding, body: string): void {
  if (line === 0) return;
  const written = body.split('\n')[line - 1] ?? '';
  expect(column + length - 1, sourceLine).toBeLessThanOrEqual(Math.max(written.length, column));
  if (rule !== 'syntax') expect(written.slice(column - 1, column).trim(), sourceLine).not.toBe('');
}

describe('findings say what, where and what to do', () => {
  for (const file of readdirSync(folder)) {
    test(`${file.replace('.txt', '')}: each example gives exactly these findings at these places`, () => {
      replayGolden(`${folder}/${file}`, (command) => {
        const found = findings(command);
        for (const finding of found) expectUnderlined(finding, command.body);
        return found.map((finding) => findingText(finding, style)).join('\n');
      });
    });
  }
});
