import { randomUUID } from 'node:crypto';
import { assert } from '../../core/assert.ts';
import type { JobConfig } from '../../core/config.ts';
import type { Effect } from '../../core/effect.ts';
import type { JobOffer } from '../../core/event.ts';
import type { AcquisitionKey, RunnerIndex } from '../../core/ids.ts';
import { unstartedFailure } from '../../core/job/job-failure.ts';
import type { JobOutcome } from '../../core/job/outcome.ts';
import type { CacheStore } from '../cache/cache-store.ts';
import type { RunnerTable } from '../config/gitlab-runner-config.ts';
import type { CoordinatorClient } from '../coordinator/coordinator-client.ts';
import type { JobPayload } from '../coordinator/job-payload.ts';
import type { UnparsableJob } from '../coordinator/read-job.ts';
import type { LogPacing } from '../job-log/log-pacing.ts';
import type { Logger } from '../logging/logger.ts';
import { shortenToken } from '../logging/shorten-token.ts';
import type { QueueFacts } from '../metrics/job-metrics.ts';
import type { RunningJob } from '../metrics/running-job.ts';
import { ConcurrentIdPool } from '../shell/concurrent-ids.ts';
import { changedFeatureFlags } from '../shell/feature-flags.ts';
import type { JobFacts } from '../shell/job-facts.ts';
import { planJob } from '../shell/plan-job.ts';
import type { Clock } from './clock.ts';
import type { InstanceDesk } from './instance-desk.ts';
import { JobReport } from './job-report.ts';
import { JobSession } from './job-session.ts';
import type { Happening } from './manager-loop.ts';
import { jobUrl, runningJob, type ServedJob } from './served-job.ts';
import { StageRunner } from './stage-runner.ts';

type JobDeskEffect = Extract<Effect, { kind: 'start-job' | 'rebind-job' | 'stop-job' | 'finish-job' }>;

/** What the jobs of one runner need. */
export interface JobDeskOptions {
  readonly runner: RunnerIndex;
  /** As configured now: a reload changes both for the next job. */
  readonly settings: () => { readonly table: RunnerTable; readonly job: JobConfig };
  readonly client: CoordinatorClient;
  readonly instances: InstanceDesk;
  readonly cacheStore: CacheStore | null;
  readonly facts: Pick<JobFacts, 'hostname' | 'version'>;
  readonly systemId: string;
  readonly clock: Clock;
  readonly log: Logger;
  readonly send: (happening: Happening) => void;
  readonly onReceived: (facts: QueueFacts, receivedAt: number) => void;
  readonly onStageEnded: (stage: string, seconds: number) => void;
  readonly onBroken: (error: unknown) => void;
  readonly pacing?: Partial<LogPacing>;
}

const unparsableLimitMs = 60_000;

/** The jobs of one runner that requests brought: the sessions that run them, and what GitLab hears of them. */
export class JobDesk {
  readonly #options: JobDeskOptions;
  readonly #jobs = new Map<AcquisitionKey, ServedJob>();
  readonly #ids = new ConcurrentIdPool();
  readonly #deliveries = new Set<Promise<void>>();
  /** Aborts what is still being delivered. */
  readonly #stop = new AbortController();

  constructor(options: JobDeskOptions) {
    this.#options = options;
  }

  /** Jobs in hand, and those whose outcome is on its way. */
  *running(): Iterable<RunningJob> {
    for (const job of this.#jobs.values()) yield runningJob(this.#options.runner, job);
  }

  perform(effect: JobDeskEffect): void {
    switch (effect.kind) {
      case 'start-job':
        return this.#start(effect);
      case 'rebind-job':
        return this.#job(effect.key).session?.rebind(effect.instance.id, effect.slot);
      case 'stop-job':
        return this.#job(effect.key).session?.stop(effect.cause);
      case 'finish-job':
        return this.#finishUnstarted(effect.key, effect.outcome);
    }
  }

  /** Waits until GitLab has every outcome; what is not delivered when the signal aborts is given up, and said. */
  async settle(signal: AbortSignal): Promise<void> {
    const all = Promise.all(this.#deliveries);
    const given = new Promise<void>((resolve) => {
      if (signal.aborted) resolve();
      signal.addEventListener('abort', () => resolve(), { once: true });
    });
    await Promise.race([all, given]);
    this.#stop.abort();
    await Promise.all(this.#deliveries);
  }

  // --- jobs that come

  /** A job came: GitLab is told that it runs before anything else happens. Null when GitLab has given it up already. */
  async receive(key: AcquisitionKey, payload: JobPayload): Promise<JobOffer | null> {
    const { clock, log, onReceived } = this.#options;
    const receivedAt = clock.now();
    const job = this.#prepare(key, payload, receivedAt);
    this.#options.log.hide(payload.token);
    log.info('Checking for jobs... received', {
      job: payload.id,
      repo_url: repository(payload),
      'time-in-queue-seconds': payload.job_info.time_in_queue_seconds,
    });
    const { job_info: info } = payload;
    onReceived(
      { queuedSeconds: info.time_in_queue_seconds, projectJobsRunning: info.project_jobs_running_on_instance_runners_count, queueSize: null, queueDepth: null },
      receivedAt,
    );
    this.#jobs.set(key, job);
    const verdict = await job.report.open();
    // The log of a job that GitLab has given up already stays empty.
    if (verdict === 'run') {
      this.#greet(job);
      return { id: payload.id, image: job.planned.plan.image, timeout: job.planned.plan.timeout };
    }
    log.info(`Job ${verdict === 'canceled' ? 'was canceled' : 'was given up'} before it began`, { job: payload.id });
    this.#forget(key, job);
    return null;
  }

  #prepare(key: AcquisitionKey, payload: JobPayload, receivedAt: number): ServedJob {
    const { settings, client, facts, pacing } = this.#options;
    const { table } = settings();
    const ids = this.#ids.take(payload.job_info.project_id);
    const planned = planJob(payload, table, { ...facts, ...ids, correlationId: correlationId(), tls: tlsOf(client) });
    const report = new JobReport({
      updates: client.jobUpdates({ id: payload.id, token: payload.token, debugTrace: planned.context.settings.debugTrace }),
      failureReasons: payload.features.failure_reasons,
      phrases: planned.maskedValues,
      tokenPrefixes: payload.features.token_mask_prefixes,
      timestamps: planned.context.settings.featureFlags.get('FF_TIMESTAMPS') ?? true,
      sections: payload.features.trace_sections,
      limit: table.outputLimit * 1024,
      onCancel: (form) => this.#canceled(key, form),
      signal: this.#stop.signal,
      pacing: { retryLimit: table.jobStatusFinalUpdateRetryLimit, ...pacing },
    });
    return { payload, planned, ids, report, receivedAt, session: null, outcome: null };
  }

  #greet({ planned, report: { log } }: ServedJob): void {
    const { facts, systemId, settings } = this.#options;
    const { table } = settings();
    const { name, version, revision } = facts.version;
    log.notice(`Running with ${name} ${version} (${revision})`);
    log.notice(`  on ${table.name} ${shortenToken(table.token.reveal())}, system ID: ${systemId}`);
    const changed = changedFeatureFlags(planned.context.settings.featureFlags);
    if (changed !== '') log.notice(`  feature flags: ${changed}`);
    for (const warning of planned.warnings) log.warn(warning);
  }

  /** A job that cannot be read is failed with the reason, so that nobody waits for it. */
  failUnparsable({ id, token, reason }: UnparsableJob): void {
    const { client, log } = this.#options;
    log.error('The job cannot be read and is failed', { job: id, reason });
    const updates = client.jobUpdates({ id, token, debugTrace: false });
    const report = new JobReport({ updates, failureReasons: [], phrases: [token], tokenPrefixes: [], onCancel: () => undefined, signal: this.#stop.signal });
    const outcome: JobOutcome = { state: 'failed', reason: 'runner_system_failure', exitCode: null, instanceFault: null };
    report.add({ kind: 'job-failed', system: true, detail: reason }, null);
    this.#deliver(
      id,
      report.open().then((verdict) => (verdict === 'run' ? report.close(outcome) : 'refused')),
      AbortSignal.timeout(unparsableLimitMs),
    );
  }

  // --- jobs

  #start({ key, job, instance, slot, receivedAt }: Extract<Effect, { kind: 'start-job' }>): void {
    const served = this.#job(key);
    const { clock, instances, cacheStore, client, settings, send, onStageEnded, onBroken } = this.#options;
    const { planned, report } = served;
    const output = report.log.write.bind(report.log);
    served.session = new JobSession({
      plan: planned.plan,
      config: settings().job,
      clock,
      instances,
      stages: new StageRunner({ context: planned.context, cacheStore, agents: () => client.agents(), output }),
      report,
      addressOf: (id) => this.#addressOf(id),
      onRefused: (fault) => send({ kind: 'instance-refused', key, fault }),
      onEnded: (outcome) => {
        // Before the manager hears of it: it may stop upon that, and waits for the deliveries that it knows of.
        this.#end(key, served, outcome);
        send({ kind: 'job-ended', key, outcome });
      },
      onStageEnded: (stage, milliseconds) => onStageEnded(stage, milliseconds / 1000),
      onBroken,
    });
    this.#options.log.debug('Job starts', { job: job.id, instance: instance.id, slot });
    served.session.start(receivedAt, instance.id, slot);
  }

  #finishUnstarted(key: AcquisitionKey, outcome: JobOutcome): void {
    const job = this.#job(key);
    const { detail } = unstartedFailure(outcome.reason, job.planned.plan, this.#options.settings().job);
    job.report.add({ kind: 'job-failed', system: outcome.reason !== 'job_canceled' && outcome.reason !== 'job_execution_timeout', detail }, null);
    this.#end(key, job, outcome);
  }

  #end(key: AcquisitionKey, job: ServedJob, outcome: JobOutcome): void {
    job.outcome = outcome;
    const { log, clock } = this.#options;
    const url = jobUrl(job.payload);
    const fields = { job: job.payload.id, duration_s: (clock.now() - job.receivedAt) / 1000, ...(url !== '' && { url }) };
    if (outcome.state === 'success') log.info('Job succeeded', fields);
    else log.warning('Job failed', { ...fields, reason: outcome.reason ?? '', ...(outcome.exitCode !== null && { exit_code: outcome.exitCode }) });
    this.#deliver(
      job.payload.id,
      job.report.close(outcome).finally(() => this.#forget(key, job)),
      null,
    );
  }

  #deliver(id: number, result: Promise<string>, limit: AbortSignal | null): void {
    const { log, onBroken } = this.#options;
    const delivery = result
      .then((said) => {
        if (said === 'failed') log.error('The outcome of a job could not be delivered', { job: id });
      })
      .catch(onBroken)
      .finally(() => this.#deliveries.delete(delivery));
    limit?.addEventListener('abort', () => this.#deliveries.delete(delivery), { once: true });
    this.#deliveries.add(delivery);
  }

  #canceled(key: AcquisitionKey, form: 'graceful' | 'hard'): void {
    const { session } = this.#job(key);
    if (session === null) this.#options.send({ kind: 'job-canceled', key });
    else session.cancel(form);
  }

  #forget(key: AcquisitionKey, { payload, ids }: ServedJob): void {
    this.#jobs.delete(key);
    this.#ids.release(payload.job_info.project_id, ids);
  }

  #job(key: AcquisitionKey): ServedJob {
    const job = this.#jobs.get(key);
    assert(job !== undefined, 'the manager names jobs that it was given');
    return job;
  }

  #addressOf(id: string): string | null {
    const autoscaler = this.#options.settings().table.autoscaler;
    const info = this.#options.instances.infoOf(id);
    if (autoscaler === null || info === null) return null;
    const addresses = [autoscaler.logInternalIp ? info.internalAddress : '', autoscaler.logExternalIp ? info.externalAddress : ''];
    const known = addresses.filter((address) => address !== '');
    return known.length === 0 ? null : known.join(', ');
  }
}

function correlationId(): string {
  return randomUUID().replaceAll('-', '');
}

function repository({ git_info: git }: JobPayload): string {
  return git.repo_url.replace(/\/\/[^@/]*@/, '//');
}

function tlsOf(client: CoordinatorClient): JobFacts['tls'] {
  const { caChain, cert, key } = client.tlsData();
  return caChain === null && cert === null ? null : { caChain: caChain ?? '', certificate: cert ?? '', key: key ?? '' };
}
