import fc from 'fast-check';

/** Zones whose clocks do what clocks can do: jump by an hour, by half an hour, in both halves of the year, around Ramadan, or never. */
export const zone = fc.constantFrom(
  'UTC',
  'Europe/Berlin',
  'America/New_York',
  'America/St_Johns',
  'Australia/Lord_Howe',
  'Africa/Casablanca',
  'Asia/Kolkata',
  'Pacific/Auckland',
  'Pacific/Apia',
  'America/Sao_Paulo',
);

function field(from: number, to: number): fc.Arbitrary<string> {
  const number = fc.integer({ min: from, max: to });
  const range = fc.tuple(number, number).map(([a, b]) => `${Math.min(a, b)}-${Math.max(a, b)}`);
  const step = fc.integer({ min: 1, max: to - from });
  const item = fc.oneof(
    number.map(String),
    range,
    fc.tuple(range, step).map(([text, by]) => `${text}/${by}`),
  );
  return fc.oneof(
    { weight: 2, arbitrary: fc.constant('*') },
    { weight: 1, arbitrary: step.map((by) => `*/${by}`) },
    { weight: 3, arbitrary: fc.array(item, { minLength: 1, maxLength: 3 }).map((items) => items.join(',')) },
  );
}

const names = fc.constantFrom('mon-fri', 'SUN', 'sat,sun', 'Tue', '7', '0', '1-7');

/** A unix-cron expression of five fields. */
export const cronExpression = fc.tuple(field(0, 59), field(0, 23), field(1, 31), field(1, 12), fc.oneof(field(0, 6), names)).map((fields) => fields.join(' '));

/** An instant between 2024 and 2030, to the millisecond. */
export const instantMs = fc.integer({ min: Date.UTC(2024, 0, 1), max: Date.UTC(2030, 0, 1) });
