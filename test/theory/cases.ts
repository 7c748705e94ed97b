import type { Replication } from '../../sim/measure/replication.ts';
import { erlangC, oneInstance, poisson, waitOfMg1, waitOfMmc, waitQuantileOfMmc } from './queue-formulas.ts';
import type { Expectation, TheoryCase } from './theory-case.ts';

/** Mean run time of all cases, in hours. */
const service = 300;
const hour = 3600;

const metric =
  (name: string) =>
  ({ values }: Replication): number =>
    values.find(([known]) => known === name)?.[1] ?? Number.NaN;

/**
 * With 200 instances at 0.8 one job in a thousand waits, and these come in few clusters: the mean of 50,000 jobs is then far from normal, and an interval by
 * Student's t says little. Such figures want the million jobs of `npm run theory`.
 */
export function isRare({ figure }: Expectation, { name }: TheoryCase): boolean {
  return name === 'M/M/200 at 0.8' && figure !== 'usage';
}

/** Every closed form that the simulator is held against. */
export const theoryCases: readonly TheoryCase[] = [
  ...[
    { servers: 1, usage: 0.5 },
    { servers: 1, usage: 0.9 },
    { servers: 10, usage: 0.9 },
    { servers: 200, usage: 0.8 },
    { servers: 200, usage: 0.95 },
  ].map(mmc),
  mg1('M/D/1 at 0.7', 0.7, 0, `${String(service)}h`),
  mg1('M/G/1 at 0.7, lognormal', 0.7, 1.5, `{ dist: lognormal, mean: ${String(service)}h, cv: 1.5 }`),
  infinite(),
  ...[
    { interval: 600, boot: 60, idleTime: 300 },
    { interval: 600, boot: 300, idleTime: 60 },
    { interval: 900, boot: 600, idleTime: 600 },
    { interval: 400, boot: 30, idleTime: 1200 },
  ].map(autoscaler),
  oneShot(),
];

function mmc({ servers, usage }: { servers: number; usage: number }): TheoryCase {
  const rate = (usage * servers) / service;
  const wait = waitOfMmc(rate, service, servers);
  // A wait counts from 1 % of the mean run on.
  const waits = erlangC(rate * service, servers) * Math.exp(-0.01 * (servers - rate * service));
  return {
    name: `M/M/${String(servers)} at ${String(usage)}`,
    jobsPerHour: rate,
    duration: `{ dist: exponential, mean: ${String(service)}h }`,
    ...alwaysOn(servers),
    expected: [
      { figure: 'mean wait', value: wait * hour, of: metric('wait.mean') },
      { figure: 'share that waits', value: waits, of: metric('wait.share_positive') },
      { figure: 'queue length, time average (Little)', value: rate * wait, of: metric('queue.length.mean') },
      { figure: 'queue length, as arrivals see it (PASTA)', value: rate * wait, of: metric('queue.length.at_arrival') },
      { figure: 'usage', value: usage, of: metric('util.used') },
      ...(waits > 0.1
        ? [{ figure: '95th percentile of the wait', value: waitQuantileOfMmc(rate, service, servers, 0.95) * hour, of: metric('wait.p95') }]
        : []),
    ],
  };
}

function mg1(name: string, usage: number, cv: number, duration: string): TheoryCase {
  const rate = usage / service;
  const wait = waitOfMg1(rate, service, cv);
  return {
    name,
    jobsPerHour: rate,
    duration,
    ...alwaysOn(1),
    expected: [
      { figure: 'mean wait (Pollaczek and Khinchine)', value: wait * hour, of: metric('wait.mean') },
      { figure: 'usage', value: usage, of: metric('util.used') },
    ],
  };
}

/** As many instances as jobs want: the number of busy slots follows Poisson's law, whatever the distribution of run times. */
function infinite(): TheoryCase {
  const mean = 5;
  const share = (count: number): Expectation => ({
    figure: `share of time with ${String(count)} busy`,
    value: poisson(mean, count),
    of: (_, { busySlots, warmup, horizon }) => (busySlots[count] ?? 0) / (horizon - warmup),
  });
  return {
    name: 'M/G/∞, lognormal',
    jobsPerHour: mean / service,
    duration: `{ dist: lognormal, mean: ${String(service)}h, cv: 1 }`,
    instances: 60,
    idleCount: 0,
    idleTime: '300h',
    boot: '0s',
    listEvery: '2s',
    expected: [0, 2, 5, 8, 12].map(share),
  };
}

function autoscaler({ interval, boot, idleTime }: { interval: number; boot: number; idleTime: number }): TheoryCase {
  const { wait, coldShare, paidShare } = oneInstance({ rate: 1 / interval, service, boot, idleTime });
  return {
    name: `one instance, a job every ${String(interval)} h, boot ${String(boot)} h, idle_time ${String(idleTime)} h`,
    jobsPerHour: 1 / interval,
    duration: `{ dist: exponential, mean: ${String(service)}h }`,
    instances: 1,
    idleCount: 0,
    idleTime: `${String(idleTime)}h`,
    boot: `${String(boot)}h`,
    listEvery: '2s',
    expected: [
      { figure: 'mean wait', value: wait * hour, of: metric('wait.mean') },
      { figure: 'share of cold starts', value: coldShare, of: metric('jobs.cold_share') },
      { figure: 'share of time paid for', value: paidShare, of: metric('instances.mean') },
    ],
  };
}

/** A fresh instance a job, none idle, room for all: every job waits for one boot. */
function oneShot(): TheoryCase {
  return {
    name: 'a fresh instance for every job',
    // So seldom that boots hardly ever overlap and each is found by its own listings; no more so, for a million jobs later instants must still be whole milliseconds.
    jobsPerHour: 1 / 2000,
    duration: `{ dist: exponential, mean: ${String(service)}h }`,
    instances: 100,
    idleCount: 0,
    idleTime: '0s',
    boot: '60h',
    listEvery: '60h',
    maxUseCount: 1,
    expected: [
      { figure: 'median wait', value: 60 * hour, of: metric('wait.p50') },
      { figure: 'share of cold starts', value: 1, of: metric('jobs.cold_share') },
      { figure: 'uses of an instance', value: 1, of: metric('instances.max_uses') },
    ],
  };
}

function alwaysOn(servers: number): Pick<TheoryCase, 'instances' | 'idleCount' | 'idleTime' | 'boot' | 'listEvery'> {
  return { instances: servers, idleCount: servers, idleTime: '1h', boot: '0s', listEvery: '2s' };
}
