import type { PageContents, ReportContents } from '../live/page-contents.ts';
import { embeddedText } from './embedded.ts';
import { Playground } from './playground.ts';
import { SimulatorPool } from './simulator-pool.ts';
import { Stepper } from './stepper.ts';
import { WhatIf } from './what-if.ts';

/** So far below the screen a part is made ready. */
const ahead = '300px';

/** Starts what the page carries. What cannot start is said in its place; the rest of the page needs none of it. */
async function start(): Promise<void> {
  const contents = JSON.parse(await embeddedText('contents')) as PageContents;
  if (contents.kind === 'report') {
    // Who reads the first page only is not kept busy with runs.
    await inView(document.querySelector('.ask')!);
    await startReport(contents, await simulatorPool());
  } else new Playground({ editor: place('editor'), whatIf: place('what-if'), stepper: place('stepper') }, await simulatorPool(), contents.examples);
}

async function simulatorPool(): Promise<SimulatorPool> {
  return new SimulatorPool(new Blob([await embeddedText('simulator')], { type: 'text/javascript' }));
}

function inView(element: Element): Promise<void> {
  return new Promise((resolve) => {
    const observer = new IntersectionObserver(
      (entries) => {
        if (!entries.some(({ isIntersecting }) => isIntersecting)) return;
        observer.disconnect();
        resolve();
      },
      { rootMargin: ahead },
    );
    observer.observe(element);
  });
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
