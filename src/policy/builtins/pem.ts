import { decodeBase64 } from './base64.ts';
import { OperandError } from './operands.ts';

export interface PemBlock {
  /** As `CERTIFICATE`. */
  readonly type: string;
  /** DER. */
  readonly bytes: Buffer;
  /** What follows the block's last line. */
  readonly rest: string;
}

const BEGIN = '-----BEGIN ';
const END = '\n-----END ';
const DASHES = '-----';
const BLANK = /[ \t]/g;

/** The first block of PEM in a text; what stands before it is skipped (Go: encoding/pem.Decode). */
export function decodePem(text: string): PemBlock | undefined {
  for (let from = 0; ; ) {
    const end = text.indexOf(END, from);
    if (end < 0) return undefined;
    const begin = text.lastIndexOf(BEGIN, end);
    const atLineStart = begin === from || text[begin - 1] === '\n';
    const block = begin >= from && atLineStart ? blockBetween(text, begin + BEGIN.length, end) : undefined;
    if (block !== undefined) return block;
    from = end + END.length;
  }
}

/** All blocks from the start of a text. */
export function* pemBlocks(text: string): Generator<PemBlock> {
  for (let block = decodePem(text); block !== undefined; block = decodePem(block.rest)) yield block;
}

/** @param start behind `-----BEGIN ` @param end before the line end of `-----END ` */
function blockBetween(text: string, start: number, end: number): PemBlock | undefined {
  const [typeLine, ...lines] = text.slice(start, end).split('\n');
  const label = typeLine?.trimEnd() ?? '';
  const trailer = text.slice(end + END.length);
  const lineEnd = trailer.indexOf('\n');
  const lastLine = lineEnd < 0 ? trailer : trailer.slice(0, lineEnd);
  if (!label.endsWith(DASHES) || lastLine.trimEnd() !== label) return undefined;
  const body = lines.slice(lines.findIndex((line) => !line.includes(':')));
  const bytes = bytesOrNothing(body.join('\n').replace(BLANK, ''));
  if (bytes === undefined) return undefined;
  return { type: label.slice(0, -DASHES.length), bytes, rest: lineEnd < 0 ? '' : trailer.slice(lineEnd + 1) };
}

function bytesOrNothing(base64: string): Buffer | undefined {
  try {
    return decodeBase64(base64);
  } catch (thrown) {
    if (thrown instanceof OperandError) return undefined;
    throw thrown;
  }
}
