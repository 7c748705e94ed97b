/** The keys of a config.toml that a recommendation may change, in the order in which they are listed. */
export const searchKeys = [
  'max_instances',
  'concurrent',
  'limit',
  'idle_count',
  'idle_time',
  'scale_factor',
  'scale_factor_limit',
  'periods',
  'preemptive_mode',
  'request_concurrency',
  'capacity_per_instance',
  'max_use_count',
] as const;
export type SearchKey = (typeof searchKeys)[number];
