import { isAbsolute, join } from 'node:path';

/** The path of a file that another file names: from that file's folder, unless it is a whole path. */
export function pathFrom(folder: string, named: string): string {
  return isAbsolute(named) ? named : join(folder, named);
}
