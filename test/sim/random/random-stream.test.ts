import { describe, expect, test } from 'vitest';
import { RandomStream } from '../../../sim/random/random-stream.ts';
import { Threefry } from '../../../sim/random/threefry.ts';

describe('random streams', () => {
  // Known answers of threefry2x32 with 13 rounds, as Random123 publishes them (kat_vectors): key, counter, result.
  test.each([
    [0, 0, 0, 0, [0x9d1c5ec6, 0x8bd50731]],
    [0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff, [0xfd36d048, 0x2d17272c]],
    [0x13198a2e, 0x03707344, 0x243f6a88, 0x85a308d3, [0xba3e4725, 0xf27d669e]],
  ])('the generator gives the published answer for key %i %i and counter %i %i', (key0, key1, counter0, counter1, answer) => {
    const block = new Threefry(key0, key1);
    block.encrypt(counter0, counter1);
    expect([block.word0 >>> 0, block.word1 >>> 0]).toEqual(answer);
  });

  test('a number depends on seed, name and address alone, in whatever order numbers are drawn', () => {
    const forward = new RandomStream(7, 'boot');
    const backward = new RandomStream(7, 'boot');
    const there = Array.from({ length: 100 }, (_, index) => forward.at(index, 3));
    const back = Array.from({ length: 100 }, (_, index) => backward.at(99 - index, 3)).reverse();
    expect(back).toEqual(there);
  });

  test('drawing in sequence repeats after construction and never shifts addressed numbers', () => {
    const stream = new RandomStream(7, 'boot');
    const addressed = stream.at(5);
    const sequence = [stream.next(), stream.next(), stream.next()];
    expect(stream.at(5)).toBe(addressed);
    const again = new RandomStream(7, 'boot');
    expect([again.next(), again.next(), again.next()]).toEqual(sequence);
  });

  test('seeds, names, indexes and lanes each change the number, seeds beyond 32 bits and negative ones included', () => {
    const numbers = [
      new RandomStream(1, 'a').at(0),
      new RandomStream(2, 'a').at(0),
      new RandomStream(1 + 2 ** 32, 'a').at(0),
      new RandomStream(-1, 'a').at(0),
      new RandomStream(1, 'b').at(0),
      new RandomStream(1, 'a').at(1),
      new RandomStream(1, 'a').at(0, 1),
    ];
    expect(new Set(numbers).size).toBe(numbers.length);
  });

  test('the numbers of a seed are pinned for ever', () => {
    const stream = new RandomStream(42, 'pinned');
    expect([stream.at(0), stream.at(1), stream.at(0, 1), stream.next()]).toMatchInlineSnapshot(`
      [
        0.28649047360210356,
        0.06222831093682213,
        0.7436474535509362,
        0.26452264460820996,
      ]
    `);
  });

  test('a million numbers are uniform, independent of their neighbours and of another stream', () => {
    const count = 1_000_000;
    const stream = new RandomStream(1, 'uniform');
    const other = new RandomStream(1, 'uniform.2');
    const buckets = new Float64Array(100);
    let neighbours = 0;
    let streams = 0;
    for (let index = 0; index < count; index++) {
      const u = stream.at(index);
      buckets[Math.floor(u * 100)]! += 1;
      neighbours += (u - 0.5) * (stream.at(index + 1) - 0.5);
      streams += (u - 0.5) * (other.at(index) - 0.5);
    }
    const expected = count / 100;
    const chiSquare = buckets.reduce((sum, found) => sum + (found - expected) ** 2 / expected, 0);
    // 99.9 % quantile of chi-square with 99 degrees of freedom; 4 standard errors of a product's mean.
    expect(chiSquare).toBeLessThan(148.2);
    expect(Math.abs(neighbours / count)).toBeLessThan((4 / 12) * count ** -0.5);
    expect(Math.abs(streams / count)).toBeLessThan((4 / 12) * count ** -0.5);
  });
});
