/** Where the simulator of a live page shows itself; without a script there is a word instead. */
export function whatIfSection(): string {
  return [
    '<section class="ask">',
    '<h2>What if</h2>',
    '<noscript><p class="soft">With JavaScript, this page runs the scenario again with other settings. Everything else in it needs none.</p></noscript>',
    '<p class="soft scripted">The simulator is in this page: turn a knob, and it runs the scenario again on the same seeds, beside what was reported. Nothing leaves this page.</p>',
    '<div id="what-if"></div>',
    '</section>',
  ].join('\n');
}
