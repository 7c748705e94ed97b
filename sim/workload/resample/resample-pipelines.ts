import { RandomStream } from '../../random/random-stream.ts';
import type { TraceRows } from '../trace/trace-rows.ts';
import { isWeekend, weekdayOf } from './day-kind.ts';
import { firstArrivals } from './first-arrivals.ts';
import { PickedRows } from './picked-rows.ts';
import type { Resampling } from './resample-days.ts';
import type { TracePart } from './trace-part.ts';

const dayMs = 86_400_000;
const quarterMs = dayMs / 4;

/** A pipeline of a trace: its rows, and when the first of them arrived. */
interface Block {
  readonly began: number;
  readonly rows: number[];
}

/**
 * Draws a history out of whole pipelines of the recorded one, with replacement: pipelines begin when they began, and each is replaced by one that began in the
 * same quarter of the day, on a workday or on a weekend as it did. Jobs keep their distance from the start of their pipeline. A job without a pipeline is one of
 * its own. The pipelines drawn depend on the seed alone.
 */
export function resamplePipelines(rows: TraceRows, { part, clock, horizon, seed }: Resampling): PickedRows {
  const blocks = blocksOf(rows, part);
  const kindOf = ({ began }: Block): number => {
    const at = began - part.from;
    const day = Math.floor(at / dayMs);
    return Math.floor((at - day * dayMs) / quarterMs) * 2 + (isWeekend(weekdayOf(clock, day)) ? 1 : 0);
  };
  const kinds = Map.groupBy(blocks, kindOf);
  const chance = new RandomStream(seed, 'bootstrap');
  const picked = new PickedRows(rows.count);
  for (const [place, block] of blocks.entries()) {
    const alike = kinds.get(kindOf(block)) as Block[];
    const source = alike[Math.floor(chance.at(place) * alike.length)] as Block;
    const shift = block.began - source.began - part.from;
    for (const row of source.rows) {
      const arrivalAt = (rows.arrivalMs[row] as number) + shift;
      if (arrivalAt < horizon) picked.add(row, arrivalAt, picked.count, place);
    }
  }
  picked.sort();
  return picked;
}

/** The pipelines that began in the part, in the order of their beginning. */
function blocksOf(rows: TraceRows, { from, to }: TracePart): Block[] {
  const began = firstArrivals(rows);
  const known = new Map<number, Block>();
  const blocks: Block[] = [];
  for (let row = 0; row < rows.count; row++) {
    const first = began[row] as number;
    if (first < from || first >= to || (rows.arrivalMs[row] as number) >= to) continue;
    const pipeline = rows.pipeline[row] as number;
    const block = pipeline === 0 ? undefined : known.get(pipeline);
    if (block !== undefined) {
      block.rows.push(row);
      continue;
    }
    const opened = { began: first, rows: [row] };
    blocks.push(opened);
    if (pipeline !== 0) known.set(pipeline, opened);
  }
  return blocks;
}
