import { enableCompileCache } from 'node:module';

// As the launcher of the commands does.
enableCompileCache();
const { run } = await import('../../dist/cli/commands/run.js');

/** Runs `sim run` in this process, on one thread, and prints its speed, its peak memory and the hash of its decisions. */
const [scenario = '', ...settings] = process.argv.slice(2);
const set = settings.map((text) => ({ path: text.slice(0, text.indexOf('=')), text: text.slice(text.indexOf('=') + 1) }));
let output = '';
const sink = { write: (text: string) => void (output += text), isTTY: false, columns: undefined };
const silent = { write: () => undefined, isTTY: false, columns: undefined };
const nobody = { stdinIsTTY: false, readStdin: () => '', readLine: () => null, onInterrupt: () => () => undefined };
const from = performance.now();
await run([scenario], { set, json: true, workers: 0 }, { stdout: sink, stderr: silent, env: {}, ...nobody });
const took = (performance.now() - from) / 1000;
const result = JSON.parse(output) as { hash: string; metrics: Record<string, { value: number }> };
const jobs = result.metrics['jobs.arrived']?.value ?? Number.NaN;
process.stdout.write(JSON.stringify({ jobsPerSecond: jobs / took, peakMegabytes: process.resourceUsage().maxRSS / 1024, hash: result.hash, jobs }));
