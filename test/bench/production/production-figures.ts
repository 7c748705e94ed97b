import { measureEcho } from './measure-echo.ts';
import { measureMemory } from './measure-memory.ts';
import { measureStart } from './measure-start.ts';
import { measureThroughput } from './measure-throughput.ts';

/** The figures of `drydock run`. Those of other hosts than the manager's need an sshd, `run-throughput`, `run-memory` and `run-start` a Docker engine too. */
export const productionFigures = [
  { name: 'run-echo', measure: measureEcho },
  { name: 'run-throughput', measure: () => measureThroughput('run-throughput', 'docker') },
  { name: 'run-throughput-static', measure: () => measureThroughput('run-throughput-static', 'static') },
  { name: 'run-memory', measure: measureMemory },
  { name: 'run-start', measure: measureStart },
] as const;
