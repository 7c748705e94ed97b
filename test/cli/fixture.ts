import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from 'vitest';

/** A fleet of four instances, without secrets. */
export const smallConfig = `concurrent = 4
[[runners]]
  name = "small"
  url = "https://gitlab.example.com"
  token = "<token>"
  executor = "instance"
  [runners.autoscaler]
    plugin = "aws"
    capacity_per_instance = 1
    max_use_count = 1
    max_instances = 4
    [[runners.autoscaler.policy]]
      idle_count = 1
      idle_time = "5m0s"
`;

/** An hour and a half of that fleet, which takes a few milliseconds. */
export function smallScenario(more = '', { config = './config.toml', horizon = '90m' } = {}): string {
  return `version: 1
name: small
config: ${config}
clock: { horizon: ${horizon} }
workload:
  - arrivals: { type: poisson, rate: 20/h }
    job: { duration: { p50: 2m, p95: 6m } }
replications: 2
${more}`;
}

/** A folder that is removed after the tests of the file; returns how to write into it. */
export function folder(): (name: string, text: string) => string {
  const path = mkdtempSync(join(tmpdir(), 'drydock-'));
  afterAll(() => rmSync(path, { recursive: true }));
  return (name, text) => {
    const file = join(path, name);
    writeFileSync(file, text);
    return file;
  };
}
