import { createHmac } from 'node:crypto';
import { encodedPath } from './signing.ts';

/** Who signs for Azure Blob Storage. */
export interface AzureCredentials {
  readonly accountName: string;
  /** In base64, as Azure shows it. */
  readonly accountKey: string;
}

/** What is signed for Azure Blob Storage. */
export interface AzureRequest {
  /** `r` to read; `cw` to create and write. */
  readonly permissions: 'r' | 'cw';
  /** With scheme, without a path: `https://account.blob.core.windows.net`. */
  readonly endpoint: string;
  readonly container: string;
  readonly blob: string;
  readonly time: Date;
  readonly lifetimeSeconds: number;
}

const version = '2021-12-02';
/** A clock that runs behind must not make a fresh URL invalid. Milliseconds. */
const clockTolerance = 5 * 60_000;

/**
 * A URL with a service SAS, by which whoever has it may do that to one blob.
 *
 * @remarks Source: Azure, "Create a service SAS", version 2020-12-06 and later.
 */
export function presignAzure(request: AzureRequest, { accountName, accountKey }: AzureCredentials): string {
  const { permissions, endpoint, container, blob, time, lifetimeSeconds } = request;
  const start = seconds(time.getTime() - clockTolerance);
  const expiry = seconds(time.getTime() + lifetimeSeconds * 1000);
  const protocol = endpoint.startsWith('http://') ? 'https,http' : 'https';
  const resource = `/blob/${accountName}/${container}/${blob}`;
  // Fields that are not used (identifier, addresses, snapshot, scope, answer headers) are empty lines.
  const fields = [permissions, start, expiry, resource, '', '', protocol, version, 'b', '', '', '', '', '', '', ''];
  const signature = createHmac('sha256', Buffer.from(accountKey, 'base64')).update(fields.join('\n')).digest('base64');
  const query = new URLSearchParams({ sv: version, spr: protocol, st: start, se: expiry, sr: 'b', sp: permissions, sig: signature });
  return `${endpoint}/${encodedPath(`${container}/${blob}`)}?${query.toString()}`;
}

function seconds(time: number): string {
  return `${new Date(time).toISOString().slice(0, 19)}Z`;
}
