import type { AnyAuthMethod, AuthenticationType } from 'ssh2';
import type { ConnectInfo } from '../connect-info.ts';
import { readPrivateKey } from './read-private-key.ts';

/** Chooses the next way to log in from those that the host still takes (null before its first answer); false when none is left. */
export type AuthHandler = (left: AuthenticationType[] | null) => AnyAuthMethod | false;

/** What was tried at a host, and what it takes as far as it said so: for whoever is refused. */
export interface AuthTrial {
  tried: AuthenticationType[];
  taken: AuthenticationType[];
}

/**
 * The ways to log in with what is known, each tried once: the private key, else the password, as `password` or typed into a prompt. Where neither is
 * known the host is asked what it takes, which lets in where nothing is needed.
 *
 * @throws FaultError `auth` where the key cannot be read.
 */
export function authMethods(info: ConnectInfo, trial: AuthTrial): AuthHandler {
  const { username } = info;
  const key = info.key === null ? null : readPrivateKey(info.key.reveal());
  const password = info.password?.reveal() ?? '';
  const methods: AnyAuthMethod[] = key === null ? [] : [{ type: 'publickey', username, key }];
  if (info.password !== null) {
    methods.push({ type: 'password', username, password });
    methods.push({ type: 'keyboard-interactive', username, prompt: (_name, _text, _language, prompts, finish) => finish(prompts.map(() => password)) });
  }
  if (methods.length === 0) methods.push({ type: 'none', username });
  return (left) => {
    trial.taken = left ?? [];
    for (let method = methods.shift(); method !== undefined; method = methods.shift()) {
      if (left !== null && !left.includes(method.type)) continue;
      trial.tried.push(method.type);
      return method;
    }
    return false;
  };
}
