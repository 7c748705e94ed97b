import { randomInt } from 'node:crypto';
import net from 'node:net';

/** Below those that Linux lends to outgoing connections (net.ipv4.ip_local_port_range): such a one may be taken the moment after it was free. */
const [firstPort, endPort] = [20_000, 32_768];

/** A port of loopback that was free a moment ago, and that no outgoing connection will take. */
export async function freePort(): Promise<number> {
  for (;;) {
    const port = randomInt(firstPort, endPort);
    if (await isFree(port)) return port;
  }
}

async function isFree(port: number): Promise<boolean> {
  const server = net.createServer();
  return new Promise((resolve) => {
    server.once('error', () => resolve(false));
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)));
  });
}
