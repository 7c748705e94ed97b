import { env } from 'node:process';
import { describe, test } from 'vitest';
import { DockerClient } from '../../adapters/fleets/docker/client.ts';
import { label } from '../../adapters/fleets/docker/labels.ts';

const groupPrefix = 'drydock-test-';
/** No test takes so long: what is older was left by a run that was killed. */
const staleMs = 10 * 60_000;
const required = env['REQUIRE_DOCKER'] === '1' || env['CI'] === 'true';
let groups = 0;

async function whyNoEngine(): Promise<string> {
  try {
    const client = new DockerClient();
    const before = Date.now() - staleMs;
    for (const { id, labels, createdAtMs } of await client.containers(label.group, AbortSignal.timeout(10_000))) {
      if (labels[label.group]?.startsWith(groupPrefix) === true && createdAtMs < before) await client.remove(id, AbortSignal.timeout(10_000));
    }
    return '';
  } catch (error) {
    return (error as Error).message;
  }
}

/**
 * A suite that needs a Docker engine. Where there is none it is skipped, with a line that says why; it fails there if engines are required, as in CI
 * (`CI=true` or `REQUIRE_DOCKER=1`).
 */
export async function describeWithDocker(name: string, suite: () => void): Promise<void> {
  const missing = await whyNoEngine();
  if (missing === '') describe(name, suite);
  else if (required) {
    describe(name, () => {
      test('there is a Docker engine', () => {
        throw new Error(missing);
      });
    });
  } else {
    console.warn(`skipped: ${name}: no Docker engine (${missing})`);
    describe.skip(name, suite);
  }
}

/** A name for a group that no other test has. */
export function freshGroup(): string {
  return `${groupPrefix}${process.pid.toString(36)}-${Date.now().toString(36)}-${(groups++).toString(36)}`;
}
