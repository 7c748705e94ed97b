import { measureReplication } from '../../sim/measure/replication.ts';
import { simulate } from '../../sim/simulate.ts';
import { prepareScenario, type LoadedScenario, type ReadyScenario } from '../prepare-scenario.ts';
import { UsageError } from '../usage-error.ts';
import type { ScenarioFiles } from '../scenario-files.ts';
import { carriedFiles } from './carried-files.ts';
import { knobsOf } from './knobs-of.ts';
import type { CarriedScenario } from './page-contents.ts';
import { playRun } from './play-run.ts';
import type { Answer, Ask, Prepared } from './protocol.ts';
import { waitCurve } from './wait-curve.ts';

interface Opened {
  readonly scenario: CarriedScenario;
  readonly files: ScenarioFiles;
}

/** Answers what a page asks: the simulator behind the pages, with the loaders, the core and the measures of the command line. */
export class Answerer {
  readonly #opened = new Map<number, Opened>();
  /** What was prepared last, by what was asked: a run asks for many seeds of one scenario, and lays it beside another. */
  readonly #prepared = new Map<string, LoadedScenario>();

  /** Takes a scenario, to be asked about by this number. @param digest SHA-256 of its texts. */
  open(number: number, scenario: CarriedScenario, digest: (text: string) => string): void {
    this.#opened.set(number, { scenario, files: carriedFiles(scenario, digest) });
  }

  answer(ask: Ask): Answer {
    const { id, what } = ask;
    try {
      const { ready, findings } = this.#prepare(ask);
      if (ready === null) return { id, kind: 'refused', findings };
      const warnings = findings.filter(({ severity }) => severity !== 'note');
      switch (what.kind) {
        case 'prepare':
          return { id, kind: 'prepared', prepared: { ...described(ready), warnings } };
        case 'replicate': {
          const record = simulate(ready.plan, what.seed);
          const measured = { replication: measureReplication(record, ready.context), waits: waitCurve(record) };
          return { id, kind: 'replicated', replicated: { inputs: ready.inputs, ...measured, warnings } };
        }
        case 'play':
          return { id, kind: 'played', play: playRun(ready, what.seed) };
      }
    } catch (error) {
      return { id, kind: 'failed', message: error instanceof UsageError ? error.message : String(error) };
    }
  }

  #prepare({ scenario: number, set }: Ask): LoadedScenario {
    const key = JSON.stringify([number, set]);
    const known = this.#prepared.get(key);
    if (known !== undefined) return known;
    const { scenario, files } = this.#opened.get(number)!;
    const loaded = prepareScenario(scenario, files, set);
    if (this.#prepared.size >= mostPrepared) this.#prepared.delete(this.#prepared.keys().next().value!);
    this.#prepared.set(key, loaded);
    return loaded;
  }
}

const mostPrepared = 4;

function described(ready: ReadyScenario): Omit<Prepared, 'warnings'> {
  return { inputs: ready.inputs, replications: ready.replications, clock: ready.plan.scenario.clock, knobs: knobsOf(ready) };
}
