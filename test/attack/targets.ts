import fc from 'fast-check';

/** Parts that have confused servers are more likely than chance would make them. */
const part = fc.oneof(
  fc.constantFrom(
    '/',
    '//',
    '.',
    '..',
    '%2e',
    '%2E',
    '%2f',
    '%5c',
    '%00',
    '%3b',
    ';',
    '\\',
    '#',
    '?',
    '&',
    '=',
    '%',
    '%25',
    '@',
    ':',
  ),
  fc.constantFrom(
    'admin',
    'encoded',
    '%61',
    '%C3%A9',
    '%c3%a9',
    '%ff',
    '\xe9',
    ' ',
    '\t',
    '+',
    '[',
    '|',
    '*',
    '{id}',
    'http://a',
  ),
  fc.integer({ min: 0, max: 255 }).map((code) => String.fromCharCode(code)),
  fc.integer({ min: 0, max: 255 }).map((code) => `%${code.toString(16).padStart(2, '0')}`),
);

/** Request targets, one character a byte. */
export const hostileTarget = fc
  .tuple(fc.constantFrom('/', '/a/', '/encoded/', ''), fc.array(part, { maxLength: 12 }))
  .map(([start, parts]) => start + parts.join(''));
