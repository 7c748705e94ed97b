/** What the addresses of a job's repositories follow from. */
export interface RemoteSource {
  /** `clone_url`; empty for none. */
  readonly cloneUrl: string;
  /** The runner's `url`. */
  readonly runnerUrl: string;
  /** From the payload, with credentials. */
  readonly repositoryUrl: string;
  /** CI_PROJECT_PATH. */
  readonly projectPath: string;
  readonly jobToken: string;
  /** Host and port of the server's SSH; the port is empty for the usual one. */
  readonly sshHost: string;
  readonly sshPort: string;
  /** GIT_SUBMODULE_FORCE_HTTPS. */
  readonly forceHttps: boolean;
  /** Whether addresses carry the job token, in Git's own configuration of the job; otherwise a credential helper has it (FF_GIT_URLS_WITHOUT_TOKENS). */
  readonly tokensInUrls: boolean;
}

/** An address that Git puts in the place of another that begins so. */
export interface Rewrite {
  readonly from: string;
  readonly to: string;
}

/** Where sources come from. No secret in `url` and `host`; `rewrites` hold the job token. */
export interface Remotes {
  /** The repository, without credentials: what the worktree's own configuration may have. */
  readonly url: string;
  /** Scheme and host of the repository; null where it is no address with a host. */
  readonly host: string | null;
  readonly rewrites: readonly Rewrite[];
}

const user = 'gitlab-ci-token';

/**
 * Finds a job's remote and the rewrites that bring credentials to it, to its siblings on the same server and, with GIT_SUBMODULE_FORCE_HTTPS, to addresses of SSH.
 *
 * @remarks Source: peer-runner.md §2.1 (get_sources); GitLab's pages on `clone_url` and GIT_SUBMODULE_FORCE_HTTPS.
 */
export function remotes(source: RemoteSource): Remotes {
  const withCredentials = remoteUrl(source);
  const url = withoutUser(withCredentials);
  const needed = url !== withCredentials && (source.tokensInUrls || withCredentials.startsWith('ssh:'));
  const rewrites = needed ? [{ from: url, to: withCredentials }] : [];
  return { url, host: hostOf(url), rewrites: distinct([...rewrites, ...serverRewrites(source)]) };
}

function remoteUrl(source: RemoteSource): string {
  if (!URL.canParse(source.cloneUrl)) return source.repositoryUrl;
  const url = new URL(source.cloneUrl);
  url.pathname = `${url.pathname.replace(/\/+$/, '')}/${source.projectPath}.git`;
  return withUser(url.href, source.jobToken);
}

function serverRewrites(source: RemoteSource): Rewrite[] {
  const server = URL.canParse(source.cloneUrl) ? source.cloneUrl : source.runnerUrl;
  if (!isHttp(server)) return [];
  const base = trimmed(withoutUser(server));
  if (!source.tokensInUrls) return sshRewrites(source, base);
  const to = trimmed(withUser(server, source.jobToken));
  return [{ from: trimmed(new URL(server).href), to }, ...sshRewrites(source, to), ...repositoryRewrite(source)];
}

/** The server of the repository may have another address than the one that the runner knows. */
function repositoryRewrite(source: RemoteSource): Rewrite[] {
  if (!isHttp(source.repositoryUrl)) return [];
  const { origin } = new URL(source.repositoryUrl);
  return [{ from: origin, to: trimmed(withUser(origin, source.jobToken)) }];
}

function sshRewrites(source: RemoteSource, to: string): Rewrite[] {
  if (!source.forceHttps) return [];
  const { sshHost: host, sshPort: port } = source;
  if (port !== '' && port !== '22') return [{ from: `ssh://git@${host}:${port}`, to }];
  return [
    { from: `git@${host}:`, to: `${to}/` },
    { from: `ssh://git@${host}`, to },
  ];
}

function withUser(address: string, token: string): string {
  const url = new URL(address);
  if (url.protocol === 'ssh:') {
    if (url.username === '') url.username = 'git';
  } else {
    url.username = user;
    url.password = token;
  }
  return url.href;
}

function withoutUser(address: string): string {
  if (!URL.canParse(address)) return address;
  const url = new URL(address);
  if (url.username === '' && url.password === '') return address;
  url.username = '';
  url.password = '';
  return url.href;
}

function hostOf(address: string): string | null {
  if (!URL.canParse(address)) return null;
  const { protocol, host } = new URL(address);
  return host !== '' && ['http:', 'https:', 'ssh:'].includes(protocol) ? `${protocol}//${host}` : null;
}

function isHttp(address: string): boolean {
  return URL.canParse(address) && /^https?:$/.test(new URL(address).protocol);
}

function trimmed(address: string): string {
  return address.replace(/\/+$/, '');
}

function distinct(rewrites: readonly Rewrite[]): Rewrite[] {
  return [...new Map(rewrites.map((rewrite) => [`${rewrite.from} ${rewrite.to}`, rewrite])).values()];
}
