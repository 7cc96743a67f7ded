/*
 * Built-ins whose value follows from their arguments, with what they take and give. An argument is a type (writer.ts), a
 * kind of text (texts.ts), or:
 *
 *   small: an integer from -2 to 9    limit: from -1 to 9    index: from -2 to 9, or far out
 *   nums, strs: an array or set of those
 *   texts: a string, or strs    paths: of JSON    patch: of json.patch    moment: for time.*
 *   delimiters: for glob.match    edges: a graph
 */

/** Of the module itself. */
const COMPILED = `
  abs(num):num ceil(num):num floor(num):num round(num):num bits.and(num,num):num bits.or(num,num):num
  bits.xor(num,num):num bits.negate(num):num bits.lsh(num,small):num bits.rsh(num,index):num count(coll):num
  sum(nums):num product(nums):num max(list):any min(list):any sort(list):arr array.concat(arr,arr):arr
  array.reverse(arr):arr array.slice(arr,index,index):arr array.flatten(arr):arr union(sets):set
  intersection(sets):set is_array(any):bool is_boolean(any):bool is_null(any):bool is_number(any):bool
  is_object(any):bool is_set(any):bool is_string(any):bool type_name(any):str to_number(any):num
  base64.decode(base64):str base64.encode(str):str base64.is_valid(base64):bool base64url.decode(base64):str
  base64url.encode(str):str concat(str,strs):str contains(str,str):bool startswith(str,str):bool
  endswith(str,str):bool indexof(str,str):num lower(str):str upper(str):str replace(str,str,str):str
  split(str,str):arr strings.reverse(str):str strings.replace_n(texts_by_text,str):str substring(str,index,index):str
  format_int(num,base):str trim(str,str):str trim_left(str,str):str trim_right(str,str):str trim_prefix(str,str):str
  trim_suffix(str,str):str trim_space(str):str regex.match(pattern,str):bool regex.is_valid(pattern):bool
  regex.find_all_string_submatch_n(pattern,str,limit):arr glob.match(glob,delimiters,str):bool
  graph.reachable(edges,list):set json.filter(obj,paths):obj json.remove(obj,paths):obj json.is_valid(json):bool
  json.unmarshal(json):any json.marshal(any):str object.filter(obj,keys):obj object.get(obj,key,any):any
  object.get(obj,keylist,any):any object.keys(obj):set object.remove(obj,keys):obj object.union(obj,obj):obj
  object.union_n(objs):obj net.cidr_contains(cidr,cidr):bool net.cidr_intersects(cidr,cidr):bool
  numbers.range(small,small):arr
`;

/** Those of them that the rewriting mends (natives.ts). */
const MENDED = new Set([
  ...[
    'base64.decode',
    'base64.is_valid',
    'base64url.decode',
    'bits.lsh',
    'bits.rsh',
    'ceil',
    'concat',
    'floor',
    'format_int',
    'glob.match',
    'indexof',
  ],
  ...['json.filter', 'json.is_valid', 'json.marshal', 'json.remove', 'json.unmarshal', 'net.cidr_contains'],
  ...['net.cidr_intersects', 'object.union_n', 'replace', 'to_number'],
]);

/** Of the host. */
const HOSTED = `
  base64url.encode_no_pad(str):str hex.decode(hex):str hex.encode(str):str crypto.md5(str):str crypto.sha1(str):str
  crypto.sha256(str):str crypto.hmac.sha256(str,str):str crypto.hmac.sha512(str,str):str
  crypto.hmac.equal(str,str):bool crypto.hmac.md5(str,str):str crypto.hmac.sha1(str,str):str json.marshal_with_options(any,marshal_options):str io.jwt.verify_hs384(token,secret):bool indexof_n(str,str):arr sprintf(format,arr):str
  strings.any_prefix_match(texts,texts):bool strings.any_suffix_match(texts,texts):bool strings.count(str,str):num
  strings.split_n(str,str,small):arr strings.render_template(template,obj):str regex.find_n(pattern,str,small):arr
  regex.replace(str,pattern,replacement):str regex.split(pattern,str):arr
  regex.template_match(pattern,str,brace,brace):bool regex.globs_match(glob,glob):bool glob.quote_meta(glob):str
  graph.reachable_paths(edges,list):set json.patch(plain,patch):any json.match_schema(plain,schema):arr
  json.verify_schema(schema):arr object.subset(obj,obj):bool object.subset(set,set):bool object.subset(arr,arr):bool
  net.cidr_is_valid(cidr):bool net.cidr_merge(cidrs):set net.cidr_contains_matches(cidrs,cidrs):set
  net.cidr_expand(tiny_cidr):set numbers.range_step(small,small,small):arr io.jwt.decode(token):arr
  io.jwt.verify_hs256(token,secret):bool semver.compare(version,version):num semver.is_valid(version):bool
  time.add_date(moment_ns,small,small,small):num time.clock(moment):arr time.date(moment):arr
  time.diff(moment,moment):arr time.format(moment):str time.parse_duration_ns(duration):num
  time.parse_ns(layout,day):num time.parse_rfc3339_ns(instant):num time.weekday(moment):str units.parse(unit):num
  units.parse_bytes(unit):num uri.is_valid(url):bool uri.parse(url):obj urlquery.decode(query):str
  urlquery.decode_object(query):obj urlquery.encode(str):str urlquery.encode_object(query_obj):str
  uuid.parse(uuid):obj yaml.is_valid(yaml):bool yaml.marshal(any):str yaml.unmarshal(yaml):any
`;

export interface Signature {
  readonly name: string;
  readonly args: readonly string[];
  readonly result: string;
}

/** A change of this list changes the programs of all seeds. */
export const BUILTINS: readonly Signature[] = signatures(COMPILED + HOSTED);

/** Those that a module has right before it is rewritten. */
export const BARE: readonly Signature[] = BUILTINS.filter(({ name }) => !MENDED.has(name));

function signatures(text: string): Signature[] {
  return text
    .trim()
    .split(/\s+/)
    .map((signature) => {
      const [, name = '', args = '', result = ''] = /^([\w.]+)\((.*)\):(\w+)$/.exec(signature) ?? [];
      return { name, args: args.split(','), result };
    });
}
