import { createHash } from 'node:crypto';
import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { builtInScenarios } from '../../cli/built-in-scenarios.ts';
import { isBrowserMissing, openPage, startBrowser, type Opened } from './browser.ts';
import { folder, smallConfig, smallScenario } from './fixture.ts';
import { sim } from './memory-io.ts';

const write = folder();
const page = write('playground.html', '');

describe.skipIf(isBrowserMissing())('the playground', () => {
  let browser: Browser;
  /** Tests write in it one after the other. */
  let shared: Opened;

  beforeAll(async () => {
    expect(await sim(['playground', '-o', page])).toMatchObject({ code: 0, stdout: '', stderr: '' });
    browser = await startBrowser();
    shared = await openPage(browser, page);
    await shared.page.locator('#run').waitFor();
  });

  afterAll(async () => {
    await browser.close();
  });

  test('is one file of at most 700 KB with every built-in scenario, the first of them open', async () => {
    const { page: opened } = shared;
    expect((await opened.locator('#example option').allTextContents()).toSorted()).toEqual(builtInScenarios().map((name) => `@${name}`));
    expect(await opened.locator('#scenario-text').inputValue()).toContain('name: mac-nesting');
    expect(statSync(page).size).toBeLessThanOrEqual(700_000);
  });

  test('what is written runs as on the command line, to the byte of its result', async () => {
    const { page: opened } = shared;
    const scenario = smallScenario('seed: 4711\n');
    await writeTexts(opened, scenario, smallConfig);
    await run(opened);
    const saved = await save(opened, '#save-result');
    const file = write('small.yaml', scenario);
    write('config.toml', smallConfig);
    expect(saved).toBe((await sim(['run', file, '--json', '--workers', '0'])).stdout);
    expect(JSON.parse(saved)).toMatchObject({ seed: 4711, scenario: { sha256: createHash('sha256').update(scenario).digest('hex') } });
  });

  test('what is wrong is said as on the command line, with line, column and hint; a click marks it', async () => {
    const { page: opened } = shared;
    const scenario = smallScenario().replace('horizon', 'horizn');
    await writeTexts(opened, scenario, smallConfig);
    await opened.locator('.findings[data-errors="1"]').waitFor();
    const file = write('scenario.yaml', scenario);
    const { stderr } = await sim(['run', file, '--workers', '0']);
    expect((await opened.locator('.finding').innerText()).trim()).toBe(stderr.replaceAll(file, 'scenario.yaml').trim());
    expect(await opened.locator('#run').isDisabled()).toBe(true);
    expect(await opened.locator('.gutter .error').allTextContents()).toEqual(['4']);
    await opened.locator('.finding').click();
    const marked = await opened.locator('#scenario-text').evaluate((area) => {
      const { value, selectionStart, selectionEnd } = area as unknown as { value: string; selectionStart: number; selectionEnd: number };
      return value.slice(selectionStart, selectionEnd);
    });
    expect(marked).toBe('horizn');
    await writeTexts(opened, smallScenario(), smallConfig.replace('idle_count = 1', 'idle_count = "many"'));
    await opened.locator('.finding', { hasText: 'config.toml:' }).waitFor();
    expect(await opened.locator('.finding').first().innerText()).toMatch(/got "many"\n +--> config\.toml:\d+:\d+ +\(runners.*idle_count\)[\s\S]*\^/);
  });

  test('knobs, another run and another example start anew', async () => {
    const { page: opened } = shared;
    await writeTexts(opened, smallScenario(), smallConfig);
    await run(opened);
    const hash = await opened.locator('#live-hash').innerText();
    await opened.locator('#knob-max_instances-value').fill('1');
    await opened.locator('#knob-max_instances-value').blur();
    await settled(opened);
    expect(await opened.locator('#live-hash').innerText()).not.toBe(hash);
    await run(opened);
    expect(await opened.locator('#live-hash').innerText()).toBe(hash);
    await opened.locator('#example').selectOption('@policy-gap-3am');
    expect(await opened.locator('#scenario-text').inputValue()).toContain('name: policy-gap-3am');
    await run(opened);
    expect(await opened.locator('#live-command').innerText()).toContain('policy-gap-3am.yaml');
  });

  test('a trace of the built-in scenarios is there, and one of the user’s own can be added', async () => {
    const { page: opened } = shared;
    await opened.locator('#example').selectOption('@bitcoin-linux');
    await run(opened);
    const { stdout } = await sim(['run', '@bitcoin-linux', '--json', '--workers', '0']);
    expect(await opened.locator('#live-hash').innerText()).toBe((JSON.parse(stdout) as { hash: string }).hash);
    const trace = write('own.csv', 'arrival_s,duration_s,queue,status\n0,60,linux,completed\n5,60,linux,completed\n3600,30,linux,completed\n');
    const scenario = 'version: 1\nname: own\nconfig: ./config.toml\nworkload:\n  - trace: { file: ./traces/own.csv }\nreplications: 1\n';
    await writeTexts(opened, scenario, smallConfig);
    await opened.locator('.finding', { hasText: 'the page has no file ./traces/own.csv' }).waitFor();
    await opened.locator('#added').setInputFiles(trace);
    await run(opened);
    expect(await opened.locator('#live-figures tr[data-metric="jobs.done"] data').getAttribute('value')).toBe('3');
  });

  test('a scenario of the user’s own is the first, its secrets masked; a bad one is refused', async () => {
    const file = write('mine.yaml', smallScenario().replace('name: small', 'name: mine'));
    write('config.toml', smallConfig.replace('<token>', 'glrt-secret123456789'));
    const own = join(file, '../own.html');
    expect((await sim(['playground', file, '-o', own])).code).toBe(0);
    const { page: opened } = await openPage(browser, own);
    await opened.locator('#run').waitFor();
    expect(await opened.locator('#scenario-text').inputValue()).toContain('name: mine');
    expect(await opened.locator('#config-text').inputValue()).toContain('token = "[masked]"');
    const bad = write('bad.yaml', 'version: 1\n');
    expect(await sim(['playground', bad])).toMatchObject({ code: 104, stdout: '' });
  });

  test('it asks for nothing but itself, and logs nothing', () => {
    expect([shared.requests, shared.complaints]).toEqual([[pathToFileURL(page).href], []]);
  });

  test('on a narrow screen nothing hangs over the edge, and without JavaScript it says what it needs', async () => {
    await shared.page.setViewportSize({ width: 380, height: 800 });
    expect(await shared.page.locator('html').evaluate((element) => (element as unknown as { scrollWidth: number }).scrollWidth)).toBeLessThanOrEqual(380);
    const { page: opened } = await openPage(browser, page, { javaScriptEnabled: false });
    expect(await opened.locator('noscript').innerText()).toContain('needs JavaScript');
  });
});

async function writeTexts(opened: Page, scenario: string, config: string): Promise<void> {
  await opened.locator('#scenario-text').fill(scenario);
  await opened.locator('#config-text').fill(config);
}

/** Runs what is written, once it can be run. */
async function run(opened: Page): Promise<void> {
  await opened.locator('.findings[data-errors="0"]').waitFor();
  await opened.locator('#run').click();
  await settled(opened);
}

/** Waits until all seeds have been run. */
async function settled(opened: Page): Promise<void> {
  await opened.locator('#what-if[data-state=settled]').waitFor();
}

/** The text of the file that a button saves. */
async function save(opened: Page, button: string): Promise<string> {
  const [download] = await Promise.all([opened.waitForEvent('download'), opened.locator(button).click()]);
  return readFileSync(await download.path(), 'utf8');
}
