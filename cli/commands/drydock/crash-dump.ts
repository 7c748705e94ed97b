import { writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ManagerService } from '../../../adapters/driver/manager-service.ts';
import { toJournalJson } from '../../../adapters/journal/journal-json.ts';
import { Redactor } from '../../../adapters/logging/redactor.ts';
import { packageVersion } from '../../package-root.ts';

/**
 * Writes what a bug report needs after a rule of the core broke: the configuration in the core's terms, the last events, and the state if it can still be told.
 * For the owner alone; no secret is in it.
 *
 * @returns the file's name; null when it could not be written.
 */
export function writeCrashDump({ manager, lastEvents }: ManagerService, error: unknown): string | null {
  const redactor = new Redactor();
  const file = join(tmpdir(), `drydock-crash-${String(process.pid)}.ndjson`);
  const line = (value: object): string => `${redactor.redact(toJournalJson(value, (text) => text))}\n`;
  const head = { program: 'drydock', version: packageVersion(), error: error instanceof Error ? error.message : String(error), config: manager.config };
  try {
    const lines = [line(head), ...lastEvents.values().map((event) => line({ event }))];
    writeFileSync(file, lines.join(''), { mode: 0o600 });
    writeFileSync(file, line({ snapshot: manager.snapshot() }), { flag: 'a' });
    return file;
  } catch {
    return null;
  }
}
