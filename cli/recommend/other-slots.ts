import { loadConfig } from '../../adapters/config/load-config.ts';

/**
 * Slots of the fleets other than that of one runner in a configuration, which share its `concurrent`, also where the scenario simulates one of them alone; 0 where a fleet has no limit, since nothing
 * then says how many they are.
 */
export function otherSlots(text: string, own: string): number {
  const fleets = (loadConfig(text, '').config?.runners ?? []).flatMap(({ name, executor, autoscaler }) => {
    return executor === 'instance' && autoscaler !== null ? [{ name, autoscaler }] : [];
  });
  const first = fleets.findIndex(({ name }) => name === own);
  const slots = fleets.filter((_, index) => index !== first).map(({ autoscaler }) => autoscaler.maxInstances * Math.max(1, autoscaler.capacityPerInstance));
  return slots.includes(0) ? 0 : slots.reduce((sum, each) => sum + each, 0);
}
