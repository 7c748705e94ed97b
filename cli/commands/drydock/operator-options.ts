/** The options that every command of an operator has, as commander gives them. */
export interface OperatorOptions {
  readonly config: string;
  readonly debug?: boolean;
  readonly logLevel?: string;
  readonly logFormat?: string;
}

/** Names one runner of the configuration, or all of them. */
export interface SelectionOptions {
  readonly name?: string;
  readonly url?: string;
  readonly token?: string;
  readonly id?: number;
  readonly allRunners?: boolean;
}
