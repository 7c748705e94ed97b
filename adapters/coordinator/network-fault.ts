import type { Fault } from '../../core/fault.ts';
import { maskedText } from '../config/mask-secrets.ts';

const timeouts: ReadonlySet<string> = new Set(['ETIMEDOUT']);
const certificateErrors = /CERT|SELF_SIGNED|UNABLE_TO_(?:VERIFY|GET_ISSUER)|ALTNAME|SSL_/;

/** What a call that brought no answer came to, and whether it is worth another attempt: a certificate that is refused once is refused again. */
export function networkFault(error: unknown): { readonly fault: Fault; readonly retriable: boolean } {
  const cause = firstCause(error);
  const code = 'code' in cause ? String(cause.code) : '';
  return {
    fault: { code: timeouts.has(code) ? 'timeout' : 'unreachable', detail: maskedText(cause.message === '' ? code : cause.message) },
    retriable: !certificateErrors.test(code),
  };
}

/** An attempt at several addresses of a host fails with several errors, of which the first tells enough. */
function firstCause(error: unknown): Error {
  if (error instanceof AggregateError && error.errors[0] instanceof Error) return error.errors[0];
  return error instanceof Error ? error : new Error(String(error));
}
