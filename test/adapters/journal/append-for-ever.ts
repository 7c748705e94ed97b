import { Journal } from '../../../adapters/journal/journal.ts';
import { Manager } from '../../../core/manager/manager.ts';
import type { ManagerConfig } from '../../../core/config.ts';

// Appends events until it is killed, or until the journal goes on after a file grew too large; says what the journal reports, and every hundredth number that is on the disk or on its way.
const [, , directory = '', segmentBytes = '1e9', backlog = '1e9'] = process.argv;
const seen = { tooLarge: false, goingOn: false };
const config: ManagerConfig = { second: 1000, concurrent: 1, checkInterval: 3000, shutdownTimeout: 30_000, runners: [] };
const journal = Journal.open(
  directory,
  { version: '1.2.3', startedAt: Date.now(), manager: new Manager(config), stored: [] },
  {
    flushMs: 1,
    retryMs: 20,
    segmentBytes: Number(segmentBytes),
    longestBacklogBytes: Number(backlog),
    report: (message) => {
      seen.goingOn ||= seen.tooLarge && message.includes('written again');
      seen.tooLarge ||= message.includes('EFBIG');
      process.stdout.write(`${JSON.stringify({ message })}\n`);
    },
  },
);
for (let at = 1; !seen.goingOn; at++) {
  journal.append({ kind: 'wake', at }, []);
  if (at % 100 !== 0) continue;
  process.stdout.write(`${at}\n`);
  await new Promise((resolve) => setTimeout(resolve, 1));
}
await journal.close();
