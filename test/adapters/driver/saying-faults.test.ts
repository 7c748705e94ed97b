import { describe, expect, test } from 'vitest';
import type { Happening } from '../../../adapters/driver/manager-loop.ts';
import { sayingFaults } from '../../../adapters/driver/saying-faults.ts';
import { Logger } from '../../../adapters/logging/logger.ts';

const fault = { code: 'timeout', detail: 'the engine did not answer' } as const;

function passedOn(happening: Happening): { readonly lines: readonly string[]; readonly passed: readonly Happening[] } {
  const [lines, passed]: [string[], Happening[]] = [[], []];
  const log = Logger.create({ level: 'info', format: 'runner', colour: false, write: (line) => void lines.push(line) });
  sayingFaults(log, (next) => void passed.push(next))(happening);
  return { lines, passed };
}

describe('answers of a fleet', () => {
  test.each<[Happening, string]>([
    [{ kind: 'fleet-listed', op: 1, changes: [], fault }, 'Listing the fleet failed'],
    [{ kind: 'fleet-increased', op: 1, succeeded: 0, fault }, 'Adding instances failed'],
    [{ kind: 'fleet-decreased', op: 1, succeeded: [], fault }, 'Removing instances failed'],
    [{ kind: 'fleet-withdrawn', op: 1, succeeded: 0, fault }, 'Withdrawing requests for instances failed'],
  ])('$0.kind with a fault is passed on, and says what went wrong', (happening, said) => {
    const { lines, passed } = passedOn(happening);
    expect(passed).toEqual([happening]);
    expect(lines).toEqual([expect.stringMatching(`^WARNING: ${said} +error=the engine did not answer\n$`)]);
  });

  test.each<Happening>([
    { kind: 'fleet-listed', op: 1, changes: [], fault: null },
    { kind: 'instance-prepared', op: 1, fault },
    { kind: 'instance-probed', op: 1, fault },
    { kind: 'started' },
  ])('$kind is passed on without a word where nothing failed or others say it', (happening) => {
    expect(passedOn(happening)).toEqual({ lines: [], passed: [happening] });
  });
});
