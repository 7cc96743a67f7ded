import type { RegoObject, Value } from '../../value.ts';
import { decodeBase64 } from '../base64.ts';
import { OperandError } from '../operands.ts';
import { decodePem } from '../pem.ts';
import { parseAlternativeNames } from './alternative-names.ts';
import { base64, extensionValue, ipText, record, urlValue } from './certificate-value.ts';
import { aligned, context, DerReader, TAG } from './der.ts';
import { type Extension, parseExtensionList } from './extensions.ts';
import { orNull, parseName } from './name.ts';
import { parsePublicKey } from './public-key.ts';
import { parseSignatureAlgorithm } from './signature.ts';
import { latin1 } from './source.ts';

const PEM = '-----BEGIN CERTIFICATE REQUEST-----';
const EXTENSION_REQUEST = '1.2.840.113549.1.9.14';
const ALTERNATIVE_NAMES = '2.5.29.17';

/**
 * A certificate request (RFC 2986) as Go's JSON of x509.CertificateRequest.
 *
 * @param source PEM, or base64 of PEM or of DER
 */
export function requestValue(source: string): RegoObject {
  const text = latin1(source);
  const bytes = text.startsWith(PEM) ? Buffer.from(text, 'latin1') : decodeBase64(text);
  const block = decodePem(bytes.toString('latin1'));
  if (block !== undefined && block.type !== 'CERTIFICATE REQUEST') throw new OperandError('PEM of something else');
  return parseRequest(block?.bytes ?? bytes);
}

function parseRequest(der: Buffer): RegoObject {
  const reader = new DerReader(der);
  const { content, full } = reader.read(TAG.sequence);
  if (!reader.empty) throw new OperandError('something behind the request');
  const outer = new DerReader(content);
  const info = outer.read(TAG.sequence);
  const fields = new DerReader(info.content);
  const version = fields.integer();
  const rawSubject = fields.read(TAG.sequence).full;
  const rawPublicKey = fields.read(TAG.sequence).full;
  const publicKey = parsePublicKey(rawPublicKey);
  const attributes = attributesOf(fields.enterOptional(context(0, true)));
  const extensions = attributes.flatMap(({ extensions }) => extensions);
  const named = extensions.findLast(({ id }) => id.join('.') === ALTERNATIVE_NAMES);
  const names = named === undefined ? undefined : parseAlternativeNames(named.value);
  return record({
    Raw: base64(full),
    RawTBSCertificateRequest: base64(info.full),
    RawSubjectPublicKeyInfo: base64(rawPublicKey),
    RawSubject: base64(rawSubject),
    Version: Number(version),
    SignatureAlgorithm: parseSignatureAlgorithm(outer.read(TAG.sequence).content).number,
    Signature: base64(aligned(outer.bitString())),
    PublicKeyAlgorithm: publicKey.algorithm,
    PublicKey: publicKey.value,
    Subject: parseName(rawSubject),
    Attributes: orNull(attributes.flatMap(({ value }) => value ?? [])),
    Extensions: orNull(extensions.map(extensionValue)),
    ExtraExtensions: null,
    DNSNames: orNull(names?.dnsNames ?? []),
    EmailAddresses: orNull(names?.emailAddresses ?? []),
    IPAddresses: orNull((names?.ipAddresses ?? []).map(ipText)),
    URIs: orNull((names?.uris ?? []).map(urlValue)),
  });
}

interface Attribute {
  /** As Go's JSON has it; undefined where it leaves it out. */
  readonly value: RegoObject | undefined;
  readonly extensions: readonly Extension[];
}

/** The attributes that ask for extensions; Go's JSON leaves out what has another shape, as a password. */
function attributesOf(list: DerReader | undefined): Attribute[] {
  const attributes: Attribute[] = [];
  while (list?.empty === false) {
    const attribute = list.enter(TAG.sequence);
    const type = attribute.oid();
    const values = attribute.enter(TAG.set);
    if (type.join('.') !== EXTENSION_REQUEST) continue;
    const extensions = parseExtensionList(values.enter(TAG.sequence));
    const pairs: Value[] = extensions.map(({ id, value }) => record({ Type: id, Value: base64(value) }));
    // Where an extension is critical the pairs are triples, which Go's older shape does not fit.
    const shown = extensions.every(({ critical }) => !critical);
    attributes.push({ value: shown ? record({ Type: type, Value: [pairs] }) : undefined, extensions });
  }
  return attributes;
}
