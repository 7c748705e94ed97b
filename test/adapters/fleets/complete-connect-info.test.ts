import { describe, expect, test } from 'vitest';
import { Sealed } from '../../../adapters/config/sealed.ts';
import { completeConnectInfo, type KnownInstance } from '../../../adapters/fleets/complete-connect-info.ts';
import type { ConnectorSettings } from '../../../adapters/fleets/connector-settings.ts';
import { splitAddress } from '../../../adapters/fleets/split-address.ts';

const settings: ConnectorSettings = {
  os: '',
  arch: '',
  protocol: '',
  protocolPort: 0,
  username: '',
  password: new Sealed(''),
  key: null,
  useStaticCredentials: false,
  keepalive: 30_000,
  timeout: 600_000,
  useExternalAddr: false,
  hostKeyChecking: 'accept-new',
};
const known: KnownInstance = {
  os: '',
  arch: '',
  protocol: 'ssh',
  username: 'ec2-user',
  password: null,
  key: null,
  internalAddress: '10.0.0.7',
  externalAddress: 'h.example.com',
};

describe('the way to an instance', () => {
  test.each([
    ['the internal address', {}, {}, false],
    ['the external one when that is asked for', {}, { useExternalAddr: true }, true],
    ['the internal one when there is no external', { externalAddress: '' }, { useExternalAddr: true }, false],
    ['the external one when there is no internal', { internalAddress: '' }, {}, true],
  ])('is %s', (_, instance, connector, external) => {
    expect(completeConnectInfo({ ...known, ...instance }, { ...settings, ...connector }).useExternalAddress).toBe(external);
  });

  test.each([
    ['the port in the address that is dialled', { internalAddress: 'h:2201', externalAddress: 'h:2202' }, { protocolPort: 22 }, 2201],
    ['the port in the external address when that is dialled', { internalAddress: 'h:2201', externalAddress: 'h:2202' }, { useExternalAddr: true }, 2202],
    ['protocol_port without one', { externalAddress: 'h:2202' }, { protocolPort: 2222 }, 2222],
    ["the protocol's own without either", {}, {}, 0],
  ])('has %s', (_, instance, connector, port) => {
    expect(completeConnectInfo({ ...known, ...instance }, { ...settings, ...connector }).port).toBe(port);
  });

  test('has the credentials of the instance as a whole, or those of connector_config as a whole', () => {
    const common = { ...settings, password: new Sealed('common'), key: new Sealed('common key') };
    const credentials = (instance: Partial<KnownInstance>): unknown[] => {
      const { password, key } = completeConnectInfo({ ...known, ...instance }, common);
      return [password?.reveal() ?? null, key?.reveal() ?? null];
    };
    expect(credentials({})).toEqual(['common', 'common key']);
    expect(credentials({ password: new Sealed('own') })).toEqual(['own', null]);
    expect(credentials({ key: new Sealed('own key') })).toEqual([null, 'own key']);
  });

  test('is a Linux machine by SSH where nobody says what it is, and else what the fleet knows before what the operator says', () => {
    const { os, arch, protocol } = completeConnectInfo(known, settings);
    expect([os, arch, protocol]).toEqual(['linux', 'amd64', 'ssh']);
    const told = completeConnectInfo({ ...known, arch: 'arm64' }, { ...settings, os: 'windows', arch: 'amd64', protocol: 'winrm' });
    expect([told.os, told.arch, told.protocol]).toEqual(['windows', 'arm64', 'winrm']);
  });

  test.each([
    ['h', 'h', 0],
    ['h:22', 'h', 22],
    ['127.0.0.1:2200', '127.0.0.1', 2200],
    ['::1', '::1', 0],
    ['[::1]', '::1', 0],
    ['[::1]:22', '::1', 22],
    ['', '', 0],
  ])('splits %s', (address, host, port) => {
    expect(splitAddress(address)).toEqual({ host, port });
  });
});
