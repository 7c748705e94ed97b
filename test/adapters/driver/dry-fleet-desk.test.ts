import { expect, test } from 'vitest';
import { DryFleetDesk } from '../../../adapters/driver/dry-fleet-desk.ts';
import type { Happening } from '../../../adapters/driver/manager-loop.ts';
import { sayingFaults } from '../../../adapters/driver/saying-faults.ts';
import { FaultError } from '../../../adapters/fault-error.ts';
import type { Fleet } from '../../../adapters/fleets/fleet.ts';
import { Logger } from '../../../adapters/logging/logger.ts';

test('a dry run says which listings fail, and of each change what it would have been, once', async () => {
  const lines: string[] = [];
  const sent: Happening[] = [];
  const log = Logger.create({ level: 'info', format: 'text', colour: false, write: (line) => void lines.push(line) });
  const send = (happening: Happening): void => void sent.push(happening);
  const fleet = { list: () => Promise.reject(new FaultError('unreachable', 'the engine cannot be reached')) } as unknown as Fleet;
  const desk = new DryFleetDesk(fleet, { send, list: sayingFaults(log, send), log });
  desk.perform({ kind: 'list', op: 1, runner: 0 } as never);
  desk.perform({ kind: 'increase', op: 2, runner: 0, count: 3 });
  await expect.poll(() => sent.length).toBe(2);
  expect(sent.map(({ kind }) => kind).toSorted()).toEqual(['fleet-increased', 'fleet-listed']);
  expect(lines).toHaveLength(2);
  expect(lines.join('')).toContain('the engine cannot be reached');
  expect(lines.join('')).toContain('dry run: would increase the fleet by 3');
});
