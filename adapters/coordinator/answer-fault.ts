import type { Fault, FaultCode } from '../../core/fault.ts';
import { answerDetail } from './answer-detail.ts';
import type { ApiAnswer } from './api-exchange.ts';

const codes: Readonly<Record<number, FaultCode>> = { 403: 'auth', 404: 'not-found', 408: 'timeout', 409: 'conflict', 429: 'throttled', 504: 'timeout' };

/**
 * What an answer that is none of the hoped-for ones means. Of the statuses only 403 says that the token is not accepted; GitLab answers 401 to none.
 *
 * @remarks Source: peer-runner.md §1.1.
 */
export function answerFault(answer: ApiAnswer): Fault {
  if (answer.fault !== null) return answer.fault;
  return { code: codes[answer.status ?? 0] ?? 'unknown', detail: answerDetail(answer) };
}
