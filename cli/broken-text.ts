import type { ReplicationAnswer } from './replicate.ts';

/** What is said where a rule of the core broke: what, how to see it again, the decisions before it. `command` is the `sim run` that has the same inputs. */
export function brokenText({ seed, message, stack, lastEvents }: BrokenAnswer, command: string): string {
  return [
    `An invariant of the core broke with seed ${seed}: ${message}`,
    'It is a bug of Drydock, not of your files. This shows it again:',
    `  ${command.replace(/ --(seed|replications) \d+/g, '')} --seed ${seed} --replications 1 --events events.jsonl`,
    `The last ${lastEvents.length} decisions before it:`,
    ...lastEvents.map((line) => `  ${line}`),
    stack.replace(/^/gm, '  '),
    '',
  ].join('\n');
}

type BrokenAnswer = Extract<ReplicationAnswer, { kind: 'broken' }>;
