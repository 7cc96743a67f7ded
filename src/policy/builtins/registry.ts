import type { Builtin } from './builtin.ts';
import { CASTS } from './casts.ts';
import { CIDR } from './cidr.ts';
import { DIGESTS } from './digests.ts';
import { ENCODINGS } from './encodings.ts';
import { GLOBS } from './globs.ts';
import { GRAPH } from './graph.ts';
import { JSON_MARSHAL } from './json-marshal.ts';
import { JSON_PATCH } from './json-patch.ts';
import { JWT_DECODE } from './jwt/decode.ts';
import { JWT_DECODE_VERIFY } from './jwt/decode-verify.ts';
import { JWT_SIGN } from './jwt/sign.ts';
import { JWT_VERIFY } from './jwt/verify.ts';
import { PRIVATE_KEYS } from './private-keys.ts';
import { RANDOM } from './random.ts';
import { RANGE_STEP } from './range-step.ts';
import { REGEX } from './regex/regex.ts';
import { RUNTIME } from './runtime.ts';
import { JSON_SCHEMA } from './schema/schema.ts';
import { SEMVER } from './semver.ts';
import { SPRINTF } from './sprintf.ts';
import { STRINGS } from './strings.ts';
import { SUBSET } from './subset.ts';
import { TEMPLATES } from './templates/templates.ts';
import { TIME } from './time/time.ts';
import { TRACING } from './tracing.ts';
import { UNITS } from './units/units.ts';
import { URLS } from './urls.ts';
import { UUIDS } from './uuid.ts';
import { X509 } from './x509/x509.ts';
import { YAML } from './yaml/yaml.ts';

export type { Builtin, BuiltinContext } from './builtin.ts';
export { REFUSED_BUILTINS } from './refused.ts';

/** Every built-in that the host supplies, by its OPA name. */
export const BUILTINS: ReadonlyMap<string, Builtin> = new Map(
  Object.entries({
    ...CASTS,
    ...CIDR,
    ...DIGESTS,
    ...ENCODINGS,
    ...GLOBS,
    ...GRAPH,
    ...JSON_MARSHAL,
    ...JSON_PATCH,
    ...JSON_SCHEMA,
    ...JWT_DECODE,
    ...JWT_DECODE_VERIFY,
    ...JWT_SIGN,
    ...JWT_VERIFY,
    ...PRIVATE_KEYS,
    ...RANDOM,
    ...RANGE_STEP,
    ...REGEX,
    ...RUNTIME,
    ...SEMVER,
    ...SPRINTF,
    ...STRINGS,
    ...SUBSET,
    ...TEMPLATES,
    ...TIME,
    ...TRACING,
    ...UNITS,
    ...URLS,
    ...UUIDS,
    ...X509,
    ...YAML,
  }),
);

/** Built-ins whose value does not follow from their arguments: a policy that uses one is not deterministic. */
export const NONDETERMINISTIC_BUILTINS: ReadonlySet<string> = new Set([
  'crypto.x509.parse_and_verify_certificates',
  'crypto.x509.parse_and_verify_certificates_with_options',
  'http.send',
  'io.jwt.decode_verify',
  'io.jwt.encode_sign',
  'io.jwt.encode_sign_raw',
  'net.lookup_ip_addr',
  'opa.runtime',
  'rand.intn',
  'time.now_ns',
  'uuid.rfc4122',
]);
