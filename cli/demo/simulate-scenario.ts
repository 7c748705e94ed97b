import { buildResult } from '../../sim/measure/build-result.ts';
import type { Result } from '../../sim/measure/result.ts';
import { Failure } from '../commands/drydock/failure.ts';
import { findingText } from '../finding-text.ts';
import type { Io } from '../io.ts';
import { loadScenario } from '../load-scenario.ts';
import { runReplications } from '../replication-pool.ts';
import { terminalStyle } from '../terminal-style.ts';

/**
 * Runs a scenario in this thread, as `sim run` would.
 *
 * @throws Failure when the scenario cannot be used, or a rule of the core breaks: what is wrong has been said then.
 */
export async function simulateScenario(file: string, io: Io): Promise<Result> {
  const { ready, findings } = loadScenario(file, [], io);
  for (const finding of findings) if (finding.severity === 'error') io.stderr.write(`${findingText(finding, terminalStyle(io.stderr, io.env))}\n`);
  if (ready === null) throw new Failure(`${file} cannot be simulated`);
  const seeds = Array.from({ length: ready.replications }, (_, index) => ready.inputs.seed + index);
  const job = { plan: ready.plan, context: ready.context, eventsFile: null, stop: new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT)) };
  const answers = await runReplications(job, seeds, { workers: 0, onAnswer: () => undefined });
  const replications = answers.map((answer) => {
    if (answer.kind === 'broken') throw new Failure(`the simulation broke a rule of the core: ${answer.message}; sim run ${file} says more`);
    return answer.replication;
  });
  return buildResult({ ...ready.inputs, complete: true }, replications);
}
