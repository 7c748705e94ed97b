import type { RegisteredRunner } from '../../../adapters/coordinator/registration.ts';

/** Go's zero time, which gitlab-runner writes for a token that never expires. */
const neverExpires = new Date('0001-01-01T00:00:00Z');

/** What the configuration says of a token besides the token: obtained now, expires when GitLab says. */
export function tokenValues({ tokenExpiresAt }: RegisteredRunner): { readonly token_obtained_at: Date; readonly token_expires_at: Date } {
  const obtained = new Date();
  obtained.setUTCMilliseconds(0);
  const expires = tokenExpiresAt === null ? neverExpires : new Date(tokenExpiresAt);
  return { token_obtained_at: obtained, token_expires_at: Number.isNaN(expires.getTime()) ? neverExpires : expires };
}
