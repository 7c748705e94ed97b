/** Upstream's commands that have no counterpart, and what to use instead: one line each. */
export const advice: Readonly<Record<string, string>> = {
  install: 'Drydock is a plain service: copy packaging/systemd/drydock.service to /etc/systemd/system, then: systemctl enable --now drydock',
  uninstall: 'use: systemctl disable --now drydock, then remove the unit',
  start: 'use: systemctl start drydock',
  stop: 'use: systemctl stop drydock (it waits for the jobs), or send SIGQUIT',
  restart: 'use: systemctl restart drydock',
  status: 'use: systemctl status drydock, or: drydock health-check',
  exec: 'gone from gitlab-runner since 16.0; to try a fleet without GitLab: sim run @mac-nesting',
  wrapper: 'Drydock stops by signals: SIGQUIT waits for the jobs, SIGTERM stops them',
  'artifacts-downloader': 'runs on instances, where the gitlab-runner binary or curl does it',
  'artifacts-uploader': 'runs on instances, where the gitlab-runner binary or curl does it',
  'cache-archiver': 'runs on instances, where the gitlab-runner binary or standard tools do it',
  'cache-extractor': 'runs on instances, where the gitlab-runner binary or standard tools do it',
  'cache-init': 'belongs to executors with containers; the instance executor does not need it',
  'read-logs': 'belongs to the Kubernetes executor',
  'proxy-exec': 'belongs to executors with containers',
};
