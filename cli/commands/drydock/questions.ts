import type { Io } from '../../io.ts';
import { Failure } from './failure.ts';

/** What is asked, and what is known already. */
export interface Question {
  /** The flag that answers it. */
  readonly flag: string;
  /** undefined where only the command line can answer. */
  readonly prompt?: string;
  readonly known: string;
  readonly optional?: boolean;
}

/** Asks the operator, or takes what the command line says where nobody is to be asked. */
export class Questions {
  readonly #io: Io;
  readonly #interactive: boolean;

  constructor(io: Io, interactive: boolean) {
    this.#io = io;
    this.#interactive = interactive;
  }

  /**
   * The answer; an empty line takes what is known.
   *
   * @throws Failure when there is no answer and nobody left to give one.
   */
  ask({ flag, prompt, known, optional = false }: Question): string {
    if (!this.#interactive || prompt === undefined) {
      if (known === '' && !optional) throw new Failure(`The ${flag} needs to be entered`);
      return known;
    }
    for (;;) {
      this.#io.stderr.write(`${prompt}\n${known === '' ? '' : `[${known}]: `}`);
      const line = this.#io.readLine();
      if (line === null) throw new Failure('Unexpected EOF. Did you mean to use --non-interactive?');
      const answer = line.trim() === '' ? known : line.trim();
      if (answer !== '' || optional) return answer;
    }
  }
}
