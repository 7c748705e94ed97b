import type { QueueSite } from './queue-site.ts';
import type { ReplicationAnswer, ReplicationJob } from './replicate.ts';
import type { PoolOptions } from './replication-pool.ts';

/** Has the workers of a queue run a replication for each seed. Answers come in the order of seeds; those after a broken or stopped one may be missing. */
export async function replicateInQueue(
  { plan, context, stop }: ReplicationJob,
  seeds: readonly number[],
  options: QueueSite & Pick<PoolOptions, 'onAnswer'>,
): Promise<ReplicationAnswer[]> {
  const { spread } = await import('./queue/spread.ts');
  const answers = new Map<number, ReplicationAnswer>();
  const pieces = seeds.map((seed) => ({ name: `seed ${seed}`, plan, context, seed, series: true }));
  await spread(pieces, {
    ...options,
    stop,
    onAnswer: ({ seed }, answer) => {
      answers.set(seed, answer);
      // What is broken in one replication makes the others worth nothing.
      if (answer.kind === 'broken') Atomics.store(stop, 0, 1);
      options.onAnswer(answer);
    },
  });
  return seeds.flatMap((seed) => answers.get(seed) ?? []);
}
