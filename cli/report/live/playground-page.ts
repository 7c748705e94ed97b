import type { CarriedScenario } from '../../live/page-contents.ts';
import { style } from '../html/style.ts';
import { liveParts } from './live-parts.ts';
import { pageShell } from './page-shell.ts';

/** The page in which scenarios are written and run. @param examples what can be begun with, the first to be open. */
export function playgroundPage(examples: readonly CarriedScenario[]): string {
  const body = [
    '<h1>Playground</h1>',
    '<p class="soft">A scenario and the <code>config.toml</code> of its runner: change either, and run it here. The simulator is in this page, and nothing leaves it.</p>',
    '<noscript><p class="bad">This page is a program: it needs JavaScript.</p></noscript>',
    '<section class="wide"><div id="editor"></div></section>',
    '<section class="ask" hidden><h2>What it gives, and what if</h2><div id="what-if"></div></section>',
    '<section class="steps" hidden><h2>Step through a run</h2><p class="soft">Arrow keys go to the next decision and back, the space bar plays, a click on the chart jumps.</p><div id="stepper"></div></section>',
  ];
  return pageShell({ title: 'Drydock playground', style, body, live: liveParts({ kind: 'playground', examples }) });
}
