import { FaultError } from '../../fault-error.ts';

/** Why one attempt failed: `retry` says whether the same dial may succeed a little later. */
export interface DialFault {
  readonly error: FaultError;
  readonly retry: 'until the budget ends' | 'a few times' | 'never';
}

/** Judges how an attempt of ssh2 failed. A machine that boots refuses, resets, is silent, or does not have the user's key yet. */
export function dialFault(error: Error & { readonly level?: string }, target: string): DialFault {
  if (error instanceof FaultError) return { error, retry: 'never' };
  const said = `${target}: ${error.message}`;
  switch (error.level) {
    case 'client-authentication':
      return { error: new FaultError('auth', `${target} refuses the login: ${error.message}`, error), retry: 'a few times' };
    case 'handshake':
      return { error: new FaultError('unknown', said, error), retry: 'never' };
    case 'client-timeout':
      return { error: new FaultError('timeout', said, error), retry: 'until the budget ends' };
    default:
      return { error: new FaultError('unreachable', said, error), retry: 'until the budget ends' };
  }
}
