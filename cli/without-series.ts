import { seriesLevels, type Replication } from '../sim/measure/replication.ts';
import type { ReplicationAnswer } from './replicate.ts';

const noSeries: Replication['series'] = {
  stepMs: 0,
  levels: Object.fromEntries(seriesLevels.map((level) => [level, []])) as unknown as Replication['series']['levels'],
};

/** An answer without what only a chart needs: points of a sweep are compared by their figures. */
export function withoutSeries(answer: ReplicationAnswer): ReplicationAnswer {
  return answer.kind === 'broken' ? answer : { ...answer, replication: { ...answer.replication, busyShares: [], series: noSeries } };
}
