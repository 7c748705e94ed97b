import { expect, test } from 'vitest';
import { ScaleThrottle } from '../../../core/scaling/scale-throttle.ts';
import { never } from '../../../core/time.ts';

test('a full bucket waits for no token: only a use makes room for the next', () => {
  const throttle = new ScaleThrottle(100, 1, 1000);
  expect(throttle.nextTokenAt(5000)).toBe(never);
  throttle.take(1, 5000);
  expect(throttle.nextTokenAt(5000)).toBe(5010);
  expect(throttle.nextTokenAt(5010)).toBe(never);
});
