import { STATUS_CODES } from 'node:http';
import { z } from 'zod';
import { maskedText } from '../config/mask-secrets.ts';
import type { ApiAnswer } from './api-exchange.ts';

const longestMessage = 300;

const messages = z.object({
  message: z.union([z.string(), z.record(z.string(), z.array(z.unknown()))]).optional(),
  error: z.string().optional(),
});

/** An answer in one line for the log: its status, GitLab's own message where it says more, and where it redirects to. */
export function answerDetail({ status, headers, body, fault }: ApiAnswer): string {
  if (status === null) return fault?.detail ?? 'no answer';
  const line = `${String(status)} ${STATUS_CODES[status] ?? ''}`.trim();
  const location = headers['location'];
  if (status >= 300 && status < 400 && location !== undefined) return `${line} to ${hostOf(location)}, which is not followed: set url to it`;
  const said = messageOf(body.toString('utf8'));
  return said === '' || said === line ? line : `${line} (${maskedText(said).slice(0, longestMessage)})`;
}

function messageOf(body: string): string {
  try {
    const { message, error } = messages.parse(JSON.parse(body));
    if (message === undefined) return error ?? '';
    if (typeof message === 'string') return message;
    return Object.entries(message)
      .map(([key, values]) => `${key}: ${values.map(String).join('; ')}`)
      .join(', ');
  } catch {
    return '';
  }
}

function hostOf(location: string): string {
  return URL.parse(location)?.origin ?? 'another address';
}
