import { parse } from 'yaml';
import type { Setting, SweepAxis } from '../../sim/scenario/sweep.ts';
import type { Assignment } from '../sim-program.ts';
import { UsageError } from '../usage-error.ts';

/**
 * Reads one `--axis path=…`: values with commas between them, a YAML list where a value has commas itself, or `@other.path` to have the value of another axis.
 *
 * @throws UsageError where there is no value, or the list is no YAML.
 */
export function parseAxis({ path, text }: Assignment): SweepAxis {
  if (path === 'seed' || path === 'replications') throw new UsageError(`--axis ${path}: every point runs on the same seeds; give --${path} once`);
  if (text.startsWith('@')) return { path, follow: text.slice(1) };
  const values = text.startsWith('[') ? listed(path, text) : text.split(',').map((value) => value.trim());
  if (values.length === 0 || values.includes('')) throw new UsageError(`--axis ${path}: expected values with commas between them, as in ${path}=1,2,4`);
  return { path, values };
}

function listed(path: string, text: string): readonly Setting[] {
  try {
    const value: unknown = parse(text);
    if (Array.isArray(value)) return value as readonly Setting[];
  } catch {
    // The message below says what is expected.
  }
  throw new UsageError(`--axis ${path}: expected a list such as [1, 2, 4], got ${text}`);
}

/** Checks that followers follow an axis with values, and that no path is varied twice. @throws UsageError where not. */
export function checkAxes(axes: readonly SweepAxis[]): void {
  for (const [index, axis] of axes.entries()) {
    if (axes.findIndex(({ path }) => path === axis.path) !== index) throw new UsageError(`--axis ${axis.path} is given twice; list all its values in one`);
    if ('values' in axis) continue;
    const isKnown = axes.some((other) => 'values' in other && other.path === axis.follow);
    if (!isKnown) throw new UsageError(`--axis ${axis.path}=@${axis.follow}: ${axis.follow} is no axis with values`);
  }
}
