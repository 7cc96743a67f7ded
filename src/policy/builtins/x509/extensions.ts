import { textOf } from '../../bytes.ts';
import { OperandError } from '../operands.ts';
import { type AlternativeNames, parseAlternativeNames } from './alternative-names.ts';
import { context, DerReader, TAG } from './der.ts';
import { type NameConstraints, parseNameConstraints } from './name-constraints.ts';

export interface Extension {
  readonly id: readonly number[];
  readonly critical: boolean;
  readonly value: Buffer;
}

type Oid = readonly number[];

/** What the extensions of a certificate say (RFC 5280, 4.2); undefined and empty where they do not. */
export interface Extensions {
  keyUsage?: number;
  /** `maxPathLength` is -1 where there is none. */
  basicConstraints?: { readonly isCa: boolean; readonly maxPathLength: bigint };
  alternativeNames?: AlternativeNames;
  nameConstraints?: NameConstraints;
  crlDistributionPoints: string[];
  authorityKeyId?: Buffer;
  subjectKeyId?: Buffer;
  requireExplicitPolicy?: bigint;
  inhibitPolicyMapping?: bigint;
  inhibitAnyPolicy?: bigint;
  extendedKeyUsage: { known: number[]; unknown: Oid[] };
  policies?: Oid[];
  policyMappings: (readonly [Oid, Oid])[];
  ocspServers: string[];
  issuers: string[];
  /** Critical ones that Go does not understand. */
  unhandled: Oid[];
}

/** Purposes of a key, in the order of Go's numbers. */
const PURPOSES: readonly string[] = [
  '2.5.29.37.0',
  ...[1, 2, 3, 4, 5, 6, 7, 8, 9].map((number) => `1.3.6.1.5.5.7.3.${number}`),
  '1.3.6.1.4.1.311.10.3.3',
  '2.16.840.1.113730.4.1',
  '1.3.6.1.4.1.311.2.1.22',
  '1.3.6.1.4.1.311.61.1.1',
];

const OCSP = '1.3.6.1.5.5.7.48.1';
const ISSUERS = '1.3.6.1.5.5.7.48.2';

/** A list of extensions; one that comes twice is refused. @param der content of the sequence */
export function parseExtensionList(list: DerReader): Extension[] {
  const extensions = new Map<string, Extension>();
  while (!list.empty) {
    const reader = list.enter(TAG.sequence);
    const id = reader.oid();
    const critical = reader.next(TAG.boolean) && reader.boolean();
    const { content } = reader.read(TAG.octetString);
    if (extensions.has(id.join('.'))) throw new OperandError('an extension that comes twice');
    extensions.set(id.join('.'), { id, critical, value: content });
  }
  return [...extensions.values()];
}

export function readExtensions(list: readonly Extension[]): Extensions {
  const found: Extensions = {
    crlDistributionPoints: [],
    extendedKeyUsage: { known: [], unknown: [] },
    policyMappings: [],
    ocspServers: [],
    issuers: [],
    unhandled: [],
  };
  for (const extension of list) {
    const handled = READERS[extension.id.join('.')]?.(extension, found) ?? false;
    if (extension.critical && !handled) found.unhandled.push(extension.id);
  }
  return found;
}

/** Reads an extension; whether all of it was understood. */
type Reader = (extension: Extension, found: Extensions) => boolean;

const READERS: Readonly<Record<string, Reader>> = {
  '2.5.29.14': ({ value, critical }, found) => {
    refuse(critical);
    found.subjectKeyId = new DerReader(value).read(TAG.octetString).content;
    return true;
  },
  '2.5.29.15': ({ value }, found) => {
    const { bytes } = new DerReader(value).bitString();
    const bits = [0, 1, 2, 3, 4, 5, 6, 7, 8].filter((bit) => ((bytes[bit >> 3] ?? 0) & (0x80 >> (bit & 7))) !== 0);
    found.keyUsage = bits.reduce((usage, bit) => usage | (1 << bit), 0);
    return true;
  },
  '2.5.29.17': ({ value }, found) => {
    found.alternativeNames = parseAlternativeNames(value);
    return Object.values(found.alternativeNames).some((names: readonly unknown[]) => names.length > 0);
  },
  '2.5.29.19': ({ value }, found) => {
    const constraints = new DerReader(value).enter(TAG.sequence);
    const isCa = constraints.next(TAG.boolean) && constraints.boolean();
    const written = constraints.next(TAG.integer) ? constraints.integer() : undefined;
    refuse(written !== undefined && written < 0n);
    const maxPathLength = written ?? -1n;
    found.basicConstraints = { isCa, maxPathLength };
    return true;
  },
  '2.5.29.30': ({ value, critical }, found) => {
    const { constraints, complete } = parseNameConstraints(value, critical);
    found.nameConstraints = constraints;
    return complete;
  },
  '2.5.29.31': ({ value }, found) => {
    const points = new DerReader(value).enter(TAG.sequence);
    while (!points.empty) {
      const name = points.enter(TAG.sequence).enterOptional(context(0, true))?.enter(context(0, true));
      while (name?.next(context(6))) found.crlDistributionPoints.push(textOf(name.read().content));
    }
    return true;
  },
  '2.5.29.32': ({ value }, found) => {
    const policies = new DerReader(value).enter(TAG.sequence);
    found.policies = [];
    while (!policies.empty) found.policies.push(policies.enter(TAG.sequence).oid());
    refuse(new Set(found.policies.map((oid) => oid.join('.'))).size !== found.policies.length);
    return true;
  },
  '2.5.29.33': ({ value }, found) => {
    const mappings = new DerReader(value).enter(TAG.sequence);
    while (!mappings.empty) {
      const mapping = mappings.enter(TAG.sequence);
      found.policyMappings.push([mapping.oid(), mapping.oid()]);
    }
    return true;
  },
  '2.5.29.35': ({ value, critical }, found) => {
    refuse(critical);
    const identifier = new DerReader(value).enter(TAG.sequence);
    if (identifier.next(context(0))) found.authorityKeyId = identifier.read().content;
    return true;
  },
  '2.5.29.36': ({ value }, found) => {
    const constraints = new DerReader(value).enter(TAG.sequence);
    if (constraints.next(context(0))) found.requireExplicitPolicy = constraints.integer(context(0));
    if (constraints.next(context(1))) found.inhibitPolicyMapping = constraints.integer(context(1));
    return true;
  },
  '2.5.29.37': ({ value }, { extendedKeyUsage }) => {
    const usages = new DerReader(value).enter(TAG.sequence);
    while (!usages.empty) {
      const oid = usages.oid();
      const number = PURPOSES.indexOf(oid.join('.'));
      if (number < 0) extendedKeyUsage.unknown.push(oid);
      else extendedKeyUsage.known.push(number);
    }
    return true;
  },
  '2.5.29.54': ({ value }, found) => {
    found.inhibitAnyPolicy = new DerReader(value).integer();
    return true;
  },
  '1.3.6.1.5.5.7.1.1': ({ value, critical }, found) => {
    refuse(critical);
    const accesses = new DerReader(value).enter(TAG.sequence);
    while (!accesses.empty) {
      const access = accesses.enter(TAG.sequence);
      const method = access.oid().join('.');
      const location = access.next(context(6)) ? textOf(access.read().content) : undefined;
      if (location !== undefined && method === OCSP) found.ocspServers.push(location);
      if (location !== undefined && method === ISSUERS) found.issuers.push(location);
    }
    return true;
  },
};

function refuse(wrong: boolean): void {
  if (wrong) throw new OperandError('no extension');
}
