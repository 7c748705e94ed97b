import { maskedText } from '../config/mask-secrets.ts';
import { shortenToken } from './shorten-token.ts';

const tokenShape = /\bgl[a-z]{1,8}-[\w.-]{8,}|\bGR[0-9A-Fa-f]{7}[\w-]{8,}/g;
const parameter = /([?&](?:private_token|job_token|token|password)=)[^&\s"']+/gi;
/** Shorter texts are no secrets but words, and would be taken out of every line. */
const shortestSecret = 8;

/**
 * Takes secrets out of text on its way out: whatever has the shape of a GitLab token, credentials in addresses, and every value that it was told. A token
 * leaves its short form behind, so that a line still says whose it is.
 */
export class Redactor {
  readonly #secrets = new Map<string, string>();

  /** From now on this value is shortened wherever it appears. */
  hide(secret: string): void {
    if (secret.length >= shortestSecret && shortenToken(secret) !== secret) this.#secrets.set(secret, shortenToken(secret));
  }

  /** The text without secrets. */
  redact(text: string): string {
    let redacted = text;
    for (const [secret, shown] of this.#secrets) redacted = redacted.replaceAll(secret, shown);
    return maskedText(redacted.replace(tokenShape, shortenToken)).replace(parameter, '$1[masked]');
  }
}
