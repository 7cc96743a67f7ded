import { bytesOf } from '../../bytes.ts';
import { checkLength, type Flags, padded } from './flags.ts';
import { canBackquote, quoted } from './quote.ts';

/** A string by a verb; undefined where the verb is not for strings. */
export function formatText(text: string, verb: string, flags: Flags): string | undefined {
  switch (verb) {
    case 'v':
      return flags.sharpV ? quote(text, flags) : padded(truncated(text, flags), flags);
    case 's':
      return padded(truncated(text, flags), flags);
    case 'q':
      return quote(text, flags);
    case 'x':
      return hexadecimal(text, flags);
    case 'X':
      return hexadecimal(text, flags).toUpperCase();
    default:
      return undefined;
  }
}

function quote(text: string, flags: Flags): string {
  const part = truncated(text, flags);
  return padded(flags.sharp && canBackquote(part) ? `\`${part}\`` : quoted(part, flags.plus), flags);
}

/** The first characters, as many as the precision says. */
function truncated(text: string, { precision }: Flags): string {
  if (precision === undefined || text.length <= precision) return text;
  let end = 0;
  for (let left = precision; left > 0 && end < text.length; left--) {
    end += (text.codePointAt(end) as number) > 0xffff ? 2 : 1;
  }
  return text.slice(0, end);
}

/** The bytes in hexadecimal, at most as many as the precision says. */
function hexadecimal(text: string, flags: Flags): string {
  const all = bytesOf(text);
  const bytes = all.subarray(0, flags.precision ?? all.length);
  checkLength(bytes.length * 2);
  if (bytes.length === 0) return padded('', flags);
  const prefix = flags.sharp ? '0x' : '';
  if (!flags.space) return padded(prefix + bytes.toString('hex'), flags);
  checkLength(bytes.length * 5);
  return padded(Array.from(bytes, (byte) => prefix + byte.toString(16).padStart(2, '0')).join(' '), flags);
}
