import { closeSync, openSync, writeSync } from 'node:fs';

const startMs = Date.UTC(2026, 2, 2);

/** Writes that many jobs as GitLab's interface tells of them, with all that an import does not read. */
export function writeGitlabJobs(file: string, count: number): void {
  const descriptor = openSync(file, 'w');
  for (let id = 1; id <= count; id++) writeSync(descriptor, `${id === 1 ? '[' : ','}${JSON.stringify(job(id))}`);
  writeSync(descriptor, ']');
  closeSync(descriptor);
}

function job(id: number): object {
  const pipeline = Math.ceil(id / 12);
  const waitS = (id * 7919) % 240;
  const durationS = 60 + ((id * 104_729) % 1800) + 0.25;
  const started = startMs + id * 25_000;
  const at = (ms: number): string => new Date(ms).toISOString();
  const sha = (id * 2_654_435_761).toString(16).padStart(40, '0').slice(-40);
  const root = 'https://gitlab.example.com';
  return {
    id,
    status: id % 17 === 0 ? 'failed' : 'success',
    stage: 'test',
    name: `rspec ${String(id % 12)}/12`,
    ref: 'main',
    tag: false,
    coverage: null,
    allow_failure: false,
    created_at: at(started - waitS * 1000 - 60_000),
    started_at: at(started),
    finished_at: at(started + durationS * 1000),
    erased_at: null,
    duration: durationS,
    queued_duration: waitS,
    ...(id % 17 === 0 ? { failure_reason: 'script_failure' } : {}),
    user: {
      id: 1 + (id % 40),
      username: `user${String(id % 40)}`,
      name: `User ${String(id % 40)}`,
      state: 'active',
      avatar_url: `${root}/uploads/user/avatar/${String(id % 40)}/avatar.png`,
      web_url: `${root}/user${String(id % 40)}`,
      created_at: '2020-05-27T01:00:00.000Z',
      bio: 'writes "tests" {and} [brackets]',
    },
    commit: {
      id: sha,
      short_id: sha.slice(0, 8),
      created_at: at(started - 120_000),
      parent_ids: [sha],
      title: 'Test the CI integration',
      message: 'Test the CI integration\n\nIn more than a line, as people do, so that the import has something to pass over.\n',
      author_name: 'An Author',
      author_email: 'author@example.com',
      authored_date: at(started - 180_000),
      committer_name: 'An Author',
      committer_email: 'author@example.com',
      committed_date: at(started - 120_000),
      web_url: `${root}/group/app/-/commit/${sha}`,
    },
    pipeline: {
      id: pipeline,
      iid: pipeline,
      project_id: 7,
      sha,
      ref: 'main',
      status: 'success',
      source: 'push',
      created_at: at(started - 120_000),
      updated_at: at(started + durationS * 1000),
      web_url: `${root}/group/app/-/pipelines/${String(pipeline)}`,
    },
    web_url: `${root}/group/app/-/jobs/${String(id)}`,
    project: { ci_job_token_scope_enabled: false },
    artifacts: [{ file_type: 'trace', size: 2000, filename: 'job.log', file_format: null }],
    runner: {
      id: 32,
      description: 'mac',
      ip_address: null,
      active: true,
      paused: false,
      is_shared: false,
      runner_type: 'group_type',
      name: 'gitlab-runner',
      online: true,
    },
    runner_manager: { id: 1, system_id: 's_89e5e9956577', version: '18.0.0', revision: '0', platform: 'linux', architecture: 'amd64' },
    artifacts_expire_at: null,
    archived: false,
    tag_list: ['linux', 'docker'],
  };
}
