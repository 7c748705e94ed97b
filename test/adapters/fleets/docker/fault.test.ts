import { expect, test } from 'vitest';
import { EngineError } from '../../../../adapters/fleets/docker/engine-error.ts';
import { dockerFault } from '../../../../adapters/fleets/docker/fault.ts';
import { FaultError } from '../../../../adapters/fault-error.ts';

const open = new AbortController().signal;
const answer = (statusCode: number, message: string): Error => new EngineError(statusCode, message);

test.each([
  [answer(404, 'No such container: x'), 'not-found', 'start x: No such container: x'],
  [answer(409, 'name already in use'), 'conflict', 'start x: name already in use'],
  [answer(500, 'driver failed: Bind for 127.0.2.9:22 failed: port is already allocated'), 'conflict', undefined],
  [answer(500, 'write /etc/x: no space left on device'), 'out-of-capacity', undefined],
  [answer(500, 'something else\nin two lines'), 'unknown', 'start x: something else'],
  [Object.assign(new Error('connect ENOENT /sock'), { code: 'ENOENT' }), 'unreachable', 'start x: the engine cannot be reached: connect ENOENT /sock'],
  [Object.assign(new Error('connect EACCES /sock'), { code: 'EACCES' }), 'auth', undefined],
  [new Error('unexpected end of data'), 'unknown', 'start x: unexpected end of data'],
])('%s is a fault of its kind', (error, code, detail) => {
  const { fault } = dockerFault(error, 'start x', open);
  expect(fault.code).toBe(code);
  if (detail !== undefined) expect(fault.detail).toBe(detail);
});

test('a call whose time is over is a timeout, whatever it rejects with, unless the engine had answered', () => {
  expect(dockerFault(Object.assign(new Error('aborted'), { code: 'ABORT_ERR' }), 'start x', AbortSignal.abort()).fault.code).toBe('timeout');
  expect(dockerFault(answer(404, 'none'), 'start x', AbortSignal.abort()).fault.code).toBe('not-found');
});

test('what is a fault already stays as it is', () => {
  const fault = new FaultError('conflict', 'as it was');
  expect(dockerFault(fault, 'start x', open)).toBe(fault);
});
