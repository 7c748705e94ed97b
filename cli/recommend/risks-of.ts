import type { Scenario } from '../../sim/scenario/scenario.ts';
import { asIs } from '../../sim/recommend/trial.ts';
import type { Risk } from './build-recommendation.ts';

/** The risks of a fleet: a wave that takes spot instances, the loss of a zone, half as much load again, boots that take twice as long. */
export function risksOf({ fleet }: Pick<Scenario, 'fleet'>): Risk[] {
  return [
    { name: 'spot-wave', variant: { ...asIs, blow: 'spot-wave' }, known: (fleet.spot?.share ?? 0) > 0 },
    { name: 'zone-lost', variant: { ...asIs, blow: 'zone-lost' }, known: fleet.zones.length > 1 },
    { name: 'load', variant: { ...asIs, load: 1.5 }, known: true },
    { name: 'slow-boot', variant: { ...asIs, boot: 2 }, known: true },
  ];
}
