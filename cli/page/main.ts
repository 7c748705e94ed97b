import type { PageContents, ReportContents } from '../live/page-contents.ts';
import { embeddedText } from './embedded.ts';
import { Playground } from './playground.ts';
import { SimulatorPool } from './simulator-pool.ts';
import { Stepper } from './stepper.ts';
import { WhatIf } from './what-if.ts';

/** Starts what the page carries. What cannot start is said in its place; the rest of the page needs none of it. */
async function start(): Promise<void> {
  const contents = JSON.parse(await embeddedText('contents')) as PageContents;
  const pool = new SimulatorPool(new Blob([await embeddedText('simulator')], { type: 'text/javascript' }));
  if (contents.kind === 'report') await startReport(contents, pool);
  else new Playground({ editor: place('editor'), whatIf: place('what-if'), stepper: place('stepper') }, pool, contents.examples);
}

async function startReport({ scenario, set, seed, replications, hash }: ReportContents, pool: SimulatorPool): Promise<void> {
  const number = pool.open(scenario);
  const answer = await pool.ask({ scenario: number, set, what: { kind: 'prepare' } }, 0);
  if (answer.kind !== 'prepared') throw new Error(answer.kind === 'failed' ? answer.message : 'the scenario of the report is refused');
  const subject = { scenario: number, set, seed, replications, hash, prepared: answer.prepared };
  const stepper = new Stepper(place('stepper'), pool, answer.prepared.clock);
  new WhatIf(place('what-if'), pool, subject, (request) => {
    stepper.follow(request);
  });
}

function place(id: string): HTMLElement {
  return document.getElementById(id)!;
}

start().catch((error: unknown) => {
  const said = `The simulator of this page does not start: ${error instanceof Error ? error.message : String(error)}`;
  (document.getElementById('editor') ?? place('what-if')).textContent = said;
});
