import type { InstanceStatus, RunnerStatus, Status } from './status.ts';

const style = `body{font:14px/1.5 system-ui,sans-serif;margin:2rem;max-width:75rem;color-scheme:light dark}
table{border-collapse:collapse;margin:.5rem 0 1.5rem}td,th{text-align:left;padding:.15rem .9rem .15rem 0;vertical-align:top}
th{font-weight:600;border-bottom:1px solid #8888}td.n{text-align:right;font-variant-numeric:tabular-nums}code{font-size:13px}
.bar{display:flex;height:1rem;width:100%;max-width:40rem;margin:.3rem 0}.bar span{min-width:2px}
.acquired{background:#2b6cb0}.idle{background:#38a169}.unready{background:#d69e2e}.unhealthy{background:#c53030}.unavailable{background:#888}`;
const shownSlots = ['acquired', 'idle', 'unready', 'unhealthy', 'unavailable'] as const;

/**
 * The status as one page without scripts, which also prints.
 *
 * @param refreshSeconds after how long the page loads itself again; null for never.
 */
export function statusPage(status: Status, refreshSeconds: number | null): string {
  const { version, state, busyWorkers, concurrent, runners, decisions } = status;
  const refresh = refreshSeconds === null ? '' : `<meta http-equiv="refresh" content="${refreshSeconds}">`;
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>Drydock: ${escaped(state)}</title>${refresh}<style>${style}</style></head><body>
<h1>Drydock</h1>
<p>${escaped(version)}, ${escaped(state)}; ${busyWorkers} of ${concurrent} workers busy. <a href="/status.json">As JSON</a>${refreshSeconds === null ? ', <a href="?refresh=5">every 5 s</a>' : ', <a href="/status">stop</a>'}</p>
${runners.map(runnerPart).join('\n')}
<h2>Last decisions</h2>
${table(
  ['when', 'runner', 'decision'],
  decisions.map(({ at, runner, text }) => [escaped(at), escaped(runner), escaped(text)]),
)}
</body></html>
`;
}

function runnerPart({ name, token, jobs, requests, policy, slots, maxInstances, requested, instances }: RunnerStatus): string {
  const max = maxInstances === null ? '' : ` of ${maxInstances}`;
  const facts = [
    `jobs ${jobs}`,
    `open requests ${requests}`,
    `policy ${policy ?? 'none'}`,
    `instances ${instances.length + requested}${max}${requested === 0 ? '' : ` (${requested} requested)`}`,
    `waiting for a slot ${slots.pending}`,
  ];
  return `<h2>${escaped(name)} <code>${escaped(token)}</code></h2>
<p>${facts.join(' · ')}</p>
${slotBar(slots)}
${table(['instance', 'state', 'age', 'uses', 'jobs', 'note'], instances.map(instanceRow))}`;
}

/** The slots as a bar, with the figures beside it: meaning does not hang on colour. */
function slotBar(slots: RunnerStatus['slots']): string {
  const shown = shownSlots.filter((state) => slots[state] > 0);
  const bar = shown.map((state) => `<span class="${state}" style="flex:${slots[state]}" title="${state} ${slots[state]}"></span>`).join('');
  const words = shown.map((state) => `${state} ${slots[state]}`).join(', ');
  return `<div class="bar" role="img" aria-label="slots">${bar}</div><p>Slots: ${words === '' ? 'none' : words}</p>`;
}

function instanceRow({ id, state, age, uses, jobs, note }: InstanceStatus): string[] {
  const links = jobs.map((url) => (/^https?:\/\//.test(url) ? `<a href="${escaped(url)}">${escaped(url.split('/').at(-1) ?? url)}</a>` : escaped(url)));
  return [`<code>${escaped(id)}</code>`, escaped(state), escaped(age), String(uses), links.join(' '), escaped(note)];
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  if (rows.length === 0) return '<p>None.</p>';
  const row = (cells: readonly string[], tag: 'td' | 'th'): string => `<tr>${cells.map((cell) => `<${tag}>${cell}</${tag}>`).join('')}</tr>`;
  return `<table>${row(head, 'th')}\n${rows.map((cells) => row(cells, 'td')).join('\n')}</table>`;
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;').replaceAll("'", '&#39;');
}
