import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { SecretIndex } from '../../../adapters/job-log/secret-index.ts';
import { SecretMasker } from '../../../adapters/job-log/secret-masker.ts';
import { secretRules } from '../../../adapters/job-log/secret-rules.ts';

const phrases = ['s3cr3tvalue', 's3cr3t', 'line one\nline two', 'überschlüssel', 'x'.repeat(300)];

/** What is seen of pieces that come one after the other. */
function seen(pieces: readonly (string | Buffer)[], hints = { phrases, tokenPrefixes: ['acme_'] }): string {
  const masker = new SecretMasker(new SecretIndex(secretRules(hints)));
  // A piece's memory is used again as soon as it is written, as that of a socket may be.
  const shown = pieces.map((piece) => {
    const bytes = Buffer.from(piece);
    const copy = Buffer.from(masker.push(bytes));
    bytes.fill(0x21);
    return copy;
  });
  return Buffer.concat([...shown, masker.end()]).toString();
}

describe('what is masked', () => {
  test.each([
    ['a masked value', 'pw=s3cr3tvalue;', 'pw=[MASKED];'],
    ['a value twice in a row, each for itself', 's3cr3tvalues3cr3tvalue', '[MASKED][MASKED]'],
    ['the longer of two values that begin alike', 's3cr3tvalue s3cr3t', '[MASKED] [MASKED]'],
    ['a value of several lines', 'a line one\nline two b', 'a [MASKED] b'],
    ['a value beyond ASCII', 'der überschlüssel passt', 'der [MASKED] passt'],
    ['a token after its prefix, which stays', 'glpat-abcdefghijklmnopqrst and glcbt-64_ZZZZ end', 'glpat-[MASKED] and glcbt-[MASKED] end'],
    ['runner tokens', 'glrt-t1_abc.01.0x, glrtr-abc', 'glrt-[MASKED], glrtr-[MASKED]'],
    ['a session cookie', 'Cookie: _gitlab_session=0af3; a=b', 'Cookie: _gitlab_session=[MASKED]; a=b'],
    ['a token with a prefix of the instance', 'acme_12345!', 'acme_[MASKED]!'],
    ['a secret parameter', 'https://h/x?private_token=abc123&a=b', 'https://h/x?private_token=[MASKED]&a=b'],
    ['a secret parameter in other letters', '?a=1&X-Amz-Signature=0f&Authenticity_Token=1 b', '?a=1&X-Amz-Signature=[MASKED]&Authenticity_Token=[MASKED] b'],
    ['an empty secret parameter', '?private_token=&a=b', '?private_token=[MASKED]&a=b'],
    ['the signatures of other clouds', 'x?sv=1&sig=a%2Bb&X-Goog-Signature=c', 'x?sv=1&sig=[MASKED]&X-Goog-Signature=[MASKED]'],
    ['a password in a URL', 'https://user:pw@example.invalid/x', 'https://user:[MASKED]@example.invalid/x'],
    ['a password with an at sign', 'ftp://user:p@w@example.invalid:21/x', 'ftp://user:[MASKED]@example.invalid:21/x'],
    ['a password at the very end', 'to https://user:pw@h', 'to https://user:[MASKED]@h'],
    ['secrets that overlap, together', 'glpat-abcs3cr3tvaluedef!', 'glpat-[MASKED]!'],
  ])('%s', (_, text, expected) => {
    expect(seen([text])).toBe(expected);
  });

  test.each([
    ['a prefix alone', 'glpat- and glrt-'],
    ['another parameter', '?private_tokens=1&my_private_token=2&page=3'],
    ['a user without a password', 'git clone ssh://git@example.invalid/x.git'],
    ['a port', 'http://127.0.0.1:18080/x mail@example.invalid'],
    ['two addresses side by side', '{"a":"http://h:80","b":"me@example.invalid"}'],
    ['the beginning of a value', 's3cr3 s3cr3'],
  ])('not %s', (_, text) => {
    expect(seen([text])).toBe(text);
  });

  test('two values that overlap leave no part of either', () => {
    expect(seen(['abcdefg'], { phrases: ['abc', 'bcdefg'], tokenPrefixes: [] })).toBe('[MASKED]');
  });

  test('a value of one character', () => {
    expect(seen(['a.b.', 'c'], { phrases: ['.'], tokenPrefixes: [] })).toBe('a[MASKED]b[MASKED]c');
  });
});

describe('masking across writes', () => {
  const text =
    'pw=s3cr3tvalue s3cr3 glpat-abc.def=x!\nline one\nline two ?private_token=abc&q=1 https://user:p@w@h/x ' +
    `${'x'.repeat(300)} überschlüssel acme_1 ${'y'.repeat(20)} glrt-${'z'.repeat(50)} _gitlab_session=`;

  test('the same is seen however the bytes are cut', () => {
    const bytes = Buffer.from(text);
    const whole = seen([bytes]);
    expect(whole).not.toContain('value');
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1 }), (sizes) => {
        const pieces: Buffer[] = [];
        for (let at = 0, turn = 0; at < bytes.length; turn++) {
          const size = sizes[turn % sizes.length]!;
          pieces.push(bytes.subarray(at, at + size));
          at += size;
        }
        expect(seen(pieces)).toBe(whole);
      }),
    );
  });

  test('no secret is seen in any text made of secrets and their parts', () => {
    const words = fc.constantFrom(...phrases, 's3c', 'r3t', 'value', 'line ', '\n', 'glpat-', 'https://u:', '@', '?sig=', '&', ' ', 'ü');
    fc.assert(
      fc.property(fc.array(words, { maxLength: 12 }), (pieces) => {
        const shown = seen(pieces);
        for (const phrase of phrases) expect(shown).not.toContain(phrase);
      }),
    );
  });

  test('what may be the beginning of a secret is held back, and nothing else', () => {
    const masker = new SecretMasker(new SecretIndex(secretRules({ phrases, tokenPrefixes: [] })));
    expect(masker.push(Buffer.from('hello s3cr')).toString()).toBe('hello ');
    expect(masker.push(Buffer.from('ap\n')).toString()).toBe('s3crap\n');
  });

  // A masker that kept the value would copy 100 GB here, and the test would time out.
  test('a value without end is masked and not kept', () => {
    const masker = new SecretMasker(new SecretIndex(secretRules({ phrases: [], tokenPrefixes: [] })));
    let shown = masker.push(Buffer.from('glpat-a')).toString();
    const piece = Buffer.alloc(1024, 'b');
    for (let count = 0; count < 16 * 1024; count++) shown += masker.push(piece).toString();
    shown += masker.push(Buffer.from(' end\n')).toString();
    expect(shown + masker.end().toString()).toBe('glpat-[MASKED] end\n');
  });
});
