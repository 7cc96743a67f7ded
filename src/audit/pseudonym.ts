import { createHmac } from 'node:crypto';
import { MASK } from './credentials.ts';

/** Characters of the digest that are kept: 64 bits. */
const LENGTH = 16;

/** What stands in the place of a masked value: equal for equal values under one key, and telling nothing else of them. */
export type Pseudonym = (value: unknown) => string;

/** @param key secret; it never leaves the gateway, so that nobody can try values out. */
export function pseudonyms(key: string): Pseudonym {
  return (value) => {
    const digest = createHmac('sha256', key)
      .update(JSON.stringify(value) ?? '')
      .digest('hex');
    return `${MASK}${digest.slice(0, LENGTH)}`;
  };
}
