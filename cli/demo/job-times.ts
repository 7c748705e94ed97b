/** What a job's log tells of its way; instants in milliseconds since 1970, null where it did not get that far. */
export interface JobTimes {
  readonly dialedAt: number | null;
  readonly connectedAt: number | null;
  /** Its first stage started on the instance. */
  readonly startedAt: number | null;
  readonly lastLineAt: number | null;
  /** The instance that it was connected to last. */
  readonly instance: string | null;
}

const line = /^(\d{4}-\d{2}-\d{2}T[\d:.]+Z) \d{2}[OE][ +]/;
const escapes = /\u001b\[[\d;]*[A-Za-z]/g;

/** Reads the log of a job as GitLab has it, in which every line begins with its time (FF_TIMESTAMPS). */
export function jobTimes(log: string): JobTimes {
  const times: { -readonly [Key in keyof JobTimes]: JobTimes[Key] } = { dialedAt: null, connectedAt: null, startedAt: null, lastLineAt: null, instance: null };
  for (const whole of log.split('\n')) {
    const stamp = line.exec(whole);
    if (stamp === null) continue;
    const at = Date.parse(stamp[1]!);
    const text = whole.slice(stamp[0].length).replace(escapes, '');
    const [, connected] = /^Instance (\S+) connected/.exec(text) ?? [];
    times.lastLineAt = at;
    // From here on it is the job that speaks, and it may say anything.
    if (times.startedAt !== null) continue;
    if (text.startsWith('Dialing instance ')) times.dialedAt = at;
    else if (connected !== undefined) [times.connectedAt, times.instance] = [at, connected];
    else if (/^section_start:\d+:prepare_script/.test(text)) times.startedAt = at;
  }
  return times;
}
