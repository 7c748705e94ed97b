import { instancePaths } from './instance-paths.ts';

/** How the boot of one instance goes; times in milliseconds. */
export interface Boot {
  /** From the container's start until sshd answers. */
  readonly delayMs: number;
  /** sshd never starts. */
  readonly stuck: boolean;
  /** From sshd's start until its end; null for no end. */
  readonly lifeMs: number | null;
}

/** Runs as the container's first process and becomes sshd. It takes its numbers as arguments, so that nothing is put together from text. */
const script = `set -e
[ "$1" = 0 ] || sleep "$1"
[ "$2" = no ] || exec sleep 2147483647
mkdir -p /run/sshd
if [ "$3" != never ]; then { sleep "$3"; kill -TERM 1; } & fi
exec "$(command -v sshd || echo /usr/sbin/sshd)" -D -e -f ${instancePaths.sshdConfig}
`;

/** The command of an instance's container. The image needs sh, sleep and sshd, and nothing that starts the last. */
export function bootCommand({ delayMs, stuck, lifeMs }: Boot): readonly string[] {
  return ['/bin/sh', '-c', script, 'drydock-boot', seconds(delayMs), stuck ? 'yes' : 'no', lifeMs === null ? 'never' : seconds(lifeMs)];
}

function seconds(ms: number): string {
  return String(ms / 1000);
}
