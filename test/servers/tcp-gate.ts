import net from 'node:net';

/** A way to a server on loopback that can be cut. */
export interface TcpGate {
  readonly port: number;
  /** How many connections came. */
  readonly connections: () => number;
  /** Resets all that pass. */
  cut(): void;
  /** Lets nothing through any more, and tells nobody: the peer is dead. */
  freeze(): void;
  close(): Promise<void>;
}

/** Opens a gate before a port. */
export async function openTcpGate(target: number): Promise<TcpGate> {
  const sockets = new Set<net.Socket>();
  let [count, frozen] = [0, false];
  const server = net.createServer((near) => {
    count++;
    const far = net.connect(target, '127.0.0.1');
    for (const [from, to] of [
      [near, far],
      [far, near],
    ] as const) {
      sockets.add(from);
      from.setNoDelay(true);
      from.on('data', (chunk) => {
        if (frozen || to.write(chunk)) return;
        from.pause();
        to.once('drain', () => from.resume());
      });
      from.on('error', () => undefined);
      from.on('close', () => {
        sockets.delete(from);
        to.destroy();
      });
    }
  });
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  const cut = (): void => {
    for (const socket of sockets) socket.resetAndDestroy();
  };
  return {
    port: (server.address() as net.AddressInfo).port,
    connections: () => count,
    cut,
    freeze: () => void (frozen = true),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        cut();
      }),
  };
}
