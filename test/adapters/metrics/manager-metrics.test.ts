import { describe, expect, test } from 'vitest';
import { folder, smallConfig, smallScenario } from '../../cli/fixture.ts';
import { metered, samples, total, watchRun } from './watched-run.ts';

const write = folder();
write('config.toml', smallConfig);
const scenario = write('small.yaml', smallScenario());
const runner = ['runner', 'runner_name', 'system_id'];
const perRequest = ['runner', 'system_id'];

/** Every name that dashboards read, with its labels. */
const contract: Readonly<Record<string, readonly string[]>> = {
  gitlab_runner_jobs: [...runner, 'state', 'stage', 'executor_stage'],
  gitlab_runner_jobs_total: runner,
  gitlab_runner_failed_jobs_total: ['runner', 'runner_name', 'failure_reason', 'mode'],
  gitlab_runner_job_duration_seconds_bucket: [...runner, 'mode', 'le'],
  gitlab_runner_job_queue_duration_seconds_bucket: [...runner, 'project_jobs_running', 'le'],
  gitlab_runner_job_queue_size: runner,
  gitlab_runner_job_queue_depth: runner,
  gitlab_runner_acceptable_job_queuing_duration_exceeded_total: runner,
  gitlab_runner_job_stage_duration_seconds_bucket: [...runner, 'stage', 'le'],
  gitlab_runner_job_execution_mode_total: ['mode', 'executor'],
  gitlab_runner_request_concurrency: perRequest,
  gitlab_runner_request_concurrency_exceeded_total: perRequest,
  gitlab_runner_request_concurrency_hard_limit: perRequest,
  gitlab_runner_request_concurrency_adaptive_limit: perRequest,
  gitlab_runner_request_concurrency_used_limit: perRequest,
  gitlab_runner_api_request_statuses_total: [...perRequest, 'endpoint', 'status', 'method'],
  gitlab_runner_api_request_duration_seconds_bucket: [...perRequest, 'endpoint', 'status_class', 'method', 'le'],
  gitlab_runner_api_request_retries_total: ['path', 'method'],
  gitlab_runner_concurrent: [],
  gitlab_runner_limit: runner,
  gitlab_runner_version_info: ['name', 'version', 'revision', 'branch', 'go_version', 'built_at', 'os', 'architecture'],
  gitlab_runner_process_state_info: ['state'],
  gitlab_runner_errors_total: ['level'],
  gitlab_runner_configuration_loaded_total: [],
  gitlab_runner_configuration_loading_error_total: [],
  gitlab_runner_configuration_saved_total: [],
  gitlab_runner_configuration_saving_error_total: [],
  gitlab_runner_worker_feeds_total: runner,
  gitlab_runner_worker_feed_failures_total: runner,
  gitlab_runner_worker_slot_operations_total: ['operation'],
  gitlab_runner_worker_slots_number: [],
  gitlab_runner_worker_processing_failures_total: ['failure_type', ...runner],
  gitlab_runner_worker_health_check_failures_total: runner,
  fleeting_provisioner_instances: [...runner, 'state'],
  fleeting_provisioner_max_instances: runner,
  fleeting_provisioner_missed_updates_total: runner,
  fleeting_provisioner_instance_operations_total: [...runner, 'operation'],
  fleeting_provisioner_internal_operations_total: [...runner, 'operation'],
  fleeting_provisioner_instance_creation_time_seconds_bucket: [...runner, 'le'],
  fleeting_provisioner_instance_is_running_time_seconds_bucket: [...runner, 'le'],
  fleeting_provisioner_instance_deletion_time_seconds_bucket: [...runner, 'le'],
  fleeting_provisioner_instance_life_duration_seconds_bucket: [...runner, 'le'],
  fleeting_taskscaler_tasks: [...runner, 'state'],
  fleeting_taskscaler_desired_instances: runner,
  fleeting_taskscaler_max_tasks_per_instance: runner,
  fleeting_taskscaler_max_use_count_per_instance: runner,
  fleeting_taskscaler_task_operations_total: [...runner, 'operation'],
  fleeting_taskscaler_scale_operations_total: [...runner, 'operation'],
  fleeting_taskscaler_task_instance_readiness_time_seconds_bucket: [...runner, 'le'],
  process_cpu_seconds_total: [],
  process_resident_memory_bytes: [],
  nodejs_heap_size_used_bytes: [],
  nodejs_eventloop_lag_seconds: [],
  nodejs_eventloop_utilization: [],
};

const faulty = write('faulty.yaml', smallScenario().replace('p95: 6m } }', 'p95: 6m }, cancel: { share: 50%, after: 1m } }'));

describe('after a short run', () => {
  const { metrics } = watchRun(scenario);
  metrics.jobs.received(0, { queuedSeconds: 3, projectJobsRunning: '1', queueSize: 4, queueDepth: 2 }, 0);
  metrics.jobs.stageEnded(0, 'get_sources', 2);
  metrics.requests.called(0, { endpoint: 'request_job', method: 'POST', path: 'jobs/request', status: 201, durationMs: 200, attempts: 2 });
  metrics.process.logged('warning');
  metrics.process.configuration('loaded');
  const failed = watchRun(faulty).metrics;

  test.each(Object.entries(contract))('/metrics has %s with its labels', async (name, labels) => {
    const found = samples(await (name === 'gitlab_runner_failed_jobs_total' ? failed : metrics).text()).filter((sample) => sample.name === name);
    expect(found.length).toBeGreaterThan(0);
    for (const sample of found) expect(Object.keys(sample.labels).sort()).toEqual(labels.toSorted());
  });

  test('every name that is exposed is in that list, or one of the process', async () => {
    const names = new Set(samples(await metrics.text()).map(({ name }) => name.replace(/_(sum|count)$/, '_bucket')));
    expect([...names].filter((name) => !(name in contract) && !/^(process|nodejs)_/.test(name))).toEqual([]);
  });

  test('nothing of Go is exposed', async () => {
    expect(await metrics.text()).not.toMatch(/^go_/m);
  });
});

describe('what is counted agrees with the record of the run', () => {
  const { record, metrics } = watchRun('mac-nesting');
  const get = async (name: string, labels: Readonly<Record<string, string>> = {}): Promise<number> => total(samples(await metrics.text()), name, labels);

  test('jobs', async () => {
    const ended = record.jobs.count;
    expect(ended).toBeGreaterThan(100);
    expect(await get('gitlab_runner_jobs_total')).toBe(ended);
    expect(await get('gitlab_runner_job_duration_seconds_count')).toBe(ended);
    // A job whose instance failed it gives its slot back and gets another.
    const acquired = await get('fleeting_taskscaler_task_operations_total', { operation: 'acquire' });
    expect(acquired).toBeGreaterThanOrEqual(ended);
    expect(await get('fleeting_taskscaler_task_operations_total', { operation: 'release' })).toBe(acquired);
  });

  test('every reservation ends as a job or is given back', async () => {
    const operation = (name: string): Promise<number> => get('fleeting_taskscaler_task_operations_total', { operation: name });
    const open = await get('gitlab_runner_request_concurrency');
    expect((await operation('reserve')) - (await operation('unreserve'))).toBe((await get('gitlab_runner_jobs_total')) + open);
  });

  test('instances', async () => {
    const created = record.instances.count;
    expect(created).toBeGreaterThan(3);
    expect(await get('fleeting_provisioner_instance_operations_total', { operation: 'create' })).toBe(created);
    const known = (await get('fleeting_provisioner_instances')) - (await get('fleeting_provisioner_instances', { state: 'requested' }));
    const pending = await get('fleeting_provisioner_instances', { state: 'pending' });
    expect(await get('fleeting_provisioner_instance_life_duration_seconds_count')).toBe(created - known);
    expect(await get('fleeting_provisioner_instance_creation_time_seconds_count')).toBe(created - pending);
  });

  test('slots by state are those of all instances', async () => {
    const capacity = await get('fleeting_taskscaler_max_tasks_per_instance');
    const instances = ['creating', 'running', 'deleting'].map((state) => get('fleeting_provisioner_instances', { state }));
    const slots = ['idle', 'acquired', 'unready', 'unhealthy', 'unavailable'].map((state) => get('fleeting_taskscaler_tasks', { state }));
    const sum = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0);
    expect(sum(await Promise.all(slots))).toBe(capacity * sum(await Promise.all(instances)));
  });
});

test('a job that GitLab says queued too long is counted where a threshold holds', async () => {
  const queuingThresholds = [
    { periods: ['* * * * *'], timezone: 'UTC', thresholdMs: 60_000, jobsRunningForProject: '' },
    { periods: ['* 8-17 * * *'], timezone: 'UTC', thresholdMs: 10_000, jobsRunningForProject: '^[0-2]$' },
  ];
  const { metrics } = watchRun(scenario, { until: 0, runner: { ...metered, queuingThresholds } });
  const at = (hour: number): number => Date.UTC(2026, 2, 3, hour, 5, 30);
  const receive = (hour: number, queuedSeconds: number, projectJobsRunning: string): void =>
    metrics.jobs.received(0, { queuedSeconds, projectJobsRunning, queueSize: null, queueDepth: null }, at(hour));
  const exceeded = async (): Promise<number> => total(samples(await metrics.text()), 'gitlab_runner_acceptable_job_queuing_duration_exceeded_total');
  receive(3, 59, '0');
  receive(9, 9, '0');
  receive(9, 50, '7');
  expect(await exceeded()).toBe(0);
  receive(3, 61, '0');
  receive(9, 11, '2');
  expect(await exceeded()).toBe(2);
});

test('turns at which request_concurrency held a request back are counted every check_interval, as a runner that tries each time counts them', async () => {
  const { metrics, view } = watchRun(scenario);
  const text = samples(await metrics.text());
  const seconds = view.now() / 1000;
  expect(total(text, 'gitlab_runner_worker_feeds_total')).toBe(Math.floor(seconds / 3));
  const exceeded = total(text, 'gitlab_runner_request_concurrency_exceeded_total');
  expect(exceeded).toBeGreaterThan(0.5 * (seconds / 3));
  expect(exceeded).toBeLessThanOrEqual(seconds / 3);
});
