/** Where the simulator of a live page shows itself; without a script there is a word instead. */
export function whatIfSection(): string {
  return [
    '<section class="ask">',
    '<h2>What if</h2>',
    '<noscript><p class="soft">With JavaScript, this page runs the scenario again with other settings. Everything else in it needs none.</p></noscript>',
    '<p class="soft scripted">The simulator is in this page: turn a knob, and it runs the scenario again on the same seeds, beside what was reported. Nothing leaves this page.</p>',
    '<div id="what-if"></div>',
    '</section>',
    '<section class="scripted steps">',
    '<h2>Step through a run</h2>',
    '<p class="soft">One run of the settings above, decision by decision, with the inputs and the reason of each. Arrow keys step, the space bar plays, a click on the chart jumps.</p>',
    '<div id="stepper"></div>',
    '</section>',
  ].join('\n');
}
