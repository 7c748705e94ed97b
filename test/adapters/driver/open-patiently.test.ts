import { expect, test } from 'vitest';
import { openPatiently } from '../../../adapters/driver/open-patiently.ts';
import { FaultError } from '../../../adapters/fault-error.ts';
import type { FleetFacts } from '../../../adapters/fleets/fleet.ts';
import { Logger } from '../../../adapters/logging/logger.ts';
import type { FaultCode } from '../../../core/fault.ts';

const facts: FleetFacts = { maxSize: 3, canWithdraw: true };

interface Opened {
  readonly outcome: FleetFacts | string;
  readonly tries: number;
  readonly lines: readonly string[];
}

/** Opens a fleet that fails so many times before it opens. */
async function opened(code: FaultCode, failures: number): Promise<Opened> {
  const lines: string[] = [];
  let tries = 0;
  const fleet = { open: () => (++tries > failures ? Promise.resolve(facts) : Promise.reject(new FaultError(code, 'no engine'))) };
  const log = Logger.create({ level: 'info', format: 'text', colour: false, write: (line) => void lines.push(line) });
  const outcome = await openPatiently(fleet, 'boxes', log, [1, 2]).catch((error: unknown) => (error as Error).message);
  return { outcome, tries, lines };
}

test('a fleet that cannot be opened yet is tried again, which is said each time', async () => {
  const { outcome, tries, lines } = await opened('unreachable', 2);
  expect([outcome, tries, lines.length]).toEqual([facts, 3, 2]);
  expect(lines[1]).toMatch(/level=warning msg="The fleet cannot be opened yet" again_in_s=0.002 error="no engine"/);
});

test('one that stays shut is given up, and its runner is named', async () => {
  expect(await opened('unreachable', 9)).toMatchObject({ outcome: 'the fleet of runner "boxes" cannot be opened: no engine', tries: 3 });
});

test.each(['auth', 'conflict', 'not-found'] as const)('what does not pass by itself (%s) is not waited for', async (code) => {
  expect(await opened(code, 9)).toMatchObject({ outcome: 'the fleet of runner "boxes" cannot be opened: no engine', tries: 1, lines: [] });
});
