import type { Value } from '../../value.ts';
import { integer, members, OperandError, object, text } from '../operands.ts';
import type { ChainOptions } from './chain.ts';

/** OPA's names of purposes, in the order of Go's numbers. */
const PURPOSES: readonly string[] = [
  'KeyUsageAny',
  'KeyUsageServerAuth',
  'KeyUsageClientAuth',
  'KeyUsageCodeSigning',
  'KeyUsageEmailProtection',
  'KeyUsageIPSECEndSystem',
  'KeyUsageIPSECTunnel',
  'KeyUsageIPSECUser',
  'KeyUsageTimeStamping',
  'KeyUsageOCSPSigning',
  'KeyUsageMicrosoftServerGatedCrypto',
  'KeyUsageNetscapeServerGatedCrypto',
  'KeyUsageMicrosoftCommercialCodeSigning',
  'KeyUsageMicrosoftKernelCodeSigning',
];

/** The options of `crypto.x509.parse_and_verify_certificates_with_options`. A key that is no string is ignored. */
export function parseOptions(operand: Value | undefined, now: () => bigint): ChainOptions {
  let time: bigint | undefined;
  let [host, purposes]: [string, number[]] = ['', []];
  for (const [name, value] of object(operand)) {
    switch (name) {
      case 'CurrentTime':
        time = int64(value);
        break;
      case 'DNSName':
        host = unquoted(text(value));
        break;
      case 'KeyUsages':
        purposes = members(value).flatMap((usage) => (typeof usage === 'string' ? purpose(unquoted(usage)) : []));
        break;
      case 'MaxConstraintComparisons':
        // Go has no use for it any more.
        int64(value);
        break;
      default:
        if (typeof name === 'string') throw new OperandError('an unknown option');
    }
  }
  return { time: time ?? now(), host, purposes };
}

function int64(value: Value): bigint {
  const number = integer(value);
  if (BigInt.asIntN(64, number) !== number) throw new OperandError('too large a number');
  return number;
}

function purpose(name: string): number {
  const number = PURPOSES.indexOf(name);
  if (number < 0) throw new OperandError('an unknown purpose');
  return number;
}

function unquoted(text: string): string {
  let [start, end] = [0, text.length];
  while (text[start] === '"') start++;
  while (end > start && text[end - 1] === '"') end--;
  return text.slice(start, end);
}
