import { createHash } from 'node:crypto';
import { escapeMarkup } from '../escape-markup.ts';
import type { LiveParts } from './live-parts.ts';

/** A page around its body. */
export interface Page {
  readonly title: string;
  readonly style: string;
  readonly body: readonly string[];
  /** null: nothing runs in it. */
  readonly live: LiveParts | null;
}

/** A whole page that asks for no file. Its policy lets it use its own styles, and where it is live run the one script that stands in it, and workers of its own making. */
export function pageShell({ title, style, body, live }: Page): string {
  return [
    '<!doctype html>',
    '<html lang="en">',
    '<head>',
    '<meta charset="utf-8">',
    `<meta http-equiv="Content-Security-Policy" content="${policyFor(live)}">`,
    '<meta name="viewport" content="width=device-width, initial-scale=1">',
    `<title>${escapeMarkup(title)}</title>`,
    `<style>${style}${live?.style ?? ''}</style>`,
    '</head>',
    '<body>',
    '<main>',
    ...body,
    '</main>',
    ...(live === null ? [] : parts(live)),
    '</body>',
    '</html>',
    '',
  ].join('\n');
}

function policyFor(live: LiveParts | null): string {
  const own = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'";
  if (live === null) return own;
  const digest = createHash('sha256').update(live.script).digest('base64');
  return `${own}; script-src 'sha256-${digest}'; worker-src blob:`;
}

/** Packed parts are no scripts to the browser: the page’s own program unpacks them. */
function parts({ script, simulator, contents }: LiveParts): string[] {
  return [
    `<script type="application/gzip" id="contents">${contents}</script>`,
    `<script type="application/gzip" id="simulator">${simulator}</script>`,
    `<script>${script}</script>`,
  ];
}
