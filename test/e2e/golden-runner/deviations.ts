/** A difference between what the real runner did with a job and what Drydock does, that is meant. */
export interface Deviation {
  /** The jobs that show it: the beginning of their names. */
  readonly jobs: readonly string[];
  readonly real: string;
  readonly drydock: string;
  readonly reason: string;
  /** Takes the difference out of the real runner's log and calls; null where nothing has to be taken out. */
  readonly inRecord: Change | null;
  /** Takes it out of Drydock's. */
  readonly inPlay: Change | null;
}

/** Canonical lines of a log or of calls with a difference taken out. */
export type Change = (lines: readonly string[]) => readonly string[];

const without =
  (pattern: RegExp): Change =>
  (lines) =>
    lines.filter((line) => !pattern.test(line));

const changed =
  (pattern: RegExp, to: string): Change =>
  (lines) =>
    lines.map((line) => line.replace(pattern, to));

/** Every difference that is meant. Another one fails the test, and so does one that no job shows any more. */
export const deviations: readonly Deviation[] = [
  {
    jobs: ['4', '5'],
    real: '`Runtime platform … pid=… version=…` before each transfer',
    drydock: '`Using curl zip, as there is no gitlab-runner on this instance`, or `Using the connection of the runner, …`, once a stage',
    reason:
      'The jobs are run where no `gitlab-runner` is installed, and the log says which tools move the files instead. With the binary there, its own line stands there.',
    inRecord: without(/^01E Runtime platform /),
    inPlay: without(/^01E Using (?:[a-z ]+, as there is no gitlab-runner on this instance|the connection of the runner, as this instance has neither)/),
  },
  {
    jobs: ['s1-ssh-success'],
    real: '`Missing gitlab-runner. Uploading artifacts is disabled.`, and the job succeeds without its artifacts',
    drydock: 'The artifacts are uploaded, by curl and zip',
    reason: 'A job whose artifacts are lost in silence has not succeeded.',
    inRecord: without(/Missing gitlab-runner\. Uploading artifacts is disabled\./),
    inPlay: without(
      /^01O .*Uploading artifacts\.\.\.|^01E (?:Using |\w+\/: found|Uploading artifacts as "archive" to coordinator\.\.\. 201 Created)|^POST jobs\/ID\/artifacts\?artifact_format=zip&artifact_type=archive \(b\.zip\): 201/,
    ),
  },
  {
    jobs: ['11-mask-split'],
    real: '`https://user:pw@host/` is shown as it is',
    drydock: '`https://user:[MASKED]@host/`',
    reason: 'A password in an address is a secret, whether or not a variable holds it.',
    inRecord: null,
    inPlay: changed(/(https:\/\/user:)\[MASKED\]@/, '$1pw@'),
  },
  {
    jobs: ['19-kill-self'],
    real: 'Bash reports that its shell was killed, with the whole text of the script (100 lines)',
    drydock: 'Bash reports it in a line',
    reason: 'The script is not evaluated in one piece, so that bash has no such text to show. Secrets in it are not shown either.',
    inRecord: without(/^01E /),
    inPlay: without(/^01E .*Killed/),
  },
  {
    jobs: ['24-debug-trace'],
    real: 'With `CI_DEBUG_TRACE`, bash shows each command of the generated script',
    drydock: 'The same for Drydock’s own script',
    reason: 'The scripts do the same by other commands. Those of the job are shown alike.',
    inRecord: without(/^01E (?!\++ echo dbg$)/),
    inPlay: without(/^01E (?!\++ echo dbg$)/),
  },
  {
    jobs: ['90-sigterm-during-job'],
    real: '`WARNING: after_script failed, but job will continue unaffected: context canceled`',
    drydock: 'Nothing',
    reason: 'The runner is told to end at once: no after_script is begun, so that none fails.',
    inRecord: without(/^00O\+\x1b\[0;33mWARNING: after_script failed, but job will continue unaffected: context canceled/),
    inPlay: null,
  },
  {
    jobs: ['s6-ssh-refused'],
    real: '`ssh command Connect() error: ssh Dial() error: dial tcp …: connection refused`',
    drydock: '`creating instance environment: given up after …: …`, or `… context deadline exceeded`',
    reason: 'The words are those of the instance executor, which has a time limit to dial, and not a number of attempts.',
    inRecord: changed(/ssh command Connect\(\) error: .* connection refused/, 'REASON'),
    inPlay: changed(/creating instance environment: (?:given up after .* ECONNREFUSED [\w.:]+|context deadline exceeded)/, 'REASON'),
  },
  {
    jobs: ['s6-ssh-refused'],
    real: '`Will be retried in 3s ...` after the third and last attempt too, and three seconds until the job fails',
    drydock: 'The job fails at once',
    reason: 'It is not retried.',
    inRecord: (lines) => lines.filter((line, index) => !(/Will be retried in 3s/.test(line) && (lines[index + 1] ?? '').includes('section_end:'))),
    inPlay: null,
  },
];

/** Deviations that a job may show. */
export function deviationsOf(job: string): readonly Deviation[] {
  return deviations.filter(({ jobs }) => jobs.some((start) => job.startsWith(start)));
}
