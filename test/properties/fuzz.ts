import fc from 'fast-check';
import { rules } from '../../sim/checkers/rules.ts';
import { fleetCase, upstreamCase } from './fleet-case.ts';
import { playFleet } from './play-fleet.ts';
import { Reached } from './reached.ts';

/** Plays random fleets for as long as it is told to: `npm run fuzz -- --seconds 60 [--seed N]`. */
function main(args: readonly string[]): number {
  const option = (name: string, fallback: number): number => (args.includes(name) ? Number(args[args.indexOf(name) + 1]) : fallback);
  const until = performance.now() + 1000 * option('--seconds', 60);
  const first = option('--seed', 1);
  const reached = new Reached();
  let seed = first;
  for (; performance.now() < until; seed++) {
    const isUpstream = seed % 8 === 0;
    const arbitrary = isUpstream ? upstreamCase : fleetCase;
    const details = fc.check(
      fc.property(arbitrary, (fleet) => {
        reached.begin(fleet);
        playFleet(fleet, { rules: isUpstream ? rules.filter(({ holdsUpstream }) => holdsUpstream) : rules, reached });
      }),
      { seed, numRuns: 50 },
    );
    if (!details.failed) continue;
    const { errorInstance, counterexample, counterexamplePath } = details;
    console.log(`FC_SEED=${String(seed)} FC_PATH=${counterexamplePath ?? ''} npx vitest run test/properties/everything.test.ts`);
    console.log(errorInstance instanceof Error ? (errorInstance.stack ?? errorInstance.message) : String(errorInstance));
    console.log(JSON.stringify(counterexample?.[0]));
    return 1;
  }
  console.log(`${String((seed - first) * 50)} runs\n${reached.table()}`);
  return 0;
}

process.exitCode = main(process.argv.slice(2));
