import { describe, expect, test } from 'vitest';
import { remotes, type RemoteSource } from '../../../adapters/shell/remote-urls.ts';

const usual: RemoteSource = {
  cloneUrl: '',
  runnerUrl: 'https://gitlab.example.com/',
  repositoryUrl: 'https://gitlab-ci-token:tok@gitlab.example.com/group/proj.git',
  projectPath: 'group/proj',
  jobToken: 'tok',
  sshHost: 'ssh.example.com',
  sshPort: '',
  forceHttps: false,
  tokensInUrls: true,
};

const rewritesOf = (source: Partial<RemoteSource>): string[] => remotes({ ...usual, ...source }).rewrites.map(({ from, to }) => `${from} -> ${to}`);

describe('a job’s remotes', () => {
  test('the repository’s address has no credentials; rewrites bring them to it and to all of its server', () => {
    expect(remotes(usual)).toEqual({
      url: 'https://gitlab.example.com/group/proj.git',
      host: 'https://gitlab.example.com',
      rewrites: [
        { from: 'https://gitlab.example.com/group/proj.git', to: 'https://gitlab-ci-token:tok@gitlab.example.com/group/proj.git' },
        { from: 'https://gitlab.example.com', to: 'https://gitlab-ci-token:tok@gitlab.example.com' },
      ],
    });
  });

  test('a repository on another server than the runner’s is reached with the token too', () => {
    expect(rewritesOf({ runnerUrl: 'http://internal:8080' })).toContain('https://gitlab.example.com -> https://gitlab-ci-token:tok@gitlab.example.com');
    expect(rewritesOf({ runnerUrl: 'http://internal:8080' })).toContain('http://internal:8080 -> http://gitlab-ci-token:tok@internal:8080');
  });

  test('a server below a path is rewritten with its path', () => {
    expect(rewritesOf({ runnerUrl: 'https://example.com/gitlab/' })).toContain('https://example.com/gitlab -> https://gitlab-ci-token:tok@example.com/gitlab');
  });

  test('clone_url is where the project is then, path and all', () => {
    const found = remotes({ ...usual, cloneUrl: 'https://mirror.example.com:8443/git/' });
    expect(found.url).toBe('https://mirror.example.com:8443/git/group/proj.git');
    expect(found.rewrites[0]).toEqual({ from: found.url, to: 'https://gitlab-ci-token:tok@mirror.example.com:8443/git/group/proj.git' });
  });

  test('clone_url of SSH needs no token', () => {
    const found = remotes({ ...usual, cloneUrl: 'ssh://mirror.example.com' });
    expect(found.rewrites[0]).toEqual({ from: 'ssh://mirror.example.com/group/proj.git', to: 'ssh://git@mirror.example.com/group/proj.git' });
    expect(found.rewrites.some(({ to }) => to.includes('tok@'))).toBe(false);
  });

  test('GIT_SUBMODULE_FORCE_HTTPS turns both addresses of SSH into those of the server', () => {
    expect(rewritesOf({ forceHttps: true })).toEqual(
      expect.arrayContaining([
        'git@ssh.example.com: -> https://gitlab-ci-token:tok@gitlab.example.com/',
        'ssh://git@ssh.example.com -> https://gitlab-ci-token:tok@gitlab.example.com',
      ]),
    );
    expect(rewritesOf({ forceHttps: true, sshPort: '2222' })).toContain('ssh://git@ssh.example.com:2222 -> https://gitlab-ci-token:tok@gitlab.example.com');
    expect(rewritesOf({ forceHttps: true, sshPort: '2222' }).some((rewrite) => rewrite.startsWith('git@'))).toBe(false);
  });

  test('without tokens in addresses no rewrite has one', () => {
    const found = remotes({ ...usual, tokensInUrls: false, forceHttps: true });
    expect(JSON.stringify(found)).not.toContain('tok@');
    expect(found.rewrites).toContainEqual({ from: 'git@ssh.example.com:', to: 'https://gitlab.example.com/' });
  });

  test('a token with characters that mean something in addresses is encoded', () => {
    expect(rewritesOf({ jobToken: 'a/b@c' })[1]).toBe('https://gitlab.example.com -> https://gitlab-ci-token:a%2Fb%40c@gitlab.example.com');
  });

  test('a path on the disk is a remote like another, of no server', () => {
    expect(remotes({ ...usual, repositoryUrl: '/srv/proj.git', runnerUrl: '' })).toEqual({ url: '/srv/proj.git', host: null, rewrites: [] });
  });
});
