import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import type { PageContents } from '../../live/page-contents.ts';
import { packageRoot } from '../../package-root.ts';

/** What makes a page live; all of it stands in the page itself. */
export interface LiveParts {
  /** The page’s own program. */
  readonly script: string;
  readonly style: string;
  /** The program of its workers, packed. */
  readonly simulator: string;
  /** What it is about, packed. */
  readonly contents: string;
}

/** The parts that the build has made, and what the page is about. */
export function liveParts(contents: PageContents): LiveParts {
  const built = (name: string): Buffer => readFileSync(join(packageRoot(), 'dist/page', name));
  return {
    script: built('main.js').toString('utf8'),
    style: built('style.css').toString('utf8'),
    simulator: built('simulator.js.gz').toString('base64'),
    contents: gzipSync(JSON.stringify(contents), { level: 9 }).toString('base64'),
  };
}
