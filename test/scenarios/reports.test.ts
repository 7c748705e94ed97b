import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { loadScenario } from '../../cli/load-scenario.ts';
import { Scaler } from '../../core/scaling/scaler.ts';
import { simulate } from '../../sim/simulate.ts';
import { root } from '../house/repository.ts';
import { mutations } from '../properties/mutations.ts';
import { play } from './play.ts';

// What only a faulty core does, the reports behind the scenarios notwithstanding: ours does not, and one with that fault does.

let restore = (): void => undefined;

afterEach(() => {
  restore();
  restore = (): void => undefined;
});

test('policy-gap-3am: no job ends because the policy does, unless a switch interrupts the jobs of the old policy', () => {
  expect(play('policy-gap-3am', [], 1).metrics['jobs.lost']?.value).toBe(0);
  restore = mutations.find(({ what }) => what === 'a switch of policies interrupts the jobs of the old one')!.install();
  expect(play('policy-gap-3am', [], 1).metrics['jobs.lost']?.value).toBeGreaterThanOrEqual(6);
});

test('churn-viable-instance: as many hosts are held as are needed, unless what goes is counted as demand and replaced', () => {
  const slow = ['runners.autoscaler.policy.0.idle_time=1h', 'fleet.delete=2h'];
  const ours = play('churn-viable-instance', slow, 1).metrics;
  restore = countingWhatGoes();
  const faulty = play('churn-viable-instance', slow, 1).metrics;
  expect(ours['instances.mean']?.value).toBeLessThan(28.5);
  expect(faulty['instances.mean']?.value).toBeGreaterThan(27 * 1.18);
  expect(faulty['instances.created']?.value).toBeGreaterThan(4 * ours['instances.created']!.value!);
});

test('churn-viable-instance: with an idle time of an hour a host is bought only while another is in doubt', () => {
  const { ready } = loadScenario(join(root, 'scenarios/churn-viable-instance.yaml'), [{ path: 'runners.autoscaler.policy.0.idle_time', text: '1h' }], {
    readStdin: () => '',
  });
  const { warmupMs } = ready!.plan.scenario.clock;
  const inDoubt: number[] = [];
  simulate(ready!.plan, 1, {
    onStep: ({ at }, effects, world) => {
      for (const effect of effects) {
        if (at < warmupMs || effect.kind !== 'decided' || effect.decision.kind !== 'scale-up') continue;
        inDoubt.push([...world.manager!.runners[0]!.scaler.provisioner.instances()].filter(({ suspect }) => suspect).length);
      }
    },
  });
  expect(inDoubt.length).toBeGreaterThan(5);
  expect(Math.min(...inDoubt)).toBeGreaterThan(0);
});

test('burst-300-with-15-idle: nothing is removed as idle while a job waits', () => {
  const { ready } = loadScenario(join(root, 'scenarios/burst-300-with-15-idle.yaml'), [], { readStdin: () => '' });
  const removals: number[] = [];
  const starts: number[] = [];
  simulate(ready!.plan, 1, {
    onStep: ({ at }, effects) => {
      for (const effect of effects) {
        if (effect.kind === 'start-job') starts.push(at);
        if (effect.kind === 'decided' && effect.decision.kind === 'remove' && effect.decision.reason === 'idle') removals.push(at);
      }
    },
  });
  expect(starts).toHaveLength(300);
  expect(removals.filter((at) => at < starts.at(-1)!)).toEqual([]);
});

/** The accounting of taskscaler before its !49: the slots of an instance that is being removed count as taken, and so ask for another. */
function countingWhatGoes(): () => void {
  const whole = Object.getOwnPropertyDescriptor(Scaler.prototype, 'evaluate')!;
  const evaluate = whole.value as Scaler['evaluate'];
  Scaler.prototype.evaluate = function (this: Scaler, at, effects): void {
    const { policy } = this;
    const going = [...this.provisioner.instances()].filter(({ removing }) => removing).length;
    this.policy = { ...policy, idleCount: policy.idleCount + going * this.config.capacityPerInstance };
    evaluate.call(this, at, effects);
    this.policy = policy;
  };
  return () => {
    Object.defineProperty(Scaler.prototype, 'evaluate', whole);
  };
}
