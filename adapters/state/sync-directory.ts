import { open } from 'node:fs/promises';

/** Makes the names in a folder last over a stop of the machine, where the system has a way to. @throws Error of the file system. */
export async function syncDirectory(directory: string): Promise<void> {
  // Windows opens no folders, and keeps names without being asked.
  if (process.platform === 'win32') return;
  const handle = await open(directory, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
