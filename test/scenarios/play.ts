import { join } from 'node:path';
import { loadScenario } from '../../cli/load-scenario.ts';
import { replicate } from '../../cli/replicate.ts';
import { buildResult } from '../../sim/measure/build-result.ts';
import type { Result } from '../../sim/measure/result.ts';
import { root } from '../house/repository.ts';

/** Runs a built-in scenario as `sim run` does, in this thread. @param set `path=value`, as after `--set`. */
export function play(name: string, set: readonly string[], replications: number | null): Result {
  const settings = [...set, ...(replications === null ? [] : [`replications=${replications}`])].map((text) => {
    const equals = text.indexOf('=');
    return { path: text.slice(0, equals), text: text.slice(equals + 1) };
  });
  const { ready, findings } = loadScenario(join(root, 'scenarios', `${name}.yaml`), settings, { readStdin: () => '' });
  if (ready === null) throw new Error(findings.map(({ message }) => message).join('\n'));
  const stop = new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT));
  const measured = Array.from({ length: ready.replications }, (_, index) => {
    const answer = replicate({ plan: ready.plan, context: ready.context, eventsFile: null, stop }, ready.inputs.seed + index);
    if (answer.kind === 'broken') throw new Error(`seed ${answer.seed}: ${answer.message}`);
    return answer.replication;
  });
  return buildResult({ ...ready.inputs, complete: true }, measured);
}
