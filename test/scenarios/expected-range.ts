import { parseDuration } from '../../sim/scenario/text/duration.ts';

/** What the header of a scenario says that a run of it shows. */
export interface ExpectedRange {
  /** `--set` of that run, `path=value`; none for the scenario as it stands. */
  readonly set: readonly string[];
  readonly metric: string;
  /** In the unit of the metric: seconds, a share, a count, money. */
  readonly least: number;
  readonly most: number;
  /** Why the range is expected. */
  readonly derivation: string;
}

const line = /^# {3}(?:with (?<set>\S+) |(?<upstream>upstream ))?(?<metric>[a-z_0-9]+\.[a-z_0-9]+) in (?<least>\S+) … (?<most>\S+?): (?<derivation>.+)$/;

/** The comment lines above a scenario's first key. */
export function headerOf(text: string): string[] {
  const lines = text.split('\n');
  return lines.slice(
    0,
    lines.findIndex((each) => !each.startsWith('#')),
  );
}

/** The ranges of a scenario's header: lines such as `#   upstream wait.mean in 8m … 12m: 9.5 boots of 64 s`. */
export function expectedRanges(text: string): ExpectedRange[] {
  return headerOf(text).flatMap((each) => {
    const found = line.exec(each)?.groups;
    if (found === undefined) return [];
    const set = found['upstream'] !== undefined ? ['compat=upstream'] : found['set'] !== undefined ? [found['set']] : [];
    return [{ set, metric: found['metric']!, least: figure(found['least']!), most: figure(found['most']!), derivation: found['derivation']! }];
  });
}

function figure(text: string): number {
  return /^[\d.]+$/.test(text) ? Number(text) : parseDuration(text) / 1000;
}
