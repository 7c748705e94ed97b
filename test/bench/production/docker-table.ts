import { randomBytes, randomInt } from 'node:crypto';

/** A group of containers that no other has, and its `plugin_config`. */
export interface DockerTable {
  readonly name: string;
  readonly text: string;
}

/** A name and a range of addresses of its own: nobody else's instance is there. */
export function freshDockerTable(): DockerTable {
  const name = `bench-${randomBytes(4).toString('hex')}`;
  const addresses = `127.${String(randomInt(32, 250))}.${String(randomInt(250))}.0/24`;
  return { name, text: `      name = "${name}"\n      network = "host"\n      addresses = "${addresses}"\n` };
}
