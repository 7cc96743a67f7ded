import { OperandError } from '../operands.ts';
import { aligned, context, DerReader, type Element, TAG } from './der.ts';
import { type Extension, type Extensions, parseExtensionList, readExtensions } from './extensions.ts';
import { parseName } from './name.ts';
import { parsePublicKey, type SubjectPublicKey } from './public-key.ts';
import { parseSignatureAlgorithm, type SignatureAlgorithm } from './signature.ts';

/** A certificate, as strictly read as by Go's crypto/x509 (RFC 5280, 4.1). */
export interface Certificate {
  readonly raw: Buffer;
  /** What is signed. */
  readonly rawTbs: Buffer;
  /** 1 to 3. */
  readonly version: bigint;
  readonly serialNumber: bigint;
  readonly rawIssuer: Buffer;
  readonly rawSubject: Buffer;
  /** Unix seconds. */
  readonly notBefore: number;
  readonly notAfter: number;
  readonly rawPublicKey: Buffer;
  readonly publicKey: SubjectPublicKey;
  readonly extensionList: readonly Extension[];
  readonly extensions: Extensions;
  readonly signatureAlgorithm: SignatureAlgorithm;
  readonly signature: Buffer;
}

/** All certificates of DER, one after the other. @throws OperandError, or what node:crypto throws for a wrong key */
export function parseCertificates(der: Buffer): Certificate[] {
  const certificates: Certificate[] = [];
  for (const reader = new DerReader(der); !reader.empty; ) {
    certificates.push(parseCertificate(reader.read(TAG.sequence)));
  }
  return certificates;
}

export function parseCertificate({ content, full }: Element): Certificate {
  const outer = new DerReader(content);
  const tbsElement = outer.read(TAG.sequence);
  const tbs = new DerReader(tbsElement.content);
  const version = 1n + (tbs.enterOptional(context(0, true))?.integer() ?? 0n);
  const serialNumber = tbs.integer();
  refuse(version < 1n || version > 3n || serialNumber < 0n);
  const algorithm = tbs.read(TAG.sequence).content;
  refuse(!algorithm.equals(outer.read(TAG.sequence).content));
  const rawIssuer = tbs.read(TAG.sequence).full;
  parseName(rawIssuer);
  const validity = tbs.enter(TAG.sequence);
  const [notBefore, notAfter] = [validity.time(), validity.time()];
  const rawSubject = tbs.read(TAG.sequence).full;
  parseName(rawSubject);
  const rawPublicKey = tbs.read(TAG.sequence).full;
  const publicKey = parsePublicKey(rawPublicKey);
  const extensionList = version === 1n ? [] : extensionsOf(tbs, version);
  const extensions = readExtensions(extensionList);
  const signature = aligned(outer.bitString());
  return {
    raw: full,
    rawTbs: tbsElement.full,
    version,
    serialNumber,
    rawIssuer,
    rawSubject,
    notBefore,
    notAfter,
    rawPublicKey,
    publicKey,
    extensionList,
    extensions,
    signatureAlgorithm: parseSignatureAlgorithm(algorithm),
    signature,
  };
}

function extensionsOf(tbs: DerReader, version: bigint): Extension[] {
  if (tbs.next(context(1))) tbs.read();
  if (tbs.next(context(2))) tbs.read();
  const list = version === 3n ? tbs.enterOptional(context(3, true))?.enter(TAG.sequence) : undefined;
  return list === undefined ? [] : parseExtensionList(list);
}

function refuse(wrong: boolean): void {
  if (wrong) throw new OperandError('no certificate');
}
