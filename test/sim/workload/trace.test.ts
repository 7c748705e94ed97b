import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import type { TraceFormat } from '../../../sim/scenario/workload-stream.ts';
import { generateWorkload, type Workload } from '../../../sim/workload/generate-workload.ts';
import { parseTrace } from '../../../sim/workload/trace/parse-trace.ts';
import type { TraceRows } from '../../../sim/workload/trace/trace-rows.ts';
import { utf8Text } from '../../../sim/workload/trace/utf8-text.ts';
import { longestWorkingGap } from '../../../sim/workload/trace/working-gap.ts';
import { scenarioOf } from './scenario-of.ts';

const hour = 3_600_000;
const header = 'arrival_s,observed_wait_s,duration_s,queue,pipeline,status,name\n';
const encoder = new TextEncoder();

function parse(text: string, format: TraceFormat = 'csv'): { rows: TraceRows; problems: string[] } {
  const { rows, findings } = parseTrace(encoder.encode(text), format, 'jobs');
  return { rows, problems: findings.map(({ line, message }) => `${String(line)}: ${message}`) };
}

function replay(rows: TraceRows, options = '', seed = 1, clock = '{}'): Workload {
  return generateWorkload(scenarioOf(`[ { trace: { file: t.csv${options} } } ]`, clock), { 't.csv': rows }, seed);
}

describe('CSV traces', () => {
  test('columns go by their names, in any order, and more columns do no harm', () => {
    const { rows, problems } = parse('queue,x,duration_s,arrival_s\nlinux,y,60,0\nmacos,y,1.5,10.25\n');
    expect(problems).toEqual([]);
    expect([...rows.arrivalMs]).toEqual([0, 10_250]);
    expect([...rows.durationMs]).toEqual([60_000, 1500]);
    expect([...rows.tagSet].map((set) => rows.tagSets[set])).toEqual([['linux'], ['macos']]);
    expect([...rows.observedWaitMs]).toEqual([NaN, NaN]);
  });

  test('quoted fields may hold commas, quotes and line ends, and lines are still counted right', () => {
    const { rows, problems } = parse(`${header}0,4,153,macos,1,failed,"macOS 14, ""fuzz""\nsecond line"\n5,0,oops,linux,2,completed,b\n`);
    expect(rows.count).toBe(1);
    expect([...rows.failed]).toEqual([1]);
    expect(problems).toEqual(['4: bad row: the duration is not a number']);
  });

  test('a byte order mark, line ends of Windows, blank lines and a missing last line end do no harm', () => {
    const { rows, problems } = parse(`\uFEFF${header}0,4,153,linux,1,failed,a\n\n7,4,153,linux,1,completed,b`.replaceAll('\n', '\r\n'));
    expect([rows.count, problems]).toEqual([2, []]);
    expect([...rows.arrivalMs]).toEqual([0, 7000]);
  });

  test('tags outside ASCII are read as they are', () => {
    expect(parse(`${header}0,1,2,größe-日本-🍏,1,completed,a\n`).rows.tagSets).toEqual([['größe-日本-🍏']]);
  });

  test.each([
    ['x,1,2,q,1,completed,a', '2: bad row: the arrival is not a number'],
    ['.,1,2,q,1,completed,a', '2: bad row: the arrival is not a number'],
    ['0x10,1,2,q,1,completed,a', '2: bad row: the arrival is not a number'],
    [',1,2,q,1,completed,a', '2: bad row: the arrival is not a number'],
    ['-1,1,2,q,1,completed,a', '2: bad row: the arrival is negative'],
    ['0,1,0,q,1,completed,a', '2: bad row: the duration is not above 0'],
    ['0,1,-,q,1,completed,a', '2: bad row: the duration is not a number'],
    ['0,1,2,q,1,completed', '2: bad row: 6 fields where the header has 7'],
    ['0,1,2,q,1,completed,a,b', '2: bad row: 8 fields where the header has 7'],
  ])('the row %s is named with its line and what is wrong', (row, problem) => {
    const { rows, problems } = parse(`${header}${row}\n3,1,2,q,1,completed,a\n`);
    expect(problems).toEqual([problem]);
    expect([rows.count, rows.badRowCount]).toEqual([1, 1]);
  });

  test('a quote that is never closed does not swallow the rest of the file in silence', () => {
    const { rows, problems } = parse(`${header}0,1,2,q,1,completed,a\n1,1,2,q,1,completed,"b\n2,1,2,q,1,completed,c\n`);
    expect(rows.count).toBe(1);
    expect(problems).toEqual(['3: bad row: a quoted field is never closed, so that the rest of the file belongs to this row']);
  });

  test('twenty bad rows are named and the others counted', () => {
    const { rows, problems } = parse(header + 'x,1,2,q,1,completed,a\n'.repeat(25));
    expect(problems).toHaveLength(21);
    expect(problems.at(-1)).toBe('0: 5 more bad rows');
    expect(rows.badRowCount).toBe(25);
  });

  test('a file without its columns, or without anything, says so', () => {
    expect(parse('a,b\n1,2\n').problems).toEqual(['1: the header lacks arrival_s and duration_s']);
    expect(parse('').problems).toEqual(['1: the file is empty']);
  });

  test('rows that are not in order are brought into it', () => {
    expect([...parse(`${header}9,1,2,q,1,completed,a\n3,1,4,q,1,completed,b\n`).rows.durationMs]).toEqual([4000, 2000]);
  });

  test('the recorded history is read whole, as its own README counts it', () => {
    const { rows, findings } = parseTrace(readFileSync('scenarios/traces/bitcoin-core-gha-2025-09.csv'), 'auto', 'bitcoin-core-gha-2025-09.csv');
    expect(findings).toEqual([]);
    expect(rows.count).toBe(16_376);
    const byQueue = new Map(rows.tagSets.map((tags, set) => [tags.join(), rows.tagSet.filter((own) => own === set).length]));
    expect(Object.fromEntries(byQueue)).toEqual({ linux: 12_029, windows: 2561, macos: 1786 });
    expect(new Set(rows.pipeline).size).toBe(923);
  });

  test('a million rows load, every one of them', () => {
    const lines = Array.from(
      { length: 1_000_000 },
      (_, i) => `${String(i * 3)},${String(i % 90)},${String(100 + (i % 977))},linux,${String(i >> 4)},completed,"test, ${String(i % 40)}"`,
    );
    const bytes = encoder.encode(`${header}${lines.join('\n')}\n`);
    const { rows } = parseTrace(bytes, 'csv', 'jobs.csv');
    expect(rows.count).toBe(1_000_000);
  });
});

describe('traces of GitLab', () => {
  const job = {
    id: 7,
    status: 'success',
    created_at: '2026-03-02T08:00:00.000Z',
    started_at: '2026-03-02T10:00:10.500Z',
    finished_at: '2026-03-02T10:02:10.500Z',
    duration: 120,
    queued_duration: 10.5,
    tag_list: ['macos', 'arm64'],
    pipeline: { id: 31, project_id: 1, ref: 'main' },
    runner: null,
  };
  const later = {
    ...job,
    id: 8,
    started_at: '2026-03-02T11:01:00+01:00',
    status: 'failed',
    failure_reason: 'script_failure',
    duration: 0.25,
    queued_duration: 30,
  };

  test('a job arrives when it became ready for a runner, not when its pipeline was made', () => {
    const { rows, problems } = parse(JSON.stringify([later, job]), 'gitlab');
    expect(problems).toEqual([]);
    expect([...rows.arrivalMs]).toEqual([0, 30_000]);
    expect([...rows.durationMs]).toEqual([120_000, 250]);
    expect([...rows.observedWaitMs]).toEqual([10_500, 30_000]);
    expect([...rows.failed]).toEqual([0, 1]);
    expect([...rows.pipeline]).toEqual([31, 31]);
    expect(rows.tagSets).toEqual([['macos', 'arm64']]);
  });

  test('pages of jobs and single jobs, one a line, are the same', () => {
    const whole = parse(JSON.stringify([job, later, job], null, 2), 'gitlab');
    expect(parse(`${JSON.stringify([job, later])}\n\n${JSON.stringify(job)}\n`, 'gitlab')).toEqual(whole);
  });

  test('jobs that have not started or not ended are left out with a word, those that GitLab failed are no failures of a script', () => {
    const never = { ...job, started_at: null, duration: null, status: 'canceled' };
    const running = { ...job, duration: null, finished_at: null, status: 'running' };
    const lost = { ...job, status: 'failed', failure_reason: 'runner_system_failure' };
    const { rows, findings } = parseTrace(encoder.encode(JSON.stringify([never, running, lost])), 'gitlab', 'jobs');
    expect([...rows.failed]).toEqual([0]);
    expect(findings).toMatchObject([{ severity: 'warning', message: '2 jobs that have not started, or not ended, are left out' }]);
  });

  test('what is no job is named by its number, or by its line', () => {
    expect(parse(JSON.stringify([job, { ...job, id: 9, duration: -1 }, { ...job, id: 10, started_at: 'soon' }]), 'gitlab').problems).toEqual([
      '1: bad row: job 9: the duration is not above 0',
      '1: bad row: job 10: the arrival is not a number',
    ]);
    expect(parse(`${JSON.stringify(job)}\n{"message":\n3\n`, 'gitlab').problems).toEqual(['2: bad row: not a JSON object', '3: bad row: not a JSON object']);
  });

  test('a file that ends in .json, or begins with an array, is taken for one', () => {
    const bytes = encoder.encode(JSON.stringify([job]));
    expect(parseTrace(bytes, 'auto', 'jobs').rows.count).toBe(1);
    expect(parseTrace(encoder.encode(JSON.stringify(job)), 'auto', 'jobs.json').rows.count).toBe(1);
  });
});

describe('JSONL traces', () => {
  test('fields are those of the field map', () => {
    const { rows, problems } = parse('{"t": 5, "wait": 2.5, "dur": 60, "status": "failed", "tags": ["macos", "m2"], "pipe": 7}\n{"t": 9, "dur": 1}\n', 'jsonl');
    expect(problems).toEqual([]);
    expect([...rows.observedWaitMs]).toEqual([2500, NaN]);
    expect([...rows.failed]).toEqual([1, 0]);
    expect([...rows.tagSet].map((set) => rows.tagSets[set])).toEqual([['macos', 'm2'], []]);
    expect([...rows.pipeline]).toEqual([7, 0]);
  });

  test('arrivals may be dates and times, and those of a calendar count from the first', () => {
    const { rows, problems } = parse('{"t": "2026-03-02T08:00:00Z", "dur": 1}\n{"t": "2026-03-02T10:00:30+01:00", "dur": 1}\n', 'jsonl');
    expect(problems).toEqual([]);
    expect([...rows.arrivalMs]).toEqual([0, hour + 30_000]);
  });

  test.each(['nonsense', 'null', '[1]', '"text"', '{"t": "soon", "dur": 1}', '{"t": 1}'])('the line %s is a bad row and stops nothing', (line) => {
    const { rows, problems } = parse(`{"t": 0, "dur": 1}\n${line}\n{"t": 2, "dur": 1}\n`, 'jsonl');
    expect(rows.count).toBe(2);
    expect(problems).toHaveLength(1);
    expect(problems[0]).toMatch(/^2: bad row: /);
  });
});

describe('SWF traces', () => {
  test('submit, wait, run time, status and queue are read, comments are not, and −1 means missing', () => {
    const { rows, problems } = parse(
      '; Version: 2.2\n1 0 10 60 4 -1 -1 4 -1 -1 1 3 5 -1 2 -1 -1 -1\n2 30 -1 90 4 -1 -1 4 -1 -1 0 3 5 -1 -1 -1 -1 -1\n3 31 5 -1 4 -1 -1 4 -1 -1 5 3 5 -1 2 -1 -1 -1\n4 32\n',
      'swf',
    );
    expect(problems).toEqual(['4: bad row: the duration is not above 0', '5: bad row: 2 fields in place of 18']);
    expect([...rows.arrivalMs]).toEqual([0, 30_000]);
    expect([...rows.durationMs]).toEqual([60_000, 90_000]);
    expect([...rows.observedWaitMs]).toEqual([10_000, NaN]);
    expect([...rows.failed]).toEqual([0, 1]);
    expect([...rows.tagSet].map((set) => rows.tagSets[set])).toEqual([['2'], []]);
  });
});

describe('the format of a trace', () => {
  test.each([
    ['jobs.jsonl', '{"t": 0, "dur": 1}\n'],
    ['jobs.swf', '1 0 10 60 4 -1 -1 4 -1 -1 1 3 5 -1 2 -1 -1 -1\n'],
    ['jobs.csv', 'arrival_s,duration_s\n0,1\n'],
    ['jobs', '{"t": 0, "dur": 1}\n'],
    ['jobs', '; SWF\n1 0 10 60 4 -1 -1 4 -1 -1 1 3 5 -1 2 -1 -1 -1\n'],
    ['jobs', 'arrival_s,duration_s\n0,1\n'],
  ])('of %s is found by its name, or else by its first character', (file, text) => {
    const { rows, findings } = parseTrace(encoder.encode(text), 'auto', file);
    expect([rows.count, findings]).toEqual([1, []]);
  });

  test.each(['', 'ascii', 'größe', '日本', '🍏🍎', '\uFEFFmark', 'x'.repeat(10_000)])('UTF-8 is decoded as the platform does: %s', (text) => {
    const bytes = encoder.encode(text);
    expect(utf8Text(bytes)).toBe(new TextDecoder().decode(bytes));
  });

  test('bytes that are no UTF-8 become replacement characters and are not lost', () => {
    expect(utf8Text(Uint8Array.of(0x61, 0xff, 0x62, 0xc3))).toBe('a\uFFFDb\uFFFD');
  });
});

describe('replayed traces', () => {
  const { rows } = parse(
    header +
      Array.from(
        { length: 4000 },
        (_, i) => `${String(i * 10)},1,${String(i + 1)},${i % 4 === 0 ? 'macos' : 'linux'},1,${i % 5 === 0 ? 'failed' : 'completed'},a\n`,
      ).join(''),
  );

  test('keep arrivals, durations and failures, up to the end of the trace', () => {
    const workload = replay(rows);
    expect(workload.arrivalAt).toEqual(rows.arrivalMs);
    expect(workload.duration).toEqual(rows.durationMs);
    expect(workload.failed).toEqual(rows.failed);
    expect(workload.horizon).toBe(39_990_001);
  });

  test('select by tags, by window, and by the horizon', () => {
    expect(replay(rows, ', tags: [macos]').arrivalAt).toHaveLength(1000);
    expect(replay(rows, ', tags: [macos, linux]').arrivalAt).toHaveLength(0);
    const window = replay(rows, ', from: 100s, to: 200s');
    expect([window.arrivalAt[0], window.arrivalAt.length, window.horizon]).toEqual([0, 10, 100_000]);
    expect(replay(rows, '', 1, '{ horizon: 1h }').arrivalAt).toHaveLength(360);
  });

  test('a rate of 2.3 makes two copies of each row, and a third of three in ten, the same for the same seed', () => {
    const workload = replay(rows, ', scale: { rate: 2.3, duration: 0.5 }');
    const copies = new Map<number, number>();
    for (const at of workload.arrivalAt) copies.set(at, (copies.get(at) ?? 0) + 1);
    expect(new Set(copies.values())).toEqual(new Set([2, 3]));
    const thrice = [...copies.values()].filter((times) => times === 3).length;
    expect(Math.abs(thrice - 1200)).toBeLessThan(4 * Math.sqrt(4000 * 0.3 * 0.7));
    expect(workload.duration[0]).toBe(500);
    expect(replay(rows, ', scale: { rate: 2.3, duration: 0.5 }')).toEqual(workload);
    expect(replay(rows, ', scale: { rate: 2.3, duration: 0.5 }', 2).arrivalAt).not.toEqual(workload.arrivalAt);
  });

  test('a rate of 0.25 keeps a quarter of the rows', () => {
    expect(Math.abs(replay(rows, ', scale: { rate: 0.25 }').arrivalAt.length - 1000)).toBeLessThan(4 * Math.sqrt(4000 * 0.25 * 0.75));
  });
});

describe('gaps of a trace', () => {
  const everyTenMinutes = (from: number, to: number): string =>
    Array.from({ length: (to - from) * 6 }, (_, i) => `${String(from * 3600 + i * 600)},1,2,q,1,completed,a\n`).join('');
  const days = [0, 24, 48, 72];

  test('nights without jobs are no gaps in working time', () => {
    expect(longestWorkingGap(parse(header + days.map((d) => everyTenMinutes(d + 8, d + 18)).join('')).rows)).toBeNull();
  });

  test('a gap of hours at a time of day at which other days have jobs is found', () => {
    const text = header + days.map((d) => everyTenMinutes(d + 8, d === 24 ? d + 10 : d + 18) + (d === 24 ? everyTenMinutes(d + 14, d + 18) : '')).join('');
    const gap = longestWorkingGap(parse(text).rows);
    expect(gap).toEqual({ fromMs: 34 * hour - 600_000, lengthMs: 4 * hour + 600_000 });
  });
});
