import { X509Certificate } from 'node:crypto';
import { createSecureContext, getCACertificates, TLSSocket, type SecureContext } from 'node:tls';
import { Agent, buildConnector, EnvHttpProxyAgent, type Dispatcher } from 'undici';
import { proxyFor } from './proxy-for.ts';
import { readTlsFiles, tlsFilesChangedAt, type TlsContents, type TlsFiles } from './tls-files.ts';

const connectMs = 30_000;
/** A long poll may take its time to answer. */
const headersMs = 600_000;
const bodyPauseMs = 60_000;
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
  #current: Promise<Dispatcher> | null = null;
  #createdAt = 0;
  #contents: TlsContents = { ca: null, cert: null, key: null };
  #peerChain: string | null = null;

  constructor(options: ConnectionOptions) {
    this.#options = options;
  }

  /** What the next call is sent with. */
  async dispatcher(): Promise<Dispatcher> {
    const { files, now } = this.#options;
    const changedAt = await tlsFilesChangedAt(files);
    if (this.#current !== null && !this.#isTooOld(changedAt)) return this.#current;
    const old = this.#current;
    this.#createdAt = now();
    this.#current = this.#create();
    void old?.then((dispatcher) => dispatcher.close());
    return this.#current;
  }

  /** Certificates for the job: those of `tls-ca-file`, else the chain that GitLab showed (not known through a proxy), and the client's own. */
  tlsData(): TlsData {
    const { ca, cert, key } = this.#contents;
    return { caChain: ca ?? this.#peerChain, cert, key };
  }

  /** Ends every connection, whatever it is used for. */
  async close(): Promise<void> {
    const current = this.#current;
    this.#current = null;
    await (await current)?.destroy();
  }

  #isTooOld(changedAt: number): boolean {
    const { maxAgeMs, now } = this.#options;
    return changedAt > this.#createdAt || (maxAgeMs > 0 && now() - this.#createdAt > maxAgeMs);
  }

  async #create(): Promise<Dispatcher> {
    const { root, files, environment, warn } = this.#options;
    this.#contents = await readTlsFiles(files, warn);
    const secureContext = root.protocol === 'https:' ? this.#secureContext() : undefined;
    const tls = { timeout: connectMs, ...(secureContext === undefined ? {} : { secureContext }) };
    const agent = { headersTimeout: headersMs, bodyTimeout: bodyPauseMs, keepAliveTimeout: idleMs, keepAliveMaxTimeout: headersMs, allowH2: false };
    const proxy = proxyFor(root, environment);
    if (proxy === '') return new Agent({ ...agent, connect: this.#connector(tls) });
    const noProxy = environment['no_proxy'] ?? environment['NO_PROXY'] ?? '';
    return new EnvHttpProxyAgent({ ...agent, httpProxy: proxy, httpsProxy: proxy, noProxy, connect: this.#connector(tls), requestTls: tls });
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

  #connector(tls: buildConnector.BuildOptions): buildConnector.connector {
    const connect = buildConnector({ ...tls, allowH2: false });
    return (options, callback) => {
      connect(options, (...result) => {
        const [, socket] = result;
        if (socket instanceof TLSSocket) this.#peerChain = chainOf(socket) ?? this.#peerChain;
        callback(...result);
      });
    };
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
