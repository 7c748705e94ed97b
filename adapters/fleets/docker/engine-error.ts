/** The engine answered, and refused. */
export class EngineError extends Error {
  override readonly name = 'EngineError';
  readonly statusCode: number;

  constructor(statusCode: number, message: string) {
    super(message);
    this.statusCode = statusCode;
  }
}
