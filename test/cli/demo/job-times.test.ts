import { expect, test } from 'vitest';
import { jobTimes } from '../../../cli/demo/job-times.ts';

const log = `2026-03-02T10:00:00.100000Z 00O \u001b[0KRunning with drydock 0.1.0 (release)\u001b[0;m
2026-03-02T10:00:00.200000Z 00O section_start:1772445600:prepare_executor\r\u001b[0K
2026-03-02T10:00:00.300500Z 00O \u001b[0KDialing instance host-1...\u001b[0;m
2026-03-02T10:00:00.500900Z 00O \u001b[0KInstance host-1 connected\u001b[0;m
2026-03-02T10:00:00.600000Z 00O section_end:1772445600:prepare_executor\r\u001b[0K
2026-03-02T10:00:00.700000Z 00O+section_start:1772445600:prepare_script\r\u001b[0K
2026-03-02T10:00:02.000000Z 01O Instance host-9 connected, says a script
2026-03-02T10:00:03.000000Z 00O \u001b[32;1mJob succeeded\u001b[0;m
`;
const at = (text: string): number => Date.parse(`2026-03-02T10:00:${text}Z`);

test('a log tells when its job was connected, started and ended, and where', () => {
  expect(jobTimes(log)).toEqual({ dialedAt: at('00.300'), connectedAt: at('00.500'), startedAt: at('00.700'), lastLineAt: at('03.000'), instance: 'host-1' });
});

test('a job that gets a second instance was connected to that one', () => {
  const retried = log.replace(
    '2026-03-02T10:00:00.600000Z',
    '2026-03-02T10:00:00.550000Z 00O \u001b[0KDialing instance host-2...\u001b[0;m\n2026-03-02T10:00:00.560000Z 00O \u001b[0KInstance host-2 connected\u001b[0;m\n2026-03-02T10:00:00.600000Z',
  );
  expect(jobTimes(retried)).toMatchObject({ dialedAt: at('00.550'), connectedAt: at('00.560'), instance: 'host-2' });
});

test('a log that has not got there yet says so', () => {
  const nothing = { dialedAt: null, connectedAt: null, startedAt: null, lastLineAt: null, instance: null };
  expect(jobTimes('')).toEqual(nothing);
  expect(jobTimes('a line without its time\n')).toEqual(nothing);
  expect(jobTimes(log.split('\n').slice(0, 3).join('\n'))).toMatchObject({ dialedAt: at('00.300'), startedAt: null, instance: null });
});
