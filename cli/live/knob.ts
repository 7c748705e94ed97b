/** What the number of a knob counts; `times` is a factor on what the scenario has. */
export type KnobUnit = 'count' | 'seconds' | 'factor' | 'times' | 'money';

/** Where a value goes: as it is, or as a factor on what the scenario has. */
export interface KnobTarget {
  /** As for `--set`. */
  readonly path: string;
  readonly kind: 'value' | 'factor';
  /** What a factor multiplies. */
  readonly base: number;
  /** What stands behind the number: `/h`. */
  readonly suffix: string;
  /** Whether only whole numbers make sense. */
  readonly whole: boolean;
}

/** Something to turn: one number of the configuration or of the scenario. */
export interface Knob {
  /** `idle_count`, or `idle_count@1` for that of the second policy. */
  readonly id: string;
  readonly label: string;
  /** The policy or the part that it belongs to; empty for the whole fleet. */
  readonly group: string;
  readonly unit: KnobUnit;
  /** What the scenario has. */
  readonly value: number;
  /** What a slider can be set to, ascending; the value is among them. */
  readonly steps: readonly number[];
  /** What 0 means where it is not a number as any other. */
  readonly zero: string | null;
  readonly targets: readonly KnobTarget[];
}
