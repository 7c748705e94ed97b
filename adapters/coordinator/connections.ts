import { X509Certificate } from 'node:crypto';
import { Agent as PlainAgent } from 'node:http';
import { Agent as TlsAgent } from 'node:https';
import type { Socket } from 'node:net';
import { createSecureContext, getCACertificates, TLSSocket, type SecureContext } from 'node:tls';
import type { HttpAgents } from './http-exchange.ts';
import { proxyFor } from './proxy-for.ts';
import { readTlsFiles, tlsFilesChangedAt, type TlsContents, type TlsFiles } from './tls-files.ts';

/** A connection that is not used for so long is closed. */
const idleMs = 60_000;

/** What connections to GitLab are made with. */
export interface ConnectionOptions {
  readonly root: URL;
  readonly files: TlsFiles;
  /** `connection_max_age` in milliseconds; 0 for no limit. */
  readonly maxAgeMs: number;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly warn: (message: string) => void;
  /** Milliseconds since 1970. */
  readonly now: () => number;
}

/** What a job needs to trust GitLab as the runner does: PEM texts; null for none. */
export interface TlsData {
  readonly caChain: string | null;
  readonly cert: string | null;
  readonly key: string | null;
}

/**
 * The connections of one runner to GitLab. They are kept for reuse, never for longer than `connection_max_age`, and made anew when a file for TLS
 * changes: load balancers see the runner again, renewed certificates come into use. Calls under way end on the old ones.
 *
 * @remarks Source: GitLab Runner documentation, `connection_max_age`.
 */
export class Connections {
  readonly #options: ConnectionOptions;
  #current: Promise<HttpAgents> | null = null;
  #createdAt = 0;
  #contents: TlsContents = { ca: null, cert: null, key: null };
  #peerChain: string | null = null;

  constructor(options: ConnectionOptions) {
    this.#options = options;
  }

  /** What the next call is sent over. */
  async agents(): Promise<HttpAgents> {
    const { files, now } = this.#options;
    const changedAt = await tlsFilesChangedAt(files);
    if (this.#current !== null && !this.#isTooOld(changedAt)) return this.#current;
    const old = this.#current;
    this.#createdAt = now();
    this.#current = this.#create();
    void old?.then(retire);
    return this.#current;
  }

  /** Certificates for the job: those of `tls-ca-file`, else the chain that GitLab showed, and the client's own. */
  tlsData(): TlsData {
    const { ca, cert, key } = this.#contents;
    return { caChain: ca ?? this.#peerChain, cert, key };
  }

  /** Ends every connection, whatever it is used for. */
  async close(): Promise<void> {
    const current = this.#current;
    this.#current = null;
    const agents = await current;
    agents?.plain.destroy();
    agents?.tls.destroy();
  }

  #isTooOld(changedAt: number): boolean {
    const { maxAgeMs, now } = this.#options;
    return changedAt > this.#createdAt || (maxAgeMs > 0 && now() - this.#createdAt > maxAgeMs);
  }

  async #create(): Promise<HttpAgents> {
    const { root, files, environment, warn } = this.#options;
    this.#contents = await readTlsFiles(files, warn);
    const secureContext = root.protocol === 'https:' ? this.#secureContext() : undefined;
    const proxy = proxyFor(root, environment);
    const noProxy = environment['no_proxy'] ?? environment['NO_PROXY'] ?? '';
    const proxyEnv = proxy === '' ? {} : { proxyEnv: { HTTP_PROXY: proxy, HTTPS_PROXY: proxy, NO_PROXY: noProxy } };
    const options = { keepAlive: true, timeout: idleMs, ...proxyEnv };
    const tls = new TlsAgent({ ...options, ...(secureContext === undefined ? {} : { secureContext }) });
    return { plain: new PlainAgent(options), tls, used: (socket) => this.#look(socket) };
  }

  /** Trusts what the machine trusts, what comes with Node, and the certificates of the file. Made once: reading them all takes a while. */
  #secureContext(): SecureContext {
    const { ca, cert, key } = this.#contents;
    const trusted = [...new Set([...getCACertificates('system'), ...getCACertificates('default')])];
    const pair = cert === null || key === null ? {} : { cert, key };
    try {
      // A text that holds no certificate would be passed over in silence.
      if (ca !== null) new X509Certificate(ca);
      return createSecureContext({ ca: ca === null ? trusted : [...trusted, ca], ...pair });
    } catch (error) {
      const { files, warn } = this.#options;
      const paths = [files.ca, files.cert, files.key].filter((path) => path !== null);
      warn(`cannot use ${paths.join(', ')}: ${error instanceof Error ? error.message : 'unknown error'}`);
      return createSecureContext({ ca: trusted });
    }
  }

  /** Remembers the certificates that GitLab shows on a connection that is made. */
  #look(socket: Socket): void {
    if (!(socket instanceof TLSSocket)) return;
    // On one that is used again there is nothing new to see.
    if (socket.getPeerX509Certificate() === undefined) socket.once('secureConnect', () => void (this.#peerChain = chainOf(socket) ?? this.#peerChain));
  }
}

/** Lets calls under way end on their connections, and keeps none of them. */
function retire({ plain, tls }: HttpAgents): void {
  for (const agent of [plain, tls]) {
    agent.maxFreeSockets = 0;
    for (const sockets of Object.values(agent.freeSockets)) for (const socket of sockets ?? []) socket.destroy();
  }
}

/** The certificates that a server showed and those that they were verified with, each once, as one PEM text. */
function chainOf(socket: TLSSocket): string | null {
  const seen = new Set<string>();
  for (let certificate = socket.getPeerX509Certificate(); certificate !== undefined; certificate = certificate.issuerCertificate) {
    const text = certificate.toString();
    if (seen.has(text)) break;
    seen.add(text);
  }
  return seen.size === 0 ? null : [...seen].join('');
}
