/** What of a job's log its sender reads. Offsets and sizes are in bytes of the log as sent: masked, time-stamped, cut at the limit. */
export interface SentLog {
  /** Bytes so far. */
  readonly size: number;
  /** `crc32:` and eight hexadecimal digits, over all bytes so far. */
  readonly checksum: string;
  /** At most `limit` bytes from `start`. */
  read(start: number, limit: number): Promise<Buffer>;
}
