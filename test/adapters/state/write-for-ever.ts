import { StateFile } from '../../../adapters/state/state-file.ts';

// Stores one state after the other as fast as it can, until it is killed. State n has n % 50 instances, each used n times.
const [, , path = ''] = process.argv;
const file = new StateFile(path, { report: (message) => void process.stderr.write(`${message}\n`) });
for (let count = (file.read()[0]?.useCount ?? 0) + 1; ; count++) {
  file.write(() => Array.from({ length: 1 + (count % 50) }, (_, index) => ({ id: `instance-${index}`, useCount: count, acquiredCount: count % 3 })));
  await file.flush();
  if (count % 10 === 0) process.stdout.write(`${count}\n`);
}
