import type { DockerConfig } from './config.ts';
import { bootCommand } from './boot-command.ts';
import type { ContainerSpec } from './client.ts';
import { label } from './labels.ts';
import type { Span } from '../plugin-values.ts';

/** What is decided once for a group, when it is opened. */
export interface GroupSetup {
  readonly config: DockerConfig;
  readonly image: string;
  readonly binds: readonly string[];
  readonly network: string;
}

/** What is decided for each instance. */
export interface NewInstance {
  readonly id: string;
  /** null for 127.0.0.1 and a port that the engine chooses. */
  readonly address: string | null;
  readonly nowMs: number;
  /** From 0 to below 1. */
  readonly random: () => number;
}

const nanosecondsPerCore = 1e9;
const logLimit = { Type: 'json-file', Config: { 'max-size': '1m', 'max-file': '1' } };

/** The container of one instance: its boot, its end and its faults are drawn here and then its own, whatever becomes of the manager. */
export function containerSpec({ config, image, binds, network }: GroupSetup, { id, address, nowMs, random }: NewInstance): ContainerSpec {
  const runningMs = draw(config.boot.running, random);
  const boot = {
    delayMs: runningMs + draw(config.boot.ready, random),
    stuck: random() < config.failure.bootStuck,
    lifeMs: config.life === null ? null : draw(config.life, random),
  };
  const published = { '22/tcp': [{ HostIp: address ?? '127.0.0.1', HostPort: address === null ? '' : '22' }] };
  return {
    name: id,
    Hostname: id,
    Image: image,
    // sshd gives jobs their user; it has to be root itself.
    User: '0',
    Entrypoint: [...bootCommand(boot)],
    Cmd: [],
    Labels: { [label.group]: config.name, [label.address]: address ?? '', [label.runningAt]: String(nowMs + runningMs) },
    ExposedPorts: network === 'host' ? {} : { '22/tcp': {} },
    HostConfig: {
      NetworkMode: network,
      PortBindings: network === 'host' ? {} : published,
      Binds: [...binds],
      Memory: config.memoryBytes,
      NanoCpus: Math.round(config.cpus * nanosecondsPerCore),
      PidsLimit: config.pids,
      LogConfig: logLimit,
    },
  };
}

function draw({ minMs, maxMs }: Span, random: () => number): number {
  return minMs + Math.floor(random() * (maxMs - minMs + 1));
}
