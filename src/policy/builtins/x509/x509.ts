import { LimitExceeded } from '../../faults.ts';
import type { RegoObject, Value } from '../../value.ts';
import type { Builtin, BuiltinContext } from '../builtin.ts';
import { urlText } from '../go-url.ts';
import { currentTime } from '../now.ts';
import { text } from '../operands.ts';
import type { Certificate } from './certificate.ts';
import { certificateValue } from './certificate-value.ts';
import { type ChainOptions, verifiedChain } from './chain.ts';
import { keyPairValue } from './key-pair.ts';
import { orNull } from './name.ts';
import { parseOptions } from './options.ts';
import { requestValue } from './request.ts';
import { certificatesOf } from './source.ts';

/** Certificates, as Go's crypto/x509 reads them and its JSON shows them (OPA: topdown/crypto.go). */
export const X509: Readonly<Record<string, Builtin>> = {
  'crypto.x509.parse_and_verify_certificates': ([source], context) => {
    const certificates = certificatesOrNothing(text(source));
    return verify(certificates, () => ({ time: currentTime(context), host: '', purposes: [] }), extendedValue, context);
  },
  'crypto.x509.parse_and_verify_certificates_with_options': ([source, options], context) => {
    const certificates = certificatesOrNothing(text(source));
    return verify(certificates, () => parseOptions(options, () => currentTime(context)), certificateValue, context);
  },
  'crypto.x509.parse_certificate_request': ([source]) => requestValue(text(source)),
  'crypto.x509.parse_certificates': ([source]) => certificatesOf(text(source)).map(extendedValue),
  'crypto.x509.parse_keypair': ([certificate, key]) => keyPairValue(text(certificate), text(key)),
};

const UNVERIFIED: Value = [false, []];

function verify(
  certificates: readonly Certificate[] | undefined,
  options: () => ChainOptions,
  shown: (certificate: Certificate) => Value,
  context: BuiltinContext,
): Value {
  if (certificates === undefined) return UNVERIFIED;
  // Options that are wrong are no failed verification.
  const demanded = options();
  const chain = orNothing(() => verifiedChain(certificates, demanded, () => context.checkDeadline()));
  return chain === undefined ? UNVERIFIED : [true, chain.map(shown)];
}

function certificatesOrNothing(source: string): readonly Certificate[] | undefined {
  return orNothing(() => certificatesOf(source));
}

function orNothing<Result>(run: () => Result): Result | undefined {
  try {
    return run();
  } catch (thrown) {
    if (thrown instanceof LimitExceeded) throw thrown;
    return undefined;
  }
}

/** With the texts of its URIs. */
function extendedValue(certificate: Certificate): RegoObject {
  const uris = certificate.extensions.alternativeNames?.uris ?? [];
  return certificateValue(certificate).set('URIStrings', orNull(uris.map(urlText)));
}
