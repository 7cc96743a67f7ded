import { numberFromInteger, RegoObject, type Value } from '../../value.ts';
import type { GoUrl } from '../go-url.ts';
import { addressText, unmapped } from '../network.ts';
import type { Certificate } from './certificate.ts';
import type { Extension } from './extensions.ts';
import { orNull, parseName } from './name.ts';
import type { Subtrees } from './name-constraints.ts';

const NO_NAMES: Subtrees = { dnsDomains: [], ipRanges: [], emailAddresses: [], uriDomains: [] };

/** A certificate as Go's JSON of x509.Certificate. */
export function certificateValue(certificate: Certificate): RegoObject {
  const { extensions, extensionList, publicKey, signatureAlgorithm } = certificate;
  const { basicConstraints, nameConstraints, policies } = extensions;
  const names = extensions.alternativeNames;
  const [permitted, excluded] = [nameConstraints?.permitted ?? NO_NAMES, nameConstraints?.excluded ?? NO_NAMES];
  return record({
    Raw: base64(certificate.raw),
    RawTBSCertificate: base64(certificate.rawTbs),
    RawSubjectPublicKeyInfo: base64(certificate.rawPublicKey),
    RawSubject: base64(certificate.rawSubject),
    RawIssuer: base64(certificate.rawIssuer),
    Signature: base64(certificate.signature),
    SignatureAlgorithm: signatureAlgorithm.number,
    PublicKeyAlgorithm: publicKey.algorithm,
    PublicKey: publicKey.value,
    Version: numberFromInteger(certificate.version),
    SerialNumber: numberFromInteger(certificate.serialNumber),
    Issuer: parseName(certificate.rawIssuer),
    Subject: parseName(certificate.rawSubject),
    NotBefore: timeText(certificate.notBefore),
    NotAfter: timeText(certificate.notAfter),
    KeyUsage: extensions.keyUsage ?? 0,
    Extensions: orNull(extensionList.map(extensionValue)),
    ExtraExtensions: null,
    UnhandledCriticalExtensions: orNull(extensions.unhandled),
    ExtKeyUsage: orNull(extensions.extendedKeyUsage.known),
    UnknownExtKeyUsage: orNull(extensions.extendedKeyUsage.unknown),
    BasicConstraintsValid: basicConstraints !== undefined,
    IsCA: basicConstraints?.isCa ?? false,
    ...limit('MaxPathLen', basicConstraints?.maxPathLength),
    SubjectKeyId: base64(extensions.subjectKeyId),
    AuthorityKeyId: base64(extensions.authorityKeyId),
    OCSPServer: orNull(extensions.ocspServers),
    IssuingCertificateURL: orNull(extensions.issuers),
    DNSNames: orNull(names?.dnsNames ?? []),
    EmailAddresses: orNull(names?.emailAddresses ?? []),
    IPAddresses: orNull((names?.ipAddresses ?? []).map(ipText)),
    URIs: orNull((names?.uris ?? []).map(urlValue)),
    PermittedDNSDomainsCritical: nameConstraints?.critical ?? false,
    ...subtreeValues('Permitted', permitted),
    ...subtreeValues('Excluded', excluded),
    CRLDistributionPoints: orNull(extensions.crlDistributionPoints),
    PolicyIdentifiers: policies ?? null,
    Policies: orNull((policies ?? []).map(oidText)),
    ...limit('InhibitAnyPolicy', extensions.inhibitAnyPolicy),
    ...limit('InhibitPolicyMapping', extensions.inhibitPolicyMapping),
    ...limit('RequireExplicitPolicy', extensions.requireExplicitPolicy),
    PolicyMappings: orNull(
      extensions.policyMappings.map(([issuer, subject]) =>
        record({ IssuerDomainPolicy: oidText(issuer), SubjectDomainPolicy: oidText(subject) }),
      ),
    ),
  });
}

/** Undefined bytes are a slice that was never made. */
export function base64(bytes: Buffer | undefined): Value {
  return bytes === undefined ? null : bytes.toString('base64');
}

export function record(members: Readonly<Record<string, Value>>): RegoObject {
  return RegoObject.from(Object.entries(members));
}

export function extensionValue({ id, critical, value }: Extension): RegoObject {
  return record({ Id: id, Critical: critical, Value: base64(value) });
}

export function ipText(bytes: Buffer): string {
  const bits = BigInt(`0x${bytes.toString('hex')}`);
  return addressText(bytes.length === 4 ? { family: 4, bits } : unmapped(bits));
}

/** As Go's JSON of url.URL. */
export function urlValue(url: GoUrl): RegoObject {
  return record({
    Scheme: url.scheme,
    Opaque: url.opaque,
    User: url.user === undefined ? null : new RegoObject(),
    Host: url.host,
    Path: url.path,
    RawPath: url.rawPath,
    OmitHost: url.omitHost,
    ForceQuery: url.forceQuery,
    RawQuery: url.rawQuery,
    Fragment: url.fragment,
    RawFragment: url.rawFragment,
  });
}

/** A number with a zero of its own: Go can not tell an absent one from zero otherwise. */
function limit(name: string, value: bigint | undefined): Record<string, Value> {
  return { [name]: numberFromInteger(value ?? 0n), [`${name}Zero`]: value === 0n };
}

function subtreeValues(kind: string, { dnsDomains, ipRanges, emailAddresses, uriDomains }: Subtrees) {
  return {
    [`${kind}DNSDomains`]: orNull(dnsDomains),
    [`${kind}IPRanges`]: orNull(ipRanges.map(({ ip, mask }) => record({ IP: ipText(ip), Mask: base64(mask) }))),
    [`${kind}EmailAddresses`]: orNull(emailAddresses),
    [`${kind}URIDomains`]: orNull(uriDomains),
  };
}

function timeText(seconds: number): string {
  return new Date(seconds * 1000).toISOString().replace('.000Z', 'Z');
}

function oidText(oid: readonly number[]): string {
  return oid.join('.');
}
