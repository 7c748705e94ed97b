import { readFileSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { expect } from 'vitest';
import { describeWithDocker } from '../../contract/docker-engine.ts';
import type { Workplace } from './workplace.ts';
import { withWorkplaces as test } from './with-workplaces.ts';

/** The longest that a page had to be waited for while something went on, in milliseconds. */
async function slowestPage(place: Workplace, during: Promise<void>): Promise<number> {
  let [slowest, over] = [0, false];
  const done = during.finally(() => (over = true));
  while (!over) {
    const before = performance.now();
    await place.page('/health/ready');
    slowest = Math.max(slowest, performance.now() - before);
    await pause(50);
  }
  await done;
  return slowest;
}

/** The most memory that a process has had, in MB. */
function peakMemory(pid: number): number {
  const [, kilobytes] = /^VmHWM:\s+(\d+) kB/m.exec(readFileSync(`/proc/${String(pid)}/status`, 'utf8'))!;
  return Number(kilobytes) / 1024;
}

/** Lines of 100 characters. */
function print(megabytes: number): string {
  return `yes "$(printf %099d 7)" | head -n ${String(megabytes)}0000`;
}

await describeWithDocker('a job that prints very much', () => {
  test('400 MB of which output_limit keeps little leave memory and event loop calm', async ({ open }) => {
    const place = await open('aws-one-job', { runner: { output_limit: 2048 }, policies: [{ idle_count: 1 }] });
    const manager = await place.start();
    await place.untilIdle(1);
    const before = peakMemory(manager.pid);
    const job = place.add([print(400), 'exit 4']);
    const slowest = await slowestPage(place, place.untilOver(job));
    expect([job.failureReason, job.exitCode], `${manager.lines.join('\n')}\n${job.log.subarray(-2000).toString()}`).toEqual(['script_failure', 4]);
    expect(job.logBytes).toBeGreaterThan(2048 * 1024);
    expect(job.logBytes).toBeLessThan(2048 * 1024 + 4096);
    expect(job.log.subarray(-1000).toString()).toMatch(/Job's log exceeded limit of 2097152 bytes/);
    expect(slowest).toBeLessThan(1000);
    expect(peakMemory(manager.pid) - before).toBeLessThan(150);
  });

  test('100 MB that the limit lets through reach GitLab to the last line, as calmly', async ({ open }) => {
    const place = await open('aws-one-job', { runner: { output_limit: 200_000 }, policies: [{ idle_count: 1 }] });
    const manager = await place.start();
    await place.untilIdle(1);
    const before = peakMemory(manager.pid);
    const job = place.add([print(100)]);
    const slowest = await slowestPage(place, place.untilOver(job));
    expect(job.status).toBe('success');
    expect(job.log.toString().match(/0{98}7$/gm)).toHaveLength(1_000_000);
    expect(slowest).toBeLessThan(1000);
    expect(peakMemory(manager.pid) - before).toBeLessThan(150);
  });
});
