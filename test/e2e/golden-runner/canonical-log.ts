import { hostname } from 'node:os';
import type { Replacement } from './disguise.ts';

/** What a log may hold that is of its own run, and what it stands for. Applied to both logs. */
const varying: readonly Replacement[] = [
  [/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z /, ''],
  [/section_(start|end):\d+:/g, 'section_$1:TIME:'],
  [/\b[0-9a-f]{32}\b/g, 'CORRELATION'],
  [/\bPID=\d+/, 'PID=NUMBER'],
  [/(\/jobs\/)\d+/g, '$1ID'],
  [/(Downloading artifacts for .* \()\d+(\))/, '$1ID$2'],
  // The fields of a log line: an upload's job, the wait before a call.
  [/((?: |m)id\x1b\[0;m=)\d+/g, '$1ID'],
  [/(\bduration\x1b\[0;m=)[\d.]+m?s\b/g, '$1TIME'],
  [/(Running with )\S+ \S+ \(\w+\)/, '$1RUNNER'],
  [/( on )\S+ \S+(, system ID: )\w+/, '$1NAME TOKEN$2ID'],
  [/(Running on )\S+( via \S+)?\.\.\./, '$1HOST...'],
  [/(Preparing the )"\w+"( executor)/, '$1EXECUTOR$2'],
];

/** Its own lines, in which an executor says how it gets at a machine. */
const preparation =
  /^(?:00O )?\x1b\[0K(?:Using Shell \(bash\) executor\.\.\.|Using SSH executor\.\.\.|Preparing instance\.\.\.|Dialing instance \w+\.\.\.|Instance \w+ connected)\x1b\[0;m$/;

/** What stands for the places and names of the record. */
export const recordedPlaces: readonly Replacement[] = [
  [/\/srv\/peer\/\w+\/builds\/\w+\/\d+\/repos\/[^/]+(?=\/)/g, 'BUILDS'],
  [/127\.0\.0\.1:18\d{3}/g, 'COORDINATOR'],
  ['d4003ce0bdc8129ee37269b9356b6db8db33f682', 'SHA'],
  ['d4003ce0', 'SHORTSHA'],
  ['57c0a2b8895a27245412299415b1022b2fc0babc', 'SUBMODULE'],
  [/^(\S+ 01O )vm$/gm, '$1HOST'],
];

/** What stands for this machine in the log of a run of now. */
export const playedPlaces: readonly Replacement[] = [[new RegExp(`^(\\S+ 01O )${hostname().replaceAll(/\W/g, '\\$&')}$`, 'gm'), '$1HOST']];

/**
 * The lines of a job log in a form that two runs of a job share: without times, ids and places. Of the order only what is certain is kept: what the script
 * writes to its two outputs comes by two streams, so that lines of one output stand before those of the other, between two lines of the runner.
 *
 * @param isCut - whether something ended the script: what it had written by then depends on the machine, and is left out.
 */
export function canonicalLog(log: string, { isCut }: { readonly isCut: boolean }): readonly string[] {
  const lines = log
    .split('\n')
    .map((line) => varying.reduce((text, [from, to]) => (typeof from === 'string' ? text.replaceAll(from, to) : text.replace(from, to)), line));
  return inStreams(foldPreparation(isCut ? withoutScript(lines) : lines));
}

function withoutScript(lines: readonly string[]): readonly string[] {
  const [start, end] = ['start', 'end'].map((mark) => lines.findIndex((line) => line.includes(`section_${mark}:TIME:step_script`)));
  return lines.filter((line, index) => !/^01[OE]/.test(line) || index < start! || (end! >= 0 && index > end!));
}

function foldPreparation(lines: readonly string[]): readonly string[] {
  const folded = lines.map((line) => (preparation.test(line) ? 'PREPARATION' : line));
  return folded.filter((line, index) => line !== 'PREPARATION' || folded[index - 1] !== line);
}

function inStreams(lines: readonly string[]): readonly string[] {
  const stamped = lines.some((line) => line.startsWith('00O'));
  const result: string[] = [];
  let [first, second]: [string[], string[]] = [[], []];
  const flush = (): void => {
    // Without time stamps nothing tells the streams apart, and one may come in the middle of a line of the other.
    result.push(...(stamped ? first : [Buffer.from(first.join('\n')).sort().toString()]), ...second);
    [first, second] = [[], []];
  };
  for (const line of lines) {
    if (line.startsWith('01O') || (!stamped && !line.includes('section_'))) first.push(line);
    else if (line.startsWith('01E')) second.push(line);
    else {
      flush();
      result.push(line);
    }
  }
  flush();
  return result;
}
