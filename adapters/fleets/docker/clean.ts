import { DockerClient } from './client.ts';
import { recipeLabel } from './host-usr-image.ts';
import { inParallel } from './in-parallel.ts';
import { label } from './labels.ts';

/** A group whose manager is gone for good. */
export interface CleanOptions {
  /** As in `plugin_config`. */
  readonly host: string;
  /** The group's name; null for every group on this engine. */
  readonly name: string | null;
}

const parallel = 4;

/** Removes all that a group left behind: its containers, whatever their state, and built-in images that nothing uses. Gives the names of the containers. */
export async function cleanDocker({ host, name }: CleanOptions, signal: AbortSignal): Promise<readonly string[]> {
  const client = new DockerClient(host);
  const containers = await client.containers(name === null ? label.group : `${label.group}=${name}`, signal);
  const removed = await inParallel(containers, parallel, async (container) => {
    await client.remove(container.id, signal);
    return container.name;
  });
  await client.removeImages(recipeLabel, signal);
  return removed;
}
