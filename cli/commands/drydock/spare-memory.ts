import { setFlagsFromString } from 'node:v8';

/** The program and what runs jobs are loaded by then. */
const loadedAfterMs = 10_000;
const usualFactor = 2;

/**
 * Keeps the nursery of the heap as small as it begins while the program loads: it would grow to sixteen megabytes by that, for good. Afterwards it grows as ever, when jobs
 * make it.
 */
export function spareMemory(): void {
  setGrowthFactor(1);
  setTimeout(() => setGrowthFactor(usualFactor), loadedAfterMs).unref();
}

function setGrowthFactor(factor: number): void {
  setFlagsFromString(`--semi-space-growth-factor=${String(factor)}`);
}
