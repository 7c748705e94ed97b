/** Closed forms of queueing theory, times in the unit of their arguments. */

/** Probability that a job of M/M/c waits (Erlang C); `load` is arrivals × mean service. */
export function erlangC(load: number, servers: number): number {
  let blocking = 1;
  for (let n = 1; n <= servers; n++) blocking = (load * blocking) / (n + load * blocking);
  const usage = load / servers;
  return blocking / (1 - usage * (1 - blocking));
}

/** Mean wait of M/M/c. */
export function waitOfMmc(rate: number, service: number, servers: number): number {
  const load = rate * service;
  return (erlangC(load, servers) * service) / (servers - load);
}

/** The wait that a share `quantile` of the jobs of M/M/c does not exceed. */
export function waitQuantileOfMmc(rate: number, service: number, servers: number, quantile: number): number {
  const load = rate * service;
  const waits = erlangC(load, servers);
  return waits <= 1 - quantile ? 0 : (Math.log(waits / (1 - quantile)) * service) / (servers - load);
}

/** Mean wait of M/G/1 (Pollaczek and Khinchine); `cv` is the coefficient of variation of the service. */
export function waitOfMg1(rate: number, service: number, cv: number): number {
  const usage = rate * service;
  return (rate * service * service * (1 + cv * cv)) / (2 * (1 - usage));
}

/** Probability of k under Poisson's law. */
export function poisson(mean: number, k: number): number {
  let logProbability = -mean;
  for (let n = 1; n <= k; n++) logProbability += Math.log(mean / n);
  return Math.exp(logProbability);
}

/** One instance that boots in `boot` when a job finds none and goes after `idleTime`: an M/G/1 queue with a set-up that is needed at times. */
export interface OneInstance {
  readonly rate: number;
  readonly service: number;
  readonly boot: number;
  readonly idleTime: number;
}

/** Exact means of the autoscaler of one instance. @remarks Source: simulators.md §6.2, derived there. */
export function oneInstance({ rate, service, boot, idleTime }: OneInstance): { wait: number; coldShare: number; paidShare: number } {
  const usage = rate * service;
  const cold = Math.exp(-rate * idleTime);
  const jobs = (1 + rate * cold * boot) / (1 - usage);
  const setUp = (2 * cold * boot + rate * cold * boot * boot) / (2 * (1 + rate * cold * boot));
  return {
    wait: (usage * service) / (1 - usage) + setUp,
    coldShare: cold / jobs,
    paidShare: ((1 - cold) / rate + cold * boot + jobs * service) / (jobs / rate),
  };
}
