import { GatewayError } from '../errors.ts';
import type { DecodedModule } from './rewrite/module.ts';

/** What OPA's compiler may import; nothing of it reaches the file system, the network or a clock. */
const IMPORTS = new Set([
  'env.memory',
  'env.opa_abort',
  'env.opa_println',
  'env.opa_builtin0',
  'env.opa_builtin1',
  'env.opa_builtin2',
  'env.opa_builtin3',
  'env.opa_builtin4',
]);

const EXPORTS = [
  'eval',
  'builtins',
  'entrypoints',
  'opa_eval_ctx_new',
  'opa_eval_ctx_set_input',
  'opa_eval_ctx_set_data',
  'opa_eval_ctx_set_entrypoint',
  'opa_eval_ctx_get_result',
  'opa_malloc',
  'opa_json_parse',
  'opa_json_dump',
  'opa_value_parse',
  'opa_value_dump',
  'opa_heap_ptr_get',
  'opa_heap_ptr_set',
];

/** OPA's WebAssembly ABI; Regate needs the calls that 1.2 added. */
const ABI = { version: 1, minor: 2 };

/**
 * Checks that a module asks for nothing but what OPA's ABI gives, and offers what it demands.
 *
 * A start function is allowed: every module of OPA has one. It is not trusted; it runs under a time limit like all else.
 *
 * @param pages largest memory that an instance may have, in pages of 64 KiB
 * @throws GatewayError `bundle_abi`
 */
export function checkInterface(decoded: DecodedModule, module: WebAssembly.Module, pages: number): void {
  const foreign = decoded.imports.find((entry) => !IMPORTS.has(`${entry.module}.${entry.name}`));
  if (foreign !== undefined) throw refused(`it imports ${foreign.module}.${foreign.name}, which OPA does not define`);
  for (const { name, kind } of decoded.imports) {
    if (kind !== (name === 'memory' ? 'memory' : 'function')) throw refused(`it imports env.${name} as a ${kind}`);
  }
  const minimum = decoded.imports.find((entry) => entry.kind === 'memory')?.minimum;
  if (minimum === undefined) throw refused('it does not import env.memory');
  if (minimum > pages) {
    throw refused(`it asks for ${minimum * 64} KiB of memory and may have ${pages * 64} (evaluation.memory)`);
  }
  const exported = new Map(WebAssembly.Module.exports(module).map(({ name, kind }) => [name, kind]));
  const missing = EXPORTS.find((name) => exported.get(name) !== 'function');
  if (missing !== undefined) throw refused(`it does not export ${missing}`);
}

/** @throws GatewayError `bundle_abi` */
export function checkVersion(exports: WebAssembly.Instance['exports']): void {
  const [version, minor] = [exports.opa_wasm_abi_version, exports.opa_wasm_abi_minor_version].map((global) =>
    global instanceof WebAssembly.Global ? global.value : undefined,
  );
  if (version !== ABI.version || minor === undefined || minor < ABI.minor) {
    throw refused(`its ABI is ${version ?? '?'}.${minor ?? '?'}; Regate runs ${ABI.version}.${ABI.minor} and later`);
  }
}

/** An error for a module that is not run, with the reason. */
export function refused(reason: string, cause?: unknown): GatewayError {
  const message = `policy.wasm cannot be run: ${reason}. Build the bundle with \`regate build\` or \`opa build -t wasm\`.`;
  return new GatewayError('bundle_abi', message, { cause });
}
