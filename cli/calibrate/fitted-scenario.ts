import { dirname, relative, resolve } from 'node:path';
import { isMap, isScalar, visit, type Document } from 'yaml';
import type { BackTest, WaitQuantiles } from '../../sim/scenario/back-test.ts';
import { durationOf } from '../../sim/calibrate/span-document.ts';
import { ScenarioSource, setScenarioPath } from '../../sim/scenario/scenario-source.ts';
import type { Setting } from '../../sim/scenario/sweep.ts';

/** What is written into a scenario. */
export interface Findings {
  readonly settings: readonly { readonly path: string; readonly value: Setting }[];
  /** Of the configuration. */
  readonly overrides: readonly { readonly path: string; readonly value: Setting }[];
  readonly backTest: Omit<BackTest, 'isOfThisModel'>;
  /** Digest of the model that was tested. */
  readonly model: string;
}

/** Where a scenario is, and where it goes. */
export interface Move {
  readonly from: string;
  readonly to: string;
}

/** The text of a scenario with what was found written into it. Comments, order and layout of the rest stay; paths count from the folder in which it will be. */
export function fittedScenario(text: string, { settings, overrides, backTest, model }: Findings, { from, to }: Move): string {
  const { document } = new ScenarioSource(text, '');
  for (const { path, value } of settings) setScenarioPath(document, path, value);
  for (const { path, value } of overrides) document.setIn(['set', path], document.createNode(value));
  const { against, jobs, observed, simulated } = backTest;
  const written = { against, jobs, observed: durations(observed), simulated: durations(simulated), model };
  document.set('back_test', document.createNode(written));
  if (resolve(from) !== resolve(dirname(to))) movePaths(document, (path) => relative(resolve(dirname(to)), resolve(from, path)));
  return document.toString({ lineWidth: 0, flowCollectionPadding: true });
}

function durations({ p50, p90, p95, p99 }: WaitQuantiles): Record<keyof WaitQuantiles, string> {
  const text = (seconds: number): string => durationOf(seconds * 1000);
  return { p50: text(p50), p90: text(p90), p95: text(p95), p99: text(p99) };
}

/** The paths of a scenario are those of its configuration, and each `file`. */
function movePaths(document: Document, move: (path: string) => string): void {
  visit(document, {
    Pair: (_, { key, value }, ancestors) => {
      if (!isScalar(key) || !isScalar(value) || typeof value.value !== 'string') return;
      const isTop = ancestors.filter((node) => isMap(node)).length === 1;
      if ((key.value === 'config' && isTop) || key.value === 'file') value.value = move(value.value);
    },
  });
}
