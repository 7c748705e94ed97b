import { readFileSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { build, type BuildOptions, type Metafile, type Plugin } from 'esbuild';
import { packageRoot } from '../package-root.ts';

/** Makes the parts of live pages, which `sim report` and `sim playground` put into them: the page’s own program with its styles, and the simulator for its workers, packed. */
const root = packageRoot();
const target = join(root, 'dist/page');

const options = {
  absWorkingDir: root,
  bundle: true,
  minify: true,
  write: false,
  metafile: true,
  platform: 'browser',
  format: 'iife',
  target: 'es2022',
  // Licences are gathered in one place.
  legalComments: 'none',
  define: { 'import.meta.url': '""', global: 'globalThis' },
} satisfies BuildOptions;

/** What modules of Node and of libraries become in a page. */
const forPages: Plugin = {
  name: 'for-pages',
  setup: (bundler) => {
    bundler.onResolve({ filter: /^(node:module|stream)$/ }, ({ path }) => ({ path, namespace: 'for-pages' }));
    // Libraries that are loaded on first use are loaded from the start here.
    bundler.onLoad({ filter: /^node:module$/, namespace: 'for-pages' }, () => ({
      contents: `import * as croner from 'croner'; import * as parser from 'toml-eslint-parser';
        export const createRequire = () => (name) => ({ croner, 'toml-eslint-parser': parser })[name];`,
      resolveDir: root,
    }));
    // Of the TOML reader only its streams need it, which nobody uses.
    bundler.onLoad({ filter: /^stream$/, namespace: 'for-pages' }, () => ({ contents: 'module.exports = {};' }));
    // zod says everything in the words of the schemas, so that one language does; it brings fifty.
    bundler.onLoad({ filter: /zod\/v4\/locales\/index\.js$/ }, () => ({
      contents: "export { default as en } from './en.js';",
      resolveDir: join(root, 'node_modules/zod/v4/locales'),
    }));
  },
};

const page = await build({ ...options, entryPoints: { main: 'cli/page/main.ts', style: 'cli/page/style.css' }, outdir: target });
const simulator = await build({ ...options, entryPoints: { simulator: 'cli/page/worker.ts' }, outdir: target, plugins: [forPages] });
mkdirSync(target, { recursive: true });
const main = textOf(page, 'main.js') + licences(page.metafile);
if (/<\/script|<!--/i.test(main)) throw new Error('the page’s program would end its own element');
writeFileSync(join(target, 'main.js'), main);
writeFileSync(join(target, 'style.css'), textOf(page, 'style.css'));
writeFileSync(join(target, 'simulator.js.gz'), gzipSync(textOf(simulator, 'simulator.js') + licences(simulator.metafile), { level: 9 }));

function textOf({ outputFiles }: { readonly outputFiles: readonly { readonly path: string; readonly text: string }[] }, name: string): string {
  return outputFiles.find(({ path }) => path.endsWith(name))!.text;
}

/** The licences of all packages in a bundle, as they ask for. */
function licences({ inputs }: Metafile): string {
  const names = new Set(Object.keys(inputs).flatMap((path) => /(?:^|\/)node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(path)?.[1] ?? []));
  const texts = [...names].sort().map((name) => {
    const folder = join(root, 'node_modules', name);
    const { version } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as { version: string };
    return `${name} ${version}\n${licenceIn(folder)}`;
  });
  return `\n/*!\n${texts.join('\n\n').replaceAll('*/', '* /')}\n*/\n`;
}

function licenceIn(folder: string): string {
  for (const name of ['LICENSE', 'LICENSE.md', 'license', 'LICENCE']) {
    try {
      return readFileSync(join(folder, name), 'utf8').trim();
    } catch {
      // The next name may be there.
    }
  }
  throw new Error(`${folder} has no licence to be shown`);
}
