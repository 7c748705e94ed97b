import { fork } from 'node:child_process';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import type { Outcome } from './theory-case.ts';

/** Names the file of a computation that is under way, for those who come later. */
export const theoryVariable = 'DRYDOCK_TEST_THEORY';

/** Starts to compute all cases. @returns the file that will have the outcomes. */
export function startTheory(): string {
  const file = join(tmpdir(), `drydock-theory-${process.pid}-${Date.now()}.jsonl`);
  writeFileSync(file, '');
  const child = fork(fileURLToPath(new URL('./compute.ts', import.meta.url)), [file], { execArgv: [] });
  child.on('exit', (code) => {
    if (code !== 0) writeFileSync(file, `${JSON.stringify({ failed: `the computation ended with ${code}` })}\n`);
  });
  process.once('exit', () => rmSync(file, { force: true }));
  child.unref();
  child.channel?.unref();
  return file;
}

/** Waits for what came of a case. @returns the figures that are not as theory says. @throws Error when the computation has failed. */
export async function figuresOff(file: string, name: string): Promise<readonly Outcome[]> {
  for (;;) {
    const lines = existsSync(file) ? readFileSync(file, 'utf8').split('\n').slice(0, -1) : [];
    for (const line of lines.map((text) => JSON.parse(text) as { name: string; off: readonly Outcome[] } | { failed: string })) {
      if ('failed' in line) throw new Error(line.failed);
      if (line.name === name) return line.off;
    }
    await pause(100);
  }
}
