import { readFileSync, rmSync } from 'node:fs';
import { expect, test } from 'vitest';
import { LastEvents } from '../../adapters/driver/last-events.ts';
import type { ManagerService } from '../../adapters/driver/manager-service.ts';
import { writeCrashDump } from '../../cli/commands/drydock/crash-dump.ts';
import { FleetBench } from '../core/scaling/fleet-bench.ts';

test('what broke is written down with the last thousand events, oldest first, and the state', () => {
  const { manager } = new FleetBench({ policy: { idleCount: 1 } });
  const lastEvents = new LastEvents();
  for (let at = 0; at < 1500; at++) lastEvents.add({ kind: 'wake', at });
  const file = writeCrashDump({ manager, lastEvents } as unknown as ManagerService, new Error('a rule broke with glrt-0123456789abcdef'));
  const lines = readFileSync(file ?? '', 'utf8')
    .trimEnd()
    .split('\n');
  rmSync(file ?? '');
  expect(lines[0]).toContain('a rule broke');
  expect(lines[0]).not.toContain('0123456789abcdef');
  expect(JSON.parse(lines[1] ?? '')).toEqual({ event: { kind: 'wake', at: 500 } });
  expect(lines).toHaveLength(1002);
  expect(Object.keys(JSON.parse(lines.at(-1) ?? '') as object)).toEqual(['snapshot']);
});
