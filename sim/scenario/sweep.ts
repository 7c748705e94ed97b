/** A value that a configuration or a scenario can hold at a path. */
export type Setting = string | number | boolean | null | readonly Setting[] | { readonly [key: string]: Setting };

/** Along which values one path is varied: its own list, or in step with another path. */
export type SweepAxis = { readonly path: string; readonly values: readonly Setting[] } | { readonly path: string; readonly follow: string };

/** A parameter grid and what is sought in it. */
export interface Sweep {
  readonly axes: readonly SweepAxis[];
  readonly objective: { readonly minimize: string; readonly subjectTo: 'slo' | null } | null;
}
