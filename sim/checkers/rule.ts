import { InvariantError } from '../../core/assert.ts';
import type { Effect } from '../../core/effect.ts';
import type { Event } from '../../core/event.ts';
import type { World } from '../world/world.ts';

/** Looks on while a world runs and stops it where its rule is broken. It changes nothing. */
export interface Checker {
  /** After the core took an event, before what came out of it is done. */
  stepped(event: Event, effects: readonly Effect[], world: World): void;
  /** After the run, for what must hold in the end. */
  ended?(world: World): void;
}

/** One invariant of the core, in a sentence, and how to watch for it. */
export interface Rule {
  /** The number that the specification gives to it, such as `P5`. */
  readonly name: string;
  readonly sentence: string;
  /** Whether it holds under the real component's own rules too. */
  readonly holdsUpstream: boolean;
  /** A checker for one run. */
  create(): Checker;
}

/** Ends a run in which a rule was broken. @throws InvariantError always. */
export function broken(rule: string, detail: string): never {
  throw new InvariantError(`${rule}: ${detail}`);
}
