/** What a column of a foreign file can tell of a job. */
export const columnRoles = ['arrival', 'start', 'end', 'wait', 'duration', 'queue', 'pipeline', 'status', 'name'] as const;
export type ColumnRole = (typeof columnRoles)[number];

/** Where each column is; −1 for one that the file does not have. */
export type ColumnPlaces = Readonly<Record<ColumnRole, number>>;

/** The names by which each is known, the likeliest first: those of workload traces, of GitLab, of GitHub, of Buildkite and of batch systems. */
const knownNames: Readonly<Record<ColumnRole, readonly string[]>> = {
  arrival: ['arrival_s', 'arrival', 'arrived_at', 'queued_at', 'enqueued_at', 'runnable_at', 'submitted_at', 'submit_time', 'submit', 'created_at', 'created'],
  start: ['started_at', 'start_time', 'start', 'started'],
  end: ['finished_at', 'completed_at', 'ended_at', 'end_time', 'end', 'finished', 'completed'],
  wait: ['observed_wait_s', 'queued_duration', 'wait_s', 'wait', 'wait_time', 'queue_time', 'queue_duration', 'queued_s'],
  duration: ['duration_s', 'duration', 'run_time', 'runtime', 'run_s', 'elapsed', 'execution_time'],
  queue: ['queue', 'tag_list', 'tags', 'labels', 'runner_type', 'runner_label', 'partition'],
  pipeline: ['pipeline', 'pipeline_id', 'workflow_run_id', 'run_id', 'build_number', 'build'],
  status: ['status', 'conclusion', 'state', 'result'],
  name: ['name', 'job_name', 'job', 'step'],
};

/**
 * Finds the columns of a file by its header, whatever the case of letters and whether words are parted by blanks, dashes or underscores; a chosen name wins.
 *
 * @returns what is wrong, in one line: a choice that the header does not have, or too few columns to know when a job came and how long it ran.
 */
export function findColumns(header: readonly string[], chosen: ReadonlyMap<string, string>): ColumnPlaces | string {
  for (const role of chosen.keys()) {
    if (!columnRoles.some((known) => known === role)) return `there is no column ${role} in a trace; there are ${columnRoles.join(', ')}`;
  }
  const own = header.map(plain);
  const places: Partial<Record<ColumnRole, number>> = {};
  for (const role of columnRoles) {
    const choice = chosen.get(role);
    const names = choice === undefined ? knownNames[role] : [choice];
    places[role] = names.map((name) => own.indexOf(plain(name))).find((at) => at !== -1) ?? -1;
    if (choice !== undefined && places[role] === -1) return `the header has no column "${choice}"; it has ${header.join(', ')}`;
  }
  const { arrival = -1, start = -1, end = -1, duration = -1 } = places;
  const missing =
    arrival === -1 && start === -1 ? 'when a job came (arrival or start)' : duration === -1 && end === -1 ? 'how long it ran (duration or end)' : null;
  return missing === null ? (places as ColumnPlaces) : `no column of ${header.join(', ')} says ${missing}; name it, for instance --column duration=NAME`;
}

function plain(name: string): string {
  return name
    .trim()
    .toLowerCase()
    .replaceAll(/[\s-]+/g, '_');
}
