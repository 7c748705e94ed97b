import { describe, expect, test } from 'vitest';
import { LineStamper, type StreamName } from '../../../adapters/job-log/line-stamper.ts';

/** A stamper whose clock moves one microsecond with every piece, and what it has let out. */
function stamper(stream: StreamName = 'stdout'): { push(text: string): string; end(): string } {
  let now = Date.UTC(2026, 10, 23, 22, 51, 15) * 1000 + 585_000;
  let out = '';
  const lines = new LineStamper({ stream, clock: () => ++now, emit: (bytes) => (out += bytes.toString()), scratch: Buffer.alloc(64) });
  const taken = (): string => {
    const text = out;
    out = '';
    return text;
  };
  return {
    push(text) {
      lines.push(Buffer.from(text));
      return taken();
    },
    end() {
      lines.end();
      return taken();
    },
  };
}

describe('a time stamp', () => {
  test('is 27 characters of UTC time with microseconds, then the stream', () => {
    expect(stamper('runner').push('a\n')).toBe('2026-11-23T22:51:15.585001Z 00O a\n');
    expect(stamper('stdout').push('a\n')).toBe('2026-11-23T22:51:15.585001Z 01O a\n');
    expect(stamper('stderr').push('a\n')).toBe('2026-11-23T22:51:15.585001Z 01E a\n');
  });

  test('stands before each line of a piece', () => {
    expect(
      stamper()
        .push('a\n\nb\n')
        .replaceAll(/^.{27}/gm, 'T'),
    ).toBe('T 01O a\nT 01O \nT 01O b\n');
  });
});

describe('an unfinished line', () => {
  test('is held until its end comes, and has the time of its beginning', () => {
    const lines = stamper();
    expect(lines.push('par')).toBe('');
    expect(lines.push('tial')).toBe('');
    expect(lines.push(' done\nnext\n')).toBe('2026-11-23T22:51:15.585001Z 01O partial done\n2026-11-23T22:51:15.585003Z 01O next\n');
  });

  test('gets its line feed at the end of the stream', () => {
    const lines = stamper();
    lines.push('partial');
    expect(lines.end()).toBe('2026-11-23T22:51:15.585001Z 01O partial\n');
    expect(lines.end()).toBe('');
  });

  test('is let through when a carriage return comes, and continued with +', () => {
    const lines = stamper();
    expect(lines.push('10%\r20%')).toBe('2026-11-23T22:51:15.585001Z 01O 10%\r20%\n');
    expect(lines.push('\r30%')).toBe('2026-11-23T22:51:15.585002Z 01O+\r30%\n');
    expect(lines.push(' done\nnext\n')).toBe('2026-11-23T22:51:15.585003Z 01O+ done\n2026-11-23T22:51:15.585003Z 01O next\n');
  });

  test('is whole where a carriage return stands before its line feed', () => {
    expect(
      stamper()
        .push('a\r\nb\r\n')
        .replaceAll(/^.{27}/gm, 'T'),
    ).toBe('T 01O a\r\nT 01O b\r\n');
  });

  test('longer than 8 KiB is let through in parts that make one line', () => {
    const lines = stamper();
    const part = 'x'.repeat(5000);
    expect(lines.push(part)).toBe('');
    expect(lines.push(part)).toBe(`2026-11-23T22:51:15.585001Z 01O ${part}${part}\n`);
    expect(lines.push('end\n')).toBe('2026-11-23T22:51:15.585003Z 01O+end\n');
  });

  test('is not continued by the next stage', () => {
    const lines = stamper();
    lines.push('progress\r');
    lines.end();
    expect(lines.push('a\n')).toBe('2026-11-23T22:51:15.585002Z 01O a\n');
  });
});
