import { once } from 'node:events';
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { cleanDocker } from '../../adapters/fleets/docker/clean.ts';
import { sshdPidFile } from './loopback-hosts.ts';

/**
 * What is left of a demo is removed here, in a process of its own that nothing at the terminal reaches: it waits until the demo closes its standard input, or
 * is gone however it went. Arguments: the demo's private folder, and the group of its containers, empty for none.
 */
const [folder = '', group = ''] = process.argv.slice(2);
const patienceMs = 60_000;
const lookMs = 100;
const mostLooks = 300;

process.stdin.resume();
await once(process.stdin, 'end');
endSshd(join(folder, sshdPidFile));
// A creation that was under way when the demo died may come to its end only now.
if (group !== '') while ((await cleanDocker({ host: '', name: group }, AbortSignal.timeout(patienceMs))).length > 0);
await removeForGood(folder);

/** What a job still writes as its session ends would make the folder anew. */
async function removeForGood(path: string): Promise<void> {
  for (let looks = 0, absent = 0; looks < mostLooks && absent < 2; looks++) {
    absent = existsSync(path) ? 0 : absent + 1;
    try {
      rmSync(path, { recursive: true, force: true });
    } catch (error) {
      if (looks === mostLooks - 1) throw error;
    }
    if (absent < 2) await pause(lookMs);
  }
}

/** The server removes the file when it ends, so that a number that is there is its own. */
function endSshd(file: string): void {
  if (!existsSync(file)) return;
  try {
    process.kill(Number(readFileSync(file, 'utf8')));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}
