import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { isCreatedRunnerToken, Registration, type RunnerParameters } from '../../../adapters/coordinator/registration.ts';
import { TestCoordinator } from '../../coordinator/test-coordinator.ts';
import { clientFor, info, Waits } from './client-for.ts';

const parameters: RunnerParameters = {
  description: 'mac minis',
  maintenanceNote: '',
  tagList: 'macos,arm64',
  runUntagged: false,
  locked: false,
  accessLevel: '',
  maximumTimeout: 0,
  paused: false,
};

describe('runners come and go', () => {
  let coordinator: TestCoordinator;
  let registration: Registration;

  beforeEach(async () => {
    coordinator = await TestCoordinator.start({ secrets: { registrationToken: 'legacy-registration', personalAccessToken: 'glpat-mine' } });
    registration = new Registration(clientFor(coordinator.url).transport);
  });

  afterEach(() => coordinator.close());

  test('verify answers with id and token of a runner that GitLab knows', async () => {
    const { value, refused, fault } = await registration.verify('glrt-test', 's_0123456789ab', info);
    expect([value?.id, value?.token.reveal(), value?.tokenExpiresAt, refused, fault]).toEqual([1, 'glrt-test', null, false, null]);
  });

  test('verify of a token that GitLab does not know is refused', async () => {
    expect(await registration.verify('glrt-gone', 's_0123456789ab', info)).toMatchObject({ value: null, refused: true, fault: { code: 'auth' } });
  });

  test('verify by an old GitLab, which answers without a body, is a yes', async () => {
    coordinator.answer('POST', /runners\/verify$/, { status: 200, headers: { 'Content-Type': 'text/plain' }, body: 'OK' });
    const { value } = await registration.verify('old-token', 's_0123456789ab', info);
    expect([value?.id, value?.token.reveal()]).toEqual([0, 'old-token']);
  });

  test('verify that fails is neither yes nor no', async () => {
    coordinator.answerAlways('POST', /runners\/verify$/, { status: 502 });
    expect(await registration.verify('glrt-test', '', info)).toMatchObject({ value: null, refused: false, fault: { code: 'unknown' } });
  });

  test('an expiry time of the token is handed on', async () => {
    const body = JSON.stringify({ id: 1, token: 'glrt-test', token_expires_at: '2027-01-01T00:00:00.000Z' });
    coordinator.answer('POST', /runners\/verify$/, { status: 200, headers: { 'Content-Type': 'application/json' }, body });
    expect((await registration.verify('glrt-test', '', info)).value?.tokenExpiresAt).toBe('2027-01-01T00:00:00.000Z');
  });

  test('register creates a runner, with a token of its own that GitLab then knows', async () => {
    const { value } = await registration.register('legacy-registration', parameters, info);
    const token = value!.token.reveal();
    expect((await registration.verify(token, '', info)).value?.id).toBe(value!.id);
    expect(coordinator.gitlab.runners.find(token)).toMatchObject({ description: 'mac minis', tags: ['macos', 'arm64'], runUntagged: false });
  });

  test('register sends what is set, and of the rest only the three that are always sent', async () => {
    await registration.register('legacy-registration', { ...parameters, description: '', tagList: '' }, info);
    await registration.register('legacy-registration', { ...parameters, maintenanceNote: 'note', accessLevel: 'ref_protected', maximumTimeout: 60 }, info);
    const [bare, full] = coordinator.calls('POST', /runners$/).map(({ json }) => json);
    expect(bare).toEqual({ run_untagged: false, locked: false, paused: false, info, token: 'legacy-registration' });
    expect(full).toMatchObject({
      maintenance_note: 'note',
      access_level: 'ref_protected',
      maximum_timeout: 60,
      description: 'mac minis',
      tag_list: 'macos,arm64',
    });
  });

  test('register with a wrong registration token is refused', async () => {
    expect(await registration.register('wrong', parameters, info)).toMatchObject({ value: null, refused: true, fault: { code: 'auth' } });
  });

  test('an answer to register without a token is a fault', async () => {
    coordinator.answer('POST', /runners$/, { status: 201, headers: { 'Content-Type': 'application/json' }, body: '{}' });
    expect((await registration.register('legacy-registration', parameters, info)).fault?.detail).toBe('the answer brings no token');
  });

  test('unregister of a runner made in GitLab takes only this manager away', async () => {
    expect(await registration.unregister('glrt-test', 's_0123456789ab')).toEqual({ value: true, refused: false, fault: null });
    expect(coordinator.calls('DELETE', /runners\/managers$/)[0]!.json).toEqual({ token: 'glrt-test', system_id: 's_0123456789ab' });
    expect(coordinator.gitlab.runners.find('glrt-test')).not.toBeNull();
  });

  test('unregister of any other runner takes it away', async () => {
    const { value } = await registration.register('legacy-registration', parameters, info);
    const token = value!.token.reveal();
    expect((await registration.unregister(token, 's_0123456789ab')).value).toBe(true);
    expect(coordinator.calls('DELETE', /runners$/)[0]!.json).toEqual({ token });
    expect(coordinator.gitlab.runners.find(token)).toBeNull();
  });

  test('unregister of a runner that is gone is refused', async () => {
    expect(await registration.unregister('glrt-gone', '')).toMatchObject({ value: null, refused: true });
  });

  test('a token is reset in its own name, without a header that names it', async () => {
    const { value } = await registration.resetToken('glrt-test');
    expect(value!.token.reveal()).not.toBe('glrt-test');
    expect(coordinator.gitlab.runners.find('glrt-test')).toBeNull();
    const [call] = coordinator.calls('POST', /reset_authentication_token$/);
    expect([call!.json, call!.headers['runner-token'], call!.headers['private-token']]).toEqual([{ token: 'glrt-test' }, undefined, undefined]);
  });

  test('a token is reset in the name of a user, by the id of its runner and without a body', async () => {
    const { value } = await registration.resetTokenOf(1, 'glpat-mine');
    expect(coordinator.gitlab.runners.find(value!.token.reveal())?.id).toBe(1);
    const [call] = coordinator.calls('POST', /runners\/1\/reset_authentication_token$/);
    expect([call!.body.length, call!.headers['private-token']]).toEqual([0, 'glpat-mine']);
    expect((await registration.resetTokenOf(1, 'glpat-other')).fault?.detail).toBe('401 Unauthorized');
  });

  test('a call that is pushed back is tried again', async () => {
    const waits = new Waits();
    coordinator.answer('POST', /runners\/verify$/, { status: 429, headers: { 'Retry-After': '1' } });
    const { value } = await new Registration(clientFor(coordinator.url, { waits }).transport).verify('glrt-test', '', info);
    expect([value?.id, waits.ms]).toEqual([1, [1000]]);
  });

  test('no token is shown where an answer is', async () => {
    expect(JSON.stringify(await registration.verify('glrt-test', '', info))).not.toContain('glrt-test');
  });

  test('runners made in GitLab are told by their tokens', () => {
    expect(['glrt-abc', 'GR1348941abc', 'abc', 'glrtr-abc'].map(isCreatedRunnerToken)).toEqual([true, false, false, false]);
  });
});
