import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { appendFileSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { JournalProblem } from '../../../adapters/journal/journal-problem.ts';
import { Journal, type JournalOptions } from '../../../adapters/journal/journal.ts';
import { readJournal } from '../../../adapters/journal/read-journal.ts';
import type { ManagerConfig } from '../../../core/config.ts';
import type { Effect } from '../../../core/effect.ts';
import type { Event } from '../../../core/event.ts';
import { Manager } from '../../../core/manager/manager.ts';

const root = mkdtempSync(join(tmpdir(), 'drydock-journal-'));
afterAll(() => rmSync(root, { recursive: true }));
let directory: string;
let folders = 0;
let said: string[];
beforeEach(() => {
  directory = join(root, String(++folders));
  said = [];
});

const script = fileURLToPath(new URL('append-for-ever.ts', import.meta.url));
const config: ManagerConfig = { second: 1000, concurrent: 1, checkInterval: 3000, shutdownTimeout: 30_000, runners: [] };

function open(options: JournalOptions = {}): Journal {
  const life = { version: '1.2.3', startedAt: Date.UTC(2026, 2, 2), manager: new Manager(config), stored: [[{ id: 'i-1', useCount: 2, acquiredCount: 0 }]] };
  return Journal.open(directory, life, { flushMs: 5, report: (message) => void said.push(message), ...options });
}

const wake = (at: number): Event => ({ kind: 'wake', at });

/** What can be read: per segment the instants of its events, and the line that is damaged. */
async function read(): Promise<{ readonly name: string; readonly at: number[]; readonly damagedLine: number | null }[]> {
  const segments = [];
  for await (const segment of readJournal(directory)) {
    const at: number[] = [];
    for await (const { event } of segment.steps()) at.push(event.at);
    segments.push({ name: segment.name, at, damagedLine: segment.damagedLine });
  }
  return segments;
}

const file = (index = 0): string => join(directory, readdirSync(directory).toSorted().at(index) ?? '');

describe('a journal', () => {
  test('gives back every event and decision as it was, infinite numbers too, after a head with all that a manager begins with', async () => {
    const journal = open();
    const fault = { code: 'timeout', detail: 'no answer,\u2028 "at all"\n' } as const;
    const events: Event[] = [
      { kind: 'started', at: 0 },
      { kind: 'request-answered', at: 3, op: 1, job: { id: 7, image: null, timeout: Number.POSITIVE_INFINITY }, fault: null, retried: false, fruitless: 2 },
      {
        kind: 'fleet-listed',
        at: 3,
        op: 2,
        changes: [{ id: 'i-1', state: 'absent' }],
        fault,
        unchanged: { count: 3, startedAt: 2, answeredAt: null, previousAnsweredAt: 1 },
      },
      { kind: 'config-reloaded', at: 5, config: { ...config, shutdownTimeout: Number.NEGATIVE_INFINITY } },
    ];
    const decided: Effect = { kind: 'decided', runner: 0, decision: { kind: 'back-off', what: 'list', until: Number.POSITIVE_INFINITY } };
    for (const event of events) journal.append(event, [{ kind: 'wake', at: 9 }, decided]);
    await journal.close();
    for await (const { head, steps } of bound(readJournal(directory))) {
      expect(head).toEqual({
        format: 1,
        program: 'drydock',
        version: '1.2.3',
        startedAt: Date.UTC(2026, 2, 2),
        sequence: 1,
        config,
        stored: [[{ id: 'i-1', useCount: 2, acquiredCount: 0 }]],
        snapshot: null,
      });
      expect(steps).toEqual(events.map((event) => ({ event, decided: [{ runner: 0, decision: decided.decision }] })));
    }
    expect(readdirSync(directory)).toEqual([`20260302T000000.000Z-${process.pid}-000001.ndjson`]);
    expect(said).toEqual([]);
  });

  test('keeps an event as it was, whatever becomes of the record', async () => {
    const journal = open();
    const event = { kind: 'wake' as const, at: 1 };
    journal.append(event, []);
    event.at = 2;
    await journal.close();
    expect((await read())[0]?.at).toEqual([1]);
  });

  test('takes secrets out of the words of faults, and leaves names alone', async () => {
    const journal = open({ redact: (text) => text.replaceAll('hush', '[masked]') });
    journal.append({ kind: 'instance-prepared', at: 1, op: 1, fault: { code: 'auth', detail: 'password hush' } }, []);
    journal.append({ kind: 'instance-interrupted', at: 1, runner: 0, id: 'hush-1' }, []);
    await journal.close();
    const text = readFileSync(file(), 'utf8');
    expect(text).toContain('"detail":"password [masked]"');
    expect(text).toContain('"id":"hush-1"');
  });

  test('is for its owner alone', async () => {
    await open().close();
    expect(statSync(directory).mode & 0o777).toBe(0o700);
    expect(statSync(file()).mode & 0o777).toBe(0o600);
  });

  test('is on the disk soon, without being closed', async () => {
    const journal = open({ flushMs: 50 });
    for (let at = 1; at <= 500; at++) journal.append(wake(at), []);
    expect(statSync(file()).size).toBe(0);
    await vi.waitFor(async () => expect((await read())[0]?.at).toHaveLength(500));
    await journal.close();
  });

  test('begins a new segment at each start, and where one has its size; the oldest go beyond the number that is kept', async () => {
    await open().close();
    const journal = open({ segmentBytes: 2_000, keptSegments: 3 });
    for (let at = 1; at <= 200; at++) journal.append(wake(at), []);
    await journal.close();
    const segments = await read();
    expect(segments.length).toBeLessThanOrEqual(3);
    const kept = segments.flatMap(({ at }) => at);
    expect(kept).toEqual(Array.from({ length: kept.length }, (_, index) => 201 - kept.length + index));
    expect(kept.length).toBeGreaterThan(10);
    for (const name of readdirSync(directory)) expect(statSync(join(directory, name)).size).toBeLessThan(3_000);
  });

  test('goes beyond the size that is kept too, oldest first, and leaves other files alone', async () => {
    mkdirSync(directory);
    writeFileSync(join(directory, 'notes.txt'), 'mine');
    const journal = open({ segmentBytes: 2_000, keptBytes: 5_000 });
    for (let at = 1; at <= 200; at++) journal.append(wake(at), []);
    await journal.close();
    expect(readdirSync(directory)).toContain('notes.txt');
    expect(readdirSync(directory).length).toBeLessThanOrEqual(4);
    expect((await read()).at(-1)?.at.at(-1) ?? (await read()).at(-2)?.at.at(-1)).toBe(200);
  });

  test('that cannot be made is an error at the start', () => {
    writeFileSync(directory, 'in the way');
    expect(() => open()).toThrow(/EEXIST|ENOTDIR/);
  });
});

describe('a torn journal', () => {
  /** A journal of ten events. */
  async function written(): Promise<void> {
    const journal = open();
    for (let at = 1; at <= 10; at++) journal.append(wake(at), []);
    await journal.close();
  }

  test('is cut after its last whole line at the next start, and that is said', async () => {
    await written();
    const torn = file();
    const whole = statSync(torn).size;
    appendFileSync(torn, '{"event":{"kind":"wake","at":1');
    await open().close();
    expect(said).toEqual([expect.stringMatching(/ended in the middle of a line: 30 bytes were cut$/)]);
    expect(statSync(torn).size).toBe(whole);
    expect(await read()).toMatchObject([{ at: [1, 2, 3, 4, 5, 6, 7, 8, 9, 10], damagedLine: null }, { at: [] }]);
  });

  test.each(['\u0000'.repeat(4096), `{"event":{"kind":"wa\u0000\u0000\u0000\n${JSON.stringify({ event: wake(12), decided: [] })}\n`])(
    'is cut before a page that never reached the disk',
    async (tail) => {
      await written();
      appendFileSync(file(), tail);
      await open().close();
      expect(said).toEqual([expect.stringContaining(`${tail.length} bytes were cut`)]);
      expect((await read())[0]).toMatchObject({ at: [1, 2, 3, 4, 5, 6, 7, 8, 9, 10], damagedLine: null });
    },
  );

  test('of which not even the head was written is left out', async () => {
    await written();
    truncateSync(file(), 20);
    expect(await read()).toEqual([]);
    await open().close();
    expect(statSync(file()).size).toBe(0);
    expect(await read()).toMatchObject([{ at: [] }]);
  });

  test('can be read before it is repaired, up to its last whole line', async () => {
    await written();
    truncateSync(file(), statSync(file()).size - 3);
    expect(await read()).toMatchObject([{ at: [1, 2, 3, 4, 5, 6, 7, 8, 9], damagedLine: null }]);
  });

  test('with damage in its middle is read up to there, and says where', async () => {
    await written();
    writeFileSync(file(), readFileSync(file(), 'utf8').replace('"at":4', '"at":'));
    expect(await read()).toMatchObject([{ at: [1, 2, 3], damagedLine: 5 }]);
  });

  test('with long lines is cut at the right place', async () => {
    const journal = open({ longestBacklogBytes: 1e9 });
    const detail = 'x'.repeat(700_000);
    for (let at = 1; at <= 4; at++) journal.append({ kind: 'instance-prepared', at, op: 1, fault: { code: 'unknown', detail } }, []);
    await journal.close();
    truncateSync(file(), statSync(file()).size - 1);
    await open().close();
    expect((await read())[0]).toMatchObject({ at: [1, 2, 3], damagedLine: null });
    expect(said).toHaveLength(1);
  });

  test('that a living process writes is not cut', async () => {
    await written();
    const other = file().replace(`-${process.pid}-`, `-${process.ppid}-`);
    renameSync(file(), other);
    appendFileSync(other, '{"event":');
    const { size } = statSync(other);
    await open().close();
    expect(statSync(other).size).toBe(size);
    expect(said).toEqual([]);
  });

  test('by kill -9 at any moment is whole up to some event, after repair', async () => {
    for (let kill = 0; kill < 5; kill++) {
      directory = join(root, String(++folders));
      const child = spawn(process.execPath, [script, directory], { stdio: ['ignore', 'pipe', 'inherit'] });
      await once(child.stdout, 'data');
      await sleep(Math.random() * 50);
      child.kill('SIGKILL');
      await once(child, 'exit');
      await open().close();
      const [{ at, damagedLine } = { at: [], damagedLine: 0 }] = await read();
      expect(at).toEqual(Array.from({ length: at.length }, (_, index) => index + 1));
      expect(damagedLine).toBeNull();
    }
  }, 30_000);
});

describe('a disk that fails', () => {
  test('is said once, and what came in the meantime is written when it works again', async () => {
    const journal = open({ retryMs: 10, flushMs: 20 });
    rmSync(directory, { recursive: true });
    for (let at = 1; at <= 10; at++) journal.append(wake(at), []);
    await sleep(150);
    expect(said).toEqual([expect.stringContaining('the journal cannot be written')]);
    mkdirSync(directory);
    await vi.waitFor(() => expect(said).toHaveLength(2));
    expect(said[1]).toBe('the journal is written again');
    await journal.close();
    expect(await read()).toMatchObject([{ at: [1, 2, 3, 4, 5, 6, 7, 8, 9, 10] }]);
  });

  test('for too long costs the lines between, and a new segment begins where the manager stands', async () => {
    const journal = open({ retryMs: 10, flushMs: 5, longestBacklogBytes: 5_000 });
    rmSync(directory, { recursive: true });
    for (let at = 1; at <= 500; at++) journal.append(wake(at), []);
    await vi.waitFor(() => expect(said).toHaveLength(1));
    mkdirSync(directory);
    await vi.waitFor(() => expect(said).toHaveLength(2));
    expect(said[1]).toMatch(/^the journal is written again, without \d+ lines/);
    journal.append(wake(501), []);
    await journal.close();
    const at = (await read()).flatMap((segment) => segment.at);
    expect(at.at(-1)).toBe(501);
    expect(at.length).toBeGreaterThan(1);
    expect(at).toEqual(at.toSorted((a, b) => a - b));
  });

  test('at the end is said with the number of lines that are lost', async () => {
    const journal = open({ flushMs: 10_000 });
    rmSync(directory, { recursive: true });
    for (let at = 1; at <= 10; at++) journal.append(wake(at), []);
    await journal.close();
    expect(said).toEqual([expect.stringContaining('cannot be written'), '11 lines could not be written to the journal']);
  });

  test('that is only too slow is said too, with the number of lines that are lost, and once', async () => {
    const journal = open({ longestBacklogBytes: 1000 });
    for (let at = 1; at <= 1000; at++) journal.append(wake(at), []);
    await expect.poll(() => said).toEqual([expect.stringMatching(/^the journal is written again, without \d+ lines that were too many to keep$/)]);
    await journal.close();
    expect(said).toHaveLength(1);
  });

  test('in the middle of a batch leaves no half line, and the journal goes on in the next segment', async () => {
    // What may wait is more than a segment takes: however slow the disk is, one is met by the limit.
    const command = 'ulimit -f 64 && exec "$0" "$1" "$2" 1e9 80000';
    const { stdout, status } = spawnSync('sh', ['-c', command, process.execPath, script, directory], { encoding: 'utf8' });
    expect(status).toBe(0);
    const messages = stdout.split('\n').filter((line) => line.startsWith('{'));
    const failed = messages.findIndex((line) => line.includes('EFBIG'));
    expect(failed).toBeGreaterThanOrEqual(0);
    expect(messages[failed + 1]).toContain('the journal is written again, without');
    const segments = await read();
    expect(segments.map(({ damagedLine }) => damagedLine)).toEqual(segments.map(() => null));
    // Whole batches stay or go, and a timer decides where one ends: within a segment no step is missing.
    for (const { at } of segments) expect(at).toEqual(at.map((_, index) => at[0]! + index));
    expect(readFileSync(file(), 'utf8')).toMatch(/^$|\}\n$/);
    const at = segments.flatMap((segment) => segment.at);
    expect(at).toEqual(at.toSorted((a, b) => a - b));
    expect(segments.filter((segment) => segment.at.length > 0).length).toBeGreaterThan(1);
  }, 20_000);
});

test('a foreign file among the segments is named', async () => {
  await open().close();
  writeFileSync(file(), '{"format":9,"program":"drydock"}\n');
  await expect(read()).rejects.toThrow(JournalProblem);
  await expect(read()).rejects.toThrow(/-000001\.ndjson is no journal that this version reads: format/);
  writeFileSync(file(), 'hello\n');
  await expect(read()).rejects.toThrow('does not begin with the head');
});

/** The segments with all their steps. */
async function* bound(segments: ReturnType<typeof readJournal>): AsyncGenerator<{ readonly head: unknown; readonly steps: unknown[] }> {
  for await (const segment of segments) {
    const steps: unknown[] = [];
    for await (const step of segment.steps()) steps.push(step);
    yield { head: segment.head, steps };
  }
}
