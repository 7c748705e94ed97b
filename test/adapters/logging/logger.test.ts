import { describe, expect, test } from 'vitest';
import { Sealed } from '../../../adapters/config/sealed.ts';
import { Logger, type LoggerOptions } from '../../../adapters/logging/logger.ts';
import { logSettings } from '../../../adapters/logging/log-settings.ts';
import { shortenToken } from '../../../adapters/logging/shorten-token.ts';

/** A logger and the lines that it has written. */
function logger(options: Partial<LoggerOptions> = {}): { readonly log: Logger; readonly lines: string[] } {
  const lines: string[] = [];
  const log = Logger.create({ level: 'info', format: 'runner', colour: false, write: (line) => void lines.push(line), ...options });
  return { log, lines };
}

describe('the form runner', () => {
  test('pads the message to 50 columns and sorts the fields', () => {
    const { log, lines } = logger();
    log.with({ runner: 'peer_shel' }).info('Verifying runner... is alive', { correlation_id: 7 });
    expect(lines).toEqual([`${'Verifying runner... is alive'.padEnd(50)}  correlation_id=7 runner=peer_shel\n`]);
  });

  test('says the level in front of what is graver than information, within the 50 columns', () => {
    const { log, lines } = logger();
    log.warning('one', { a: 1 });
    log.log('fatal', 'two');
    expect(lines).toEqual([`${'WARNING: one'.padEnd(50)}  a=1\n`, 'FATAL: two\n']);
  });

  test('colours only where it is told to', () => {
    const { log, lines } = logger({ colour: true });
    log.error('no', { a: 1 });
    expect(lines[0]).toMatch(/^\u001b\[31;1mERROR: no {41}\u001b\[0;m  \u001b\[31;1ma\u001b\[0;m=1\n$/);
  });
});

test('the form text quotes what a reader of name=value would misread', () => {
  const { log, lines } = logger({ format: 'text' });
  log.info('two words', { plain: 'a/b.c', quoted: 'a "b"', object: { x: 1 } });
  expect(lines[0]).toMatch(/^time="\d{4}-\d\d-\d\dT[\d:.]+Z" level=info msg="two words" object="\{\\"x\\":1\}" plain=a\/b\.c quoted="a \\"b\\""\n$/);
});

test('the form json has level, msg and time beside the fields', () => {
  const { log, lines } = logger({ format: 'json' });
  log.warning('careful', { count: 2, msg: 'mine', error: new Error('broken') });
  expect(JSON.parse(lines[0]!)).toEqual({
    level: 'warning',
    msg: 'careful',
    time: expect.stringMatching(/Z$/) as string,
    count: 2,
    'fields.msg': 'mine',
    error: 'broken',
  });
});

test('lines below the level are not written, and a reload changes that for every logger made from it', () => {
  const { log, lines } = logger();
  const child = log.with({ a: 1 });
  child.debug('unseen');
  log.configure({ level: 'debug', format: 'text' });
  child.debug('seen');
  expect(lines).toEqual([expect.stringMatching(/level=debug msg=seen a=1\n$/)]);
});

test('what is graver than information is counted, shown or not', () => {
  const counted: string[] = [];
  const { log } = logger({ level: 'panic', onGrave: (level) => void counted.push(level) });
  log.info('a');
  log.warning('b');
  log.error('c');
  expect(counted).toEqual(['warning', 'error']);
});

describe.each(['runner', 'text', 'json'] as const)('in the form %s no secret is written', (format) => {
  test.each([
    ['a token in the message', 'hello glrt-t1_abcdefghijklmnop', {}, 'hello abcdefghi', 'jklmnop'],
    ['a token in a nested field', 'm', { answer: { token: 'glcbt-64_abcdefghijklmn' } }, '64_abcdef', 'ghijklmn'],
    ['a field of that name', 'm', { token: 'a1b2c3d4e5f6g7h8i9' }, 'a1b2c3d4e', 'f6g7h8i9'],
    ['a password', 'm', { password: 'hunter2hunter2' }, '[masked]', 'hunter2'],
    ['credentials in an address', 'GET https://user:secretpw@host/x', {}, 'https://[masked]@host/x', 'secretpw'],
    ['a token in a query', 'GET /x?private_token=abcdefghijkl&a=b', {}, 'private_token=[masked]', 'abcdefghijkl'],
    ['a sealed value', 'm', { key: new Sealed('the-private-key') }, '[sealed]', 'the-private-key'],
    ['a value that was named as one', 'uses legacyTokenOfTwenty', {}, 'uses legacyTok', 'enOfTwenty'],
  ])('%s', (_, message, fields, shown, secret) => {
    const { log, lines } = logger({ format });
    log.hide('legacyTokenOfTwenty');
    log.info(message, fields);
    log.with(fields).info(message);
    for (const line of lines) {
      expect(line).toContain(shown);
      expect(line).not.toContain(secret);
    }
  });
});

test.each([
  ['glrt-peer_shell1', 'peer_shel'],
  ['glrt-t1_abcdefghijkl', 'abcdefghi'],
  ['t3_abcdefghijkl', 'abcdefghi'],
  ['glcbt-64_jobtok1004', '64_jobtok'],
  ['GR1348941abcdefghijkl', 'abcdefghi'],
  ['fee9938e', 'fee9938e'],
])('%s is shown as %s', (token, short) => {
  expect(shortenToken(token)).toBe(short);
});

test('the command line decides over the configuration how the log looks', () => {
  const config = { logLevel: 'warn', logFormat: 'json' };
  expect(logSettings({}, null)).toEqual({ level: 'info', format: 'runner' });
  expect(logSettings({}, config)).toEqual({ level: 'warning', format: 'json' });
  expect(logSettings({ logLevel: 'error', logFormat: 'text' }, config)).toEqual({ level: 'error', format: 'text' });
  expect(logSettings({ debug: true, logLevel: 'error' }, config)).toEqual({ level: 'debug', format: 'json' });
});
