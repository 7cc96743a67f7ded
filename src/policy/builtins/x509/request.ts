import type { RegoObject, Value } from '../../value.ts';
import { decodeBase64 } from '../base64.ts';
import { OperandError } from '../operands.ts';
import { decodePem } from '../pem.ts';
import { parseAlternativeNames } from './alternative-names.ts';
import { base64, extensionValue, ipText, record, urlValue } from './certificate-value.ts';
import { aligned, context, DerReader, type Element, TAG } from './der.ts';
import { type Extension, parseExtensionList } from './extensions.ts';
import { orNull, parseName } from './name.ts';
import { parsePublicKey } from './public-key.ts';
import { parseSignatureAlgorithm } from './signature.ts';
import { latin1 } from './source.ts';

const PEM = '-----BEGIN CERTIFICATE REQUEST-----';
const EXTENSION_REQUEST = '1.2.840.113549.1.9.14';
const REQUEST_ID = EXTENSION_REQUEST.split('.').map(Number);
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

/** The attributes that ask for extensions; what has another shape, as a password, Go leaves out. */
function attributesOf(list: DerReader | undefined): Attribute[] {
  const attributes: Attribute[] = [];
  const asked = new Set<string>();
  while (list?.empty === false) {
    const { tag, content } = list.read();
    const values = tag === TAG.sequence ? orNothing(() => valuesOf(content)) : undefined;
    if (values === undefined) continue;
    const [first] = values;
    const extensions = first === undefined ? [] : extensionsOf(first);
    for (const { id } of extensions) {
      if (asked.has(id.join('.'))) throw new OperandError('an extension is asked for twice');
      asked.add(id.join('.'));
    }
    const pairs = orNothing(() => values.map((value) => extensionsOf(value).map(pairValue)));
    attributes.push({ value: pairs && record({ Type: REQUEST_ID, Value: pairs }), extensions });
  }
  return attributes;
}

/** Values of an attribute that asks for extensions; Go looks for these in the first one only. */
function valuesOf(attribute: Buffer): Element[] | undefined {
  const reader = new DerReader(attribute);
  const type = reader.oid();
  const set = reader.enter(TAG.set);
  const values: Element[] = [];
  while (!set.empty) values.push(set.read());
  return type.join('.') === EXTENSION_REQUEST ? values : undefined;
}

function extensionsOf({ full }: Element): Extension[] {
  return parseExtensionList(new DerReader(full).enter(TAG.sequence));
}

/** Go's older shape has pairs: of a critical extension it shows the mark. */
function pairValue({ id, critical, value }: Extension): Value {
  return record({ Type: id, Value: critical ? true : base64(value) });
}

function orNothing<Result>(run: () => Result): Result | undefined {
  try {
    return run();
  } catch (thrown) {
    if (thrown instanceof OperandError) return undefined;
    throw thrown;
  }
}
