import { text } from 'node:stream/consumers';
import { z } from 'zod';
import { httpExchange } from '../coordinator/http-exchange.ts';
import { FaultError } from '../fault-error.ts';
import type { S3Credentials } from './presign-s3.ts';

const metadataAddress = 'http://169.254.169.254';
/** Milliseconds. */
const deadline = 2000;
/** Credentials are replaced while this much of their life is left. Milliseconds. */
const margin = 15 * 60_000;

const answer = z.object({ AccessKeyId: z.string(), SecretAccessKey: z.string(), Token: z.string(), Expiration: z.string() });

/** What the credentials of the machine are found by. */
export interface InstanceCredentialsOptions {
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly now: () => Date;
  /** Of the metadata service; for tests. */
  readonly address?: string;
}

/** The manager's own credentials, `AuthenticationType = "iam"`: from the environment, else from the machine's role, as its metadata service has it. */
export class InstanceCredentials {
  readonly #options: InstanceCredentialsOptions;
  #held: { readonly credentials: S3Credentials; readonly expires: number } | null = null;

  constructor(options: InstanceCredentialsOptions) {
    this.#options = options;
  }

  /** Rejects with `FaultError` where there are none. */
  async get(): Promise<S3Credentials> {
    const { AWS_ACCESS_KEY_ID: accessKey, AWS_SECRET_ACCESS_KEY: secretKey, AWS_SESSION_TOKEN: sessionToken = '' } = this.#options.environment;
    if (accessKey !== undefined && secretKey !== undefined) return { accessKey, secretKey, sessionToken };
    if (this.#held === null || this.#held.expires - margin < this.#options.now().getTime()) this.#held = await this.#ask();
    return this.#held.credentials;
  }

  async #ask(): Promise<{ readonly credentials: S3Credentials; readonly expires: number }> {
    try {
      const token = await this.#call('PUT', '/latest/api/token', { 'X-aws-ec2-metadata-token-ttl-seconds': '60' });
      const headers = { 'X-aws-ec2-metadata-token': token };
      const roles = '/latest/meta-data/iam/security-credentials/';
      const role = await this.#call('GET', roles, headers);
      const found = answer.parse(JSON.parse(await this.#call('GET', `${roles}${role.trim()}`, headers)));
      const credentials = { accessKey: found.AccessKeyId, secretKey: found.SecretAccessKey, sessionToken: found.Token };
      return { credentials, expires: Date.parse(found.Expiration) };
    } catch (error) {
      throw new FaultError('auth', 'no credentials for the cache: neither in the environment nor from the metadata service', error);
    }
  }

  async #call(method: 'GET' | 'PUT', path: string, headers: Readonly<Record<string, string>>): Promise<string> {
    const url = new URL(path, this.#options.address ?? metadataAddress);
    const response = await httpExchange(url, { method, headers, body: null, signal: AbortSignal.timeout(deadline) });
    const said = await text(response);
    if (response.statusCode !== 200) throw new Error(`the metadata service answered ${String(response.statusCode)}`);
    return said;
  }
}
