import { describe, expect, test } from 'vitest';
import { knobSettings } from '../../../cli/live/knob-settings.ts';
import { knobsOf } from '../../../cli/live/knobs-of.ts';
import { loadScenario } from '../../../cli/load-scenario.ts';
import { builtInScenarios } from '../../../cli/built-in-scenarios.ts';
import { knobText, parseKnobText } from '../../../cli/live/knob-text.ts';
import { smallConfig, smallScenario } from '../fixture.ts';

const io = { readStdin: () => '' };

function knobs(scenario: string): ReturnType<typeof knobsOf> {
  return knobsOf(loadScenario(scenario, [], io).ready!);
}

describe('what can be turned in a scenario', () => {
  test('every slider has the value of the scenario among its steps, which ascend', () => {
    for (const scenario of builtInScenarios())
      for (const { id, steps, value } of knobs(`@${scenario}`)) {
        expect([scenario, id, steps.includes(value)]).toEqual([scenario, id, true]);
        expect([scenario, id, steps.toSorted((a, b) => a - b)]).toEqual([scenario, id, steps]);
        expect([scenario, id, steps.length > 5 && steps.length < 60]).toEqual([scenario, id, true]);
      }
  });

  test('set to what it is, a knob changes no figure of the plan', () => {
    for (const scenario of builtInScenarios()) {
      const before = loadScenario(`@${scenario}`, [], io).ready!.plan;
      const settings = knobs(`@${scenario}`).flatMap((knob) => knobSettings(knob, knob.value));
      const { manager, scenario: after } = loadScenario(`@${scenario}`, settings, io).ready!.plan;
      expect(manager).toEqual(before.manager);
      expect([after.streams, after.fleet]).toEqual([before.scenario.streams, before.scenario.fleet]);
    }
  });

  test('each policy has knobs of its own', () => {
    const night = '    [[runners.autoscaler.policy]]\n      periods = ["* 0-5 * * *"]\n      idle_count = 0\n';
    const config = (smallConfig + night).replaceAll(/^/gm, '    ');
    const scenario = smallScenario('', { config: `\n  toml: |\n${config}` });
    const of = knobsOf(loadScenario('-', [], { readStdin: () => scenario }).ready!).filter(({ label }) => label === 'idle_count');
    expect(of.map(({ id, value, group }) => [id, value, group])).toEqual([
      ['idle_count@0', 1, 'policy 0: * * * * *'],
      ['idle_count@1', 0, 'policy 1: * 0-5 * * *'],
    ]);
    expect(of.flatMap((knob) => knobSettings(knob, 3).map(({ path }) => path))).toEqual([
      'runners.autoscaler.policy.0.idle_count',
      'runners.autoscaler.policy.1.idle_count',
    ]);
  });

  test('a load is a factor on every stream, in whole jobs where they come in crowds', () => {
    const load = knobs('@mac-nesting').find(({ id }) => id === 'load')!;
    expect(knobSettings(load, 1.37)).toEqual([
      { path: 'workload.0.arrivals.peak', text: '19.18/h' },
      { path: 'workload.1.arrivals.jobs', text: '33' },
    ]);
  });

  test('what is shown of a value is read back as that value', () => {
    for (const scenario of builtInScenarios())
      for (const knob of knobs(`@${scenario}`).filter(({ unit }) => unit !== 'money'))
        for (const step of knob.steps) expect([knob.id, parseKnobText(knob, knobText(knob, step))]).toEqual([knob.id, step]);
  });

  test('a text that is no value is none', () => {
    const [idleCount, idleTime] = knobs('@mac-nesting');
    expect([parseKnobText(idleCount!, '1.5'), parseKnobText(idleCount!, '-1'), parseKnobText(idleTime!, 'soon')]).toEqual([null, null, null]);
  });
});
