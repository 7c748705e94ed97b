import { platform } from 'node:process';
import { z } from 'zod';
import type { FleetRequest } from '../fleet-request.ts';
import { pluginValue, type Span } from '../plugin-values.ts';
import { readPluginConfig } from '../read-plugin-config.ts';

/** `plugin_config` of the docker plugin. Memory in bytes; shares from 0 to 1. */
export interface DockerConfig {
  /** The group's name: what its containers are called after and found by. */
  readonly name: string;
  /** Where the engine listens, `unix://` or `tcp://`; empty for what DOCKER_HOST says, or the usual socket. */
  readonly host: string;
  /** Empty for the built-in one. */
  readonly image: string;
  /** Empty for `bridge` where the engine has one, else `host`. */
  readonly network: string;
  /** The range of loopback addresses that instances are reached at, one each; null for 127.0.0.1 and a port each. */
  readonly addresses: AddressRange | null;
  /** 0 for no limit. */
  readonly memoryBytes: number;
  /** Cores, fractions allowed; 0 for no limit. */
  readonly cpus: number;
  /** Processes; 0 for no limit. */
  readonly pids: number;
  /** Containers being created, and being removed, at the same time. */
  readonly maxParallel: number;
  /** From the start of the container until it counts as running, and from there until its sshd answers. */
  readonly boot: { readonly running: Span; readonly ready: Span };
  /** Time from sshd's start after which it dies; null for never. */
  readonly life: Span | null;
  readonly failure: {
    /** Accepted requests that end without an instance. */
    readonly create: number;
    /** Instances that run but never answer. */
    readonly bootStuck: number;
  };
}

/** The usable addresses of a range, ends included, as 32-bit numbers. */
export interface AddressRange {
  readonly first: number;
  readonly last: number;
}

const none: Span = { minMs: 0, maxMs: 0 };
const nameShape = /^[a-z0-9](?:[a-z0-9-]{0,38}[a-z0-9])?$/;
const rangeShape = /^127\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})\/(\d{1,2})$/;
const rangeError = 'expected a range of loopback addresses such as "127.0.2.0/24"';
// Only Linux answers on all of 127.0.0.0/8.
const defaultAddresses = platform === 'linux' ? '127.0.2.0/24' : '';

const boot = z.union(
  [
    pluginValue.span.transform((running) => ({ running, ready: none })),
    z.strictObject({ running: pluginValue.span.default(none), ready: pluginValue.span.default(none) }),
  ],
  { error: 'expected a duration, or { running = …, ready = … }' },
);

const schema = z.strictObject({
  name: z.string().regex(nameShape, 'up to 40 lower-case letters, digits and hyphens, not beginning or ending with a hyphen'),
  host: z
    .string()
    .regex(/^(?:|unix:\/\/\/.+|tcp:\/\/[^/]+)$/, 'expected "unix:///path" or "tcp://host:port"')
    .default(''),
  image: z.string().default(''),
  network: z.string().default(''),
  addresses: z
    .string()
    .default(defaultAddresses)
    .transform((text, context) => {
      const range = text === '' ? null : addressRange(text);
      if (range !== undefined) return range;
      context.addIssue({ code: 'custom', message: rangeError });
      return z.NEVER;
    }),
  memory: pluginValue.byteSize.default(0),
  cpus: z.number().nonnegative('cannot be negative').default(0),
  pids: z.int().nonnegative('cannot be negative').default(0),
  max_parallel: z.int().positive('must be at least 1').default(4),
  boot: boot.default({ running: none, ready: none }),
  life: pluginValue.span.nullable().default(null),
  failure: z.strictObject({ create: pluginValue.share.default(0), boot_stuck: pluginValue.share.default(0) }).default({ create: 0, boot_stuck: 0 }),
});

/** Reads the table; what is wrong is reported, and null given when nothing can be made of it. */
export function readDockerConfig({ table, path, connector, connectorPath, report }: FleetRequest): DockerConfig | null {
  if (connector.protocol.startsWith('winrm')) {
    const message = `containers are reached over ssh, not ${connector.protocol}`;
    report({ severity: 'error', rule: 'protocol', message, path: [...connectorPath, 'protocol'], at: 'value', hint: 'leave protocol out' });
  }
  const raw = readPluginConfig(schema, table, path, report);
  if (raw === null) return null;
  if (raw.network === 'host' && raw.addresses === null) {
    const message = 'on the host network every instance needs an address of its own';
    report({ severity: 'error', rule: 'plugin-config', message, path: [...path, 'addresses'], at: 'value', hint: 'give a range, or use network = "bridge"' });
    return null;
  }
  const { memory, max_parallel: maxParallel, failure, ...rest } = raw;
  return { ...rest, memoryBytes: memory, maxParallel, failure: { create: failure.create, bootStuck: failure.boot_stuck } };
}

/** The addresses of a block of 127.0.0.0/8 without its network and broadcast address; undefined for what is no such block. */
function addressRange(text: string): AddressRange | undefined {
  const parts = rangeShape.exec(text)?.slice(1).map(Number);
  if (parts === undefined) return undefined;
  const [second, third, fourth, bits] = parts as [number, number, number, number];
  if (Math.max(second, third, fourth) > 255 || bits < 8 || bits > 30) return undefined;
  const size = 2 ** (32 - bits);
  const address = ((127 * 256 + second) * 256 + third) * 256 + fourth;
  const network = address - (address % size);
  return { first: network + 1, last: network + size - 2 };
}
