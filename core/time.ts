/**
 * An instant or a span as an integer count of ticks. The core names no unit: production and simulation use milliseconds,
 * the provisioner oracle microseconds. Every instant comes in on an event.
 */
export type Ticks = number;

/** The instant of what never happens. */
export const never: Ticks = Number.POSITIVE_INFINITY;

/** An instant for plain JSON, which has no infinity: null stands for `never`. */
export function neverAsNull(at: Ticks): Ticks | null {
  return at === never ? null : at;
}
