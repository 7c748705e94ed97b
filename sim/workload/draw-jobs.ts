import { compileDistribution } from '../random/distributions.ts';
import { log } from '../random/log.ts';
import { RandomStream } from '../random/random-stream.ts';
import type { ScenarioClock } from '../scenario/scenario.ts';
import type { BurstStream, JobModel, PoissonStream, ProfileStream } from '../scenario/workload-stream.ts';
import { rateSegments, type RateSegment } from './rate-segments.ts';
import { StreamJobs } from './stream-jobs.ts';

/** Where each purpose of a job's draws stands: another purpose, or another policy, never shifts it. */
const lanes = { duration: 0, failure: 1, cancel: 2, cancelAfter: 3 };

type DrawnStream = PoissonStream | ProfileStream | BurstStream;

/** The jobs of a stream that draws its arrivals and durations; `name` tells its numbers from those of other streams. */
export function drawJobs(stream: DrawnStream, name: string, clock: ScenarioClock, horizon: number, seed: number): StreamJobs {
  const arrivals = new RandomStream(seed, `${name}.arrivals`);
  const jobs = stream.type === 'burst' ? burstArrivals(stream, horizon, arrivals) : rateArrivals(stream, clock, horizon, arrivals);
  const sampler = compileDistribution(stream.duration);
  const draws = new RandomStream(seed, `${name}.jobs`);
  const { duration } = jobs;
  for (let job = 0; job < jobs.count; job++) duration[job] = sampler.sample(draws.at(job, lanes.duration));
  drawEnds(jobs, stream.job, draws);
  return jobs;
}

/** Which jobs fail, and which are canceled when. */
export function drawEnds(jobs: StreamJobs, { failure, cancel }: JobModel, draws: RandomStream): void {
  if (failure > 0) for (let job = 0; job < jobs.count; job++) jobs.failed[job] = draws.at(job, lanes.failure) < failure ? 1 : 0;
  if (cancel === null || jobs.cancelAfter === null) return;
  const after = compileDistribution(cancel.after);
  for (let job = 0; job < jobs.count; job++) {
    jobs.cancelAfter[job] = draws.at(job, lanes.cancel) < cancel.share ? after.sample(draws.at(job, lanes.cancelAfter)) : Number.POSITIVE_INFINITY;
  }
}

/** Arrivals without memory: one exponential step a job on the integral of the rate, exact for a rate that is constant by parts. */
function rateArrivals(stream: PoissonStream | ProfileStream, clock: ScenarioClock, horizon: number, arrivals: RandomStream): StreamJobs {
  const segments = rateSegments(stream, clock, horizon);
  const mean = segments.reduce((sum, { from, to, jobsPerMs }) => sum + (to - from) * jobsPerMs, 0);
  const jobs = new StreamJobs(mean + 4 * Math.sqrt(mean), stream.job.cancel !== null);
  let due = -log(arrivals.at(0));
  let passed = 0;
  for (const segment of segments) {
    due = fillSegment(jobs, segment, arrivals, passed, due);
    passed += (segment.to - segment.from) * segment.jobsPerMs;
  }
  return jobs;
}

/** The arrivals of one segment: `passed` is the integral of the rate up to it, `due` that at the next arrival, which is returned for the first arrival after it. */
function fillSegment(jobs: StreamJobs, { from, to, jobsPerMs }: RateSegment, arrivals: RandomStream, passed: number, due: number): number {
  const end = passed + (to - from) * jobsPerMs;
  let next = due;
  while (next < end) {
    const job = jobs.next();
    jobs.arrivalAt[job] = Math.min(to - 1, Math.floor(from + (next - passed) / jobsPerMs));
    next -= log(arrivals.at(job + 1));
  }
  return next;
}

/** Crowds: each job anywhere in its crowd's span. */
function burstArrivals(stream: BurstStream, horizon: number, arrivals: RandomStream): StreamJobs {
  const times: number[] = [];
  stream.atMs.forEach((at, burst) => {
    for (let job = 0; job < stream.jobs; job++) {
      const time = at + Math.floor(arrivals.at(job, burst) * Math.max(1, stream.overMs));
      if (time < horizon) times.push(time);
    }
  });
  times.sort((a, b) => a - b);
  const jobs = new StreamJobs(times.length, stream.job.cancel !== null);
  for (const time of times) jobs.arrivalAt[jobs.next()] = time;
  return jobs;
}
