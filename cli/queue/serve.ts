import { setTimeout as pause } from 'node:timers/promises';
import { Failure } from '../commands/drydock/failure.ts';
import { openWorks, type OpenWork } from './open-works.ts';
import { ServedWork, type ServiceOptions } from './served-work.ts';
import { packVersion } from './pack.ts';

/** How long a worker serves, and what it says. */
export interface ServeOptions extends ServiceOptions {
  /** Of drydock. */
  readonly version: string;
  /** Its first number turns from 0 to 1 when the worker is to leave. */
  readonly stop: Int32Array;
  /** Time without a piece after which the worker ends by itself; null for never. */
  readonly idleTimeoutMs: number | null;
  readonly say: (line: string) => void;
}

const lookEveryMs = 250;

/**
 * Takes pieces of all open works of this version until it is to leave, or has had nothing to do for long enough.
 *
 * @throws Failure when all that is open wants another version of drydock, or a newer Node.
 */
export async function serve(options: ServeOptions): Promise<void> {
  const served = new Map<string, ServedWork>();
  let busyAt = performance.now();
  try {
    while (Atomics.load(options.stop, 0) === 0) {
      const works = await openWorks(options.link.client);
      await endThoseGone(served, works, options);
      refuse(works, options);
      for (const work of works) if (!served.has(work.id) && reasonAgainst(work, options) === null) begin(served, work, options);
      if ([...served.values()].some(({ active }) => active > 0)) busyAt = performance.now();
      if (options.idleTimeoutMs !== null && performance.now() - busyAt > options.idleTimeoutMs) return;
      await pause(lookEveryMs);
    }
  } finally {
    await Promise.all([...served.values()].map((each) => each.leave()));
  }
}

function begin(served: Map<string, ServedWork>, work: OpenWork, options: ServeOptions): void {
  const { scenario, pieces } = work.announcement;
  options.say(`${scenario.name} (${scenario.sha256.slice(0, 12)}, ${pieces} pieces): at work`);
  served.set(work.id, new ServedWork(work, options));
}

async function endThoseGone(served: Map<string, ServedWork>, works: readonly OpenWork[], { say }: ServeOptions): Promise<void> {
  for (const each of [...served.values()].filter(({ work }) => !works.some(({ id }) => id === work.id))) {
    served.delete(each.work.id);
    await each.end();
    say(`${each.work.announcement.scenario.name}: over, ${each.done} pieces done here`);
  }
}

/** A worker that can do nothing says so and ends: one that waited for better times would look like one at work. */
function refuse(works: readonly OpenWork[], options: ServeOptions): void {
  const reasons = works.map((work) => reasonAgainst(work, options));
  const [first] = reasons;
  if (typeof first === 'string' && !reasons.includes(null)) throw new Failure(first);
}

function reasonAgainst({ announcement: { version, pack, scenario } }: OpenWork, options: ServeOptions): string | null {
  const what = `${scenario.name} (scenario ${scenario.sha256.slice(0, 12)})`;
  if (version !== options.version) return `${what} wants drydock ${version}, and this is ${options.version}: results would not be those of one machine`;
  return pack > packVersion ? `${what} was put into the queue by a newer Node than ${process.version}` : null;
}
