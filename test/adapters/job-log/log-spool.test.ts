import { constants } from 'node:fs';
import { access, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { crc32 } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { FaultError } from '../../../adapters/fault-error.ts';
import { LogSpool } from '../../../adapters/job-log/log-spool.ts';

let directory: string;
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'drydock-spool-'));
});
afterAll(() => rm(directory, { recursive: true }));

const message = "\n\x1b[33;1mJob's log exceeded limit of 10 bytes.\nJob execution will continue but no more output will be collected.\x1b[0;m\n";

describe('the limit', () => {
  test('closes the log with a message of 122 bytes where it is 4 MiB', async () => {
    const spool = new LogSpool({ limit: 4 * 1024 * 1024, directory });
    spool.append(Buffer.alloc(5 * 1024 * 1024, 'a'));
    expect(spool.size).toBe(4 * 1024 * 1024 + 122);
    await spool.close();
  });

  test('drops what comes after it', async () => {
    const spool = new LogSpool({ limit: 10, directory });
    spool.append(Buffer.from('0123456'));
    expect(spool.full).toBe(false);
    spool.append(Buffer.from('789abc'));
    spool.append(Buffer.from('more'));
    expect(spool.full).toBe(true);
    expect((await spool.read(0, 1000)).toString()).toBe(`0123456789${message}`);
  });

  test('cuts no character in two', async () => {
    const spool = new LogSpool({ limit: 10, directory });
    spool.append(Buffer.from('01234567€€'));
    expect((await spool.read(0, 1000)).toString()).toBe(`01234567${message}`);
  });
});

describe('what was kept', () => {
  test('has the size and the IEEE CRC-32 of its bytes', () => {
    const spool = new LogSpool({ limit: 1000, directory });
    expect(spool.checksum).toBe('crc32:00000000');
    spool.append(Buffer.from('12345'));
    spool.append(Buffer.from('6789'));
    expect(spool.size).toBe(9);
    expect(spool.checksum).toBe('crc32:cbf43926');
  });

  test('can be read from any place while it grows, whether it is in the file or not', async () => {
    const spool = new LogSpool({ limit: 1e9, directory });
    const all = Buffer.from(Array.from({ length: 3_000_000 }, (_, index) => (index * 7 + (index >> 8)) & 0x7f));
    const reads: Promise<void>[] = [];
    for (let at = 0; at < all.length; at += 10_007) {
      spool.append(all.subarray(at, at + 10_007));
      const [start, end] = [Math.floor(at / 2), spool.size];
      reads.push(spool.read(start, 1024 * 1024).then((bytes) => expect(bytes.equals(all.subarray(start, Math.min(end, start + 1024 * 1024)))).toBe(true)));
      if (at % 5 === 0) await spool.drained();
    }
    await Promise.all(reads);
    expect(spool.checksum).toBe(`crc32:${crc32(all).toString(16).padStart(8, '0')}`);
    await spool.close();
  });

  test('is in no file that has a name', async () => {
    const spool = new LogSpool({ limit: 1e9, directory });
    spool.append(Buffer.alloc(4 * 1024 * 1024, 'a'));
    await spool.drained();
    await spool.read(0, 1);
    expect(await readdir(directory)).toEqual([]);
    await spool.close();
  });
});

test('output waits while the file lags behind', async () => {
  const spool = new LogSpool({ limit: 1e9, directory });
  spool.append(Buffer.alloc(1000, 'a'));
  expect(spool.drained()).toBeUndefined();
  spool.append(Buffer.alloc(4 * 1024 * 1024, 'a'));
  await expect(spool.drained()).resolves.toBeUndefined();
  expect(spool.drained()).toBeUndefined();
  await spool.close();
});

test('a log that cannot be kept is a fault that says why, and names no path', async () => {
  const missing = join(directory, 'missing');
  await expect(access(missing, constants.F_OK)).rejects.toThrow();
  const spool = new LogSpool({ limit: 1e9, directory: missing });
  spool.append(Buffer.alloc(4 * 1024 * 1024, 'a'));
  const refused = await Promise.resolve(spool.drained()).catch((error: unknown) => error);
  expect(refused).toBeInstanceOf(FaultError);
  expect((refused as FaultError).message).toBe('the spool file of the job log could not be written: ENOENT');
  await expect(spool.read(0, 10)).rejects.toBe(refused);
  await spool.close();
});
