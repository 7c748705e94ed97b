import fc from 'fast-check';
import { expect, test } from 'vitest';
import { incompleteTail, Utf8Repair } from '../../../adapters/job-log/utf8-repair.ts';

function repaired(...pieces: (readonly number[] | Buffer)[]): string {
  const repair = new Utf8Repair();
  return Buffer.concat([...pieces.map((piece) => Buffer.from(repair.push(Buffer.from(piece)))), repair.end()]).toString();
}

test.each([
  ['a lone continuation byte', [0x61, 0x80, 0x62], 'a\uFFFDb'],
  ['each byte of a character cut short', [0xe2, 0x82, 0x61], '\uFFFD\uFFFDa'],
  ['an overlong form', [0xc0, 0xaf], '\uFFFD\uFFFD'],
  ['half of a surrogate pair', [0xed, 0xa0, 0x80], '\uFFFD\uFFFD\uFFFD'],
  ['a byte that begins nothing', [0xff, 0x61], '\uFFFDa'],
  ['a character that never ends', [0x61, 0xf0, 0x9f, 0x98], 'a\uFFFD\uFFFD\uFFFD'],
])('%s becomes one replacement character for each byte', (_, bytes, expected) => {
  expect(repaired(bytes)).toBe(expected);
});

test('valid text passes unchanged however it is cut', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), fc.nat(20), (text, cut) => {
      const bytes = Buffer.from(text);
      expect(repaired(bytes.subarray(0, cut), bytes.subarray(cut))).toBe(bytes.toString());
    }),
  );
});

test('any bytes become valid text, the same however they are cut', () => {
  fc.assert(
    fc.property(fc.uint8Array(), fc.nat(20), (array, cut) => {
      const bytes = Buffer.from(array);
      expect(repaired(bytes.subarray(0, cut), bytes.subarray(cut))).toBe(repaired(bytes));
    }),
  );
});

test('a tail is incomplete only while its character may still come', () => {
  expect([[], [0x61], [0xc3], [0xe2, 0x82], [0xf0, 0x9f, 0x98], [0xc3, 0xbc], [0x80, 0x80, 0x80]].map((bytes) => incompleteTail(Buffer.from(bytes)))).toEqual([
    0, 0, 1, 2, 3, 0, 0,
  ]);
});
