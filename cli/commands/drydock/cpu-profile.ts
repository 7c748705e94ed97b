import { writeFileSync } from 'node:fs';
import { Session } from 'node:inspector/promises';

/** Records where the processor's time goes. @returns what ends the recording and writes it to the file, in the form that browsers' developer tools open. */
export async function startCpuProfile(file: string): Promise<() => Promise<void>> {
  const session = new Session();
  session.connect();
  await session.post('Profiler.enable');
  await session.post('Profiler.start');
  return async () => {
    const { profile } = await session.post('Profiler.stop');
    session.disconnect();
    writeFileSync(file, JSON.stringify(profile));
  };
}
