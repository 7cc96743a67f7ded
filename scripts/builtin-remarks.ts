/** What to know of a built-in besides what OPA says of it, by the names that it is true of. */
export const REMARKS: readonly (readonly [names: readonly string[], remark: string])[] = [
  [
    ['all', 'any', 'cast_array', 'cast_boolean', 'cast_null', 'cast_object', 'cast_set', 'cast_string'],
    'Deprecated: only in policies of Rego v0, which something else has built.',
  ],
  [
    ['net.cidr_overlap', 're_match', 'set_diff'],
    'Deprecated: only in policies of Rego v0, which something else has built.',
  ],
  [
    ['plus', 'minus', 'mul', 'div'],
    'In decimal, not in binary digits: [the last of many may differ](policy-authoring.md#where-a-compiled-policy-differs).',
  ],
  [['format_int'], 'Numbers above 2^64 are exact here, and rounded in OPA.'],
  [['json.unmarshal'], 'A number whose exponent OPA refuses is taken, and shown as null.'],
  [
    ['re_match', 'regex.match', 'regex.is_valid', 'regex.find_all_string_submatch_n'],
    'RE2, as Go has it, but for patterns that hardly anybody writes: `(?<name>...)` is not taken (`(?P<name>...)` is), `\\C` is, and a pattern ends at a NUL.',
  ],
  [
    ['regex.find_n', 'regex.replace', 'regex.split', 'regex.template_match'],
    'RE2, in linear time. A pattern that is too long or repeats too much ends the evaluation.',
  ],
  [
    ['json.match_schema'],
    'Drafts 4, 6 and 7. The failures of one object come in the order of its members; in OPA in any. References lead within the schema or to the drafts themselves, never to the network or to files. Where OPA ends itself (a schema that is only its own reference, a number beyond all bounds against `minimum`), it is undefined.',
  ],
  [
    ['json.verify_schema'],
    "Drafts 4, 6 and 7, references as in `json.match_schema`. The words for a malformed URL, and for a file, are others than OPA's.",
  ],
  [
    ['io.jwt.verify_eddsa', 'io.jwt.decode_verify'],
    'A key of Ed25519 with which one signature is good for everything (the neutral point) is refused; Go takes it.',
  ],
  [['graph.reachable_paths'], 'There may be exponentially many paths: only for small graphs.'],
  [['walk'], 'In the order of hashes where it goes through objects and sets.'],
  [['net.cidr_expand'], 'A network of more than 65,536 addresses ends the evaluation.'],
  [['numbers.range_step'], 'More than 1 Mi numbers end the evaluation.'],
  [['replace'], 'Of an empty text, a result of more than 4 MiB ends the evaluation.'],
  [['sprintf'], 'A result of more than 4 Mi characters ends the evaluation.'],
  [['opa.runtime'], 'An empty object: nothing of the environment is shown.'],
  [
    ['print'],
    'For the author: `regate test` and `regate eval` show it, and so does `regate serve --log-level debug`. A bundle has none of it.',
  ],
  [['trace'], 'Always true. Its text goes to the log of `regate serve --log-level debug`.'],
  [['internal.print', 'internal.test_case', 'internal.template_string'], 'What the compiler makes of Rego.'],
  [['internal.member_2', 'internal.member_3'], 'The operator `in`.'],
];

/** How what is not deterministic comes about, and whether it is recorded. */
export const CHANCE: Readonly<Record<string, string>> = {
  'time.now_ns': 'recorded',
  'rand.intn': 'recorded',
  'uuid.rfc4122': 'recorded',
  'opa.runtime': 'never changes here',
  'io.jwt.decode_verify': 'by the time, which is recorded',
  'crypto.x509.parse_and_verify_certificates': 'by the time, which is recorded',
  'crypto.x509.parse_and_verify_certificates_with_options': 'by the time, which is recorded',
  'io.jwt.encode_sign': 'ES and PS draw by chance; not recorded',
  'io.jwt.encode_sign_raw': 'ES and PS draw by chance; not recorded',
};
