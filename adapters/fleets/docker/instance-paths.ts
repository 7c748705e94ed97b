/** Where an instance keeps what was provisioned for it. A manager that starts anew reads it from there: nothing of it is kept anywhere else. */
export const instancePaths = {
  /** The private key that lets the manager in; readable by the container's root alone, whom it would tell nothing new. */
  key: '/etc/drydock/login_key',
  hostKey: '/etc/drydock/host_key',
  hostPublicKey: '/etc/drydock/host_key.pub',
  authorizedKeys: '/etc/drydock/authorized_keys',
  sshdConfig: '/etc/drydock/sshd_config',
} as const;
