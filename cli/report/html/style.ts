/** The looks of a page: light and dark as the reader’s system has it, always light on A4 paper. No file is asked for, fonts included. */
export const style = `
:root { color-scheme: light dark; --page: #fff; --ink: #1c2430; --soft: #5b6675; --line: #d9dee5; --box: #f4f6f9; --good: #1a7f37; --bad: #b42318; --care: #8a5a00;
  --chart-busy: #2467a8; --chart-idle: #a9c7e4; --chart-booting: #e3a32b; --chart-leaving: #a3a9b2; --chart-waiting: #c8553d; }
@media (prefers-color-scheme: dark) {
  :root { --page: #12161c; --ink: #e4e9f0; --soft: #9aa6b5; --line: #313a46; --box: #1b212a; --good: #4cc26b; --bad: #ff8174; --care: #e6b450;
    --chart-busy: #6aa9e6; --chart-idle: #35597c; --chart-booting: #d9982a; --chart-leaving: #69727e; --chart-waiting: #e57f68; }
}
@media print {
  :root { color-scheme: light; --page: #fff; --ink: #1c2430; --soft: #5b6675; --line: #d9dee5; --box: #f4f6f9; --good: #1a7f37; --bad: #b42318; --care: #8a5a00;
    --chart-busy: #2467a8; --chart-idle: #a9c7e4; --chart-booting: #e3a32b; --chart-leaving: #a3a9b2; --chart-waiting: #c8553d; }
  body { font-size: 10pt; }
  main { max-width: none; padding: 0; }
  figure, tr, .answer, .caveats { break-inside: avoid; }
  h2 { break-after: avoid; }
  figure details:not([open]) { display: none; }
  * { print-color-adjust: exact; -webkit-print-color-adjust: exact; }
}
@page { size: A4; margin: 15mm; }
* { box-sizing: border-box; }
body { margin: 0; background: var(--page); color: var(--ink); font: 16px/1.5 system-ui, sans-serif; }
main { max-width: 820px; margin: 0 auto; padding: 24px 20px 60px; }
h1 { font-size: 1.5em; margin: 0 0 4px; }
h2 { font-size: 1.15em; margin: 36px 0 8px; padding-top: 12px; border-top: 1px solid var(--line); }
p { margin: 6px 0; }
.soft, figcaption, caption { color: var(--soft); font-size: .9em; }
.answer, .caveats { background: var(--box); border-radius: 8px; padding: 14px 18px; margin: 16px 0; }
.answer { border-left: 5px solid var(--soft); }
.answer.met { border-color: var(--good); } .answer.missed { border-color: var(--bad); } .answer.advised { border-color: var(--care); }
.verdict { font-size: 1.1em; font-weight: 600; }
.today { color: var(--soft); }
.headline { display: grid; grid-template-columns: repeat(auto-fit, minmax(200px, 1fr)); gap: 8px 24px; margin: 12px 0 0; }
.headline div { display: flex; flex-direction: column-reverse; justify-content: flex-end; }
.headline dt { color: var(--soft); font-size: .9em; }
.headline dd { margin: 0; font-size: 1.7em; font-weight: 600; line-height: 1.2; }
.headline small { display: block; font-size: .5em; font-weight: 400; color: var(--soft); }
.caveats h2 { border: 0; margin: 0 0 6px; padding: 0; font-size: 1em; }
.caveats ul { margin: 0; padding-left: 20px; font-size: .9em; }
.good { color: var(--good); } .bad { color: var(--bad); } .care { color: var(--care); }
figure { margin: 16px 0 4px; }
figure svg { width: 100%; height: auto; --plot-background: var(--page); }
figcaption b { color: var(--ink); font-size: 1.05em; }
.legend { display: flex; flex-wrap: wrap; gap: 4px 18px; list-style: none; margin: 4px 0; padding: 0; font-size: .85em; }
.legend i { display: inline-block; width: 12px; height: 12px; border-radius: 2px; margin-right: 6px; vertical-align: -1px; }
.scroll { overflow-x: auto; }
table { border-collapse: collapse; margin: 8px 0; font-size: .88em; font-variant-numeric: tabular-nums; }
th, td { text-align: left; padding: 3px 14px 3px 0; border-bottom: 1px solid var(--line); vertical-align: top; }
th { color: var(--soft); font-weight: 600; }
td:has(> data) { text-align: right; white-space: nowrap; }
summary { cursor: pointer; color: var(--soft); font-size: .9em; }
code, pre { font: .9em/1.5 ui-monospace, monospace; overflow-wrap: anywhere; }
pre { background: var(--box); border-radius: 6px; padding: 10px 14px; white-space: pre-wrap; }
#options :is(th, td):not(:first-child), #risks :is(th, td):not(:first-child) { text-align: right; }
pre.patch { white-space: pre; overflow-x: auto; font-size: .82em; }
@media print { pre.patch { white-space: pre-wrap; } }
`;
