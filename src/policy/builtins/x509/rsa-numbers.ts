/** Numbers of a private key of RSA, by the names that they have in a JWK. */
export type RsaNumbers = Readonly<Record<'n' | 'e' | 'd' | 'p' | 'q' | 'dp' | 'dq' | 'qi', bigint>>;

const LARGEST_EXPONENT = 2n ** 31n - 1n;

/** Whether they belong together, and are not weak in a way that Go refuses (crypto/rsa: PrivateKey.Validate). */
export function isSound({ n, e, d, p, q, dp, dq, qi }: RsaNumbers): boolean {
  if (e < 2n || e % 2n === 0n || e > LARGEST_EXPONENT) return false;
  if (p < 3n || q < 3n || p * q !== n || n % 2n === 0n || d >= n) return false;
  if (dp !== d % (p - 1n) || dq !== d % (q - 1n) || qi >= p) return false;
  if ((e * dp) % (p - 1n) !== 1n || (e * dq) % (q - 1n) !== 1n || (qi * q) % p !== 1n) return false;
  const half = Math.floor(bitLength(n) / 2);
  return bitLength(p > q ? p - q : q - p) > half - 100 && bitLength(d) > half;
}

function bitLength(number: bigint): number {
  return number === 0n ? 0 : number.toString(2).length;
}
