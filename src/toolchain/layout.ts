import { createHash } from 'node:crypto';
import type { Finding } from '../errors.ts';
import { labelOf, type Sources } from './sources.ts';
import type { InputPaths, WireBuilt } from './wire.ts';

/** One file of a bundle; the name has no leading slash. */
export interface BundleFile {
  readonly name: string;
  readonly bytes: Uint8Array;
}

/** What Regate adds to a bundle's manifest, as `metadata.regate`. */
export interface RegateMetadata {
  /** Input paths by entrypoint; null is the whole input. */
  readonly reads: Readonly<Record<string, InputPaths>>;
  /** Equal input and data always give an equal decision. */
  readonly deterministic: boolean;
  readonly toolchain: { readonly opa: string };
  readonly commit?: string;
  /** Place in the order of releases. */
  readonly serial?: number;
}

/** A compiled policy. */
export interface Built {
  readonly revision: string;
  /** Version of OPA that compiled it. */
  readonly opa: string;
  /** As `gateway/decision`. */
  readonly entrypoints: readonly string[];
  readonly wasm: Uint8Array;
  /** JSON text. */
  readonly data: Uint8Array;
  readonly reads: Readonly<Record<string, InputPaths>>;
  /** Built-in functions that the module calls. */
  readonly builtins: readonly string[];
  readonly deterministic: boolean;
  /** What may be slower, or come in another order, than its author expects (opa/warnings). */
  readonly warnings: readonly Finding[];
  /** What is to be archived: manifest, module, data and Rego sources, sorted by name. */
  readonly files: readonly BundleFile[];
}

export interface LayoutOptions {
  /** Version of OPA. */
  readonly opa: string;
  /** The first 16 digits of the content's digest, if left out. */
  readonly revision?: string;
  /** Members to add to `metadata.regate`. */
  readonly metadata?: Pick<RegateMetadata, 'commit' | 'serial'>;
}

/**
 * The bundle in OPA's format. Unlike OPA's own build it holds the Rego sources as they are, not without the rules that
 * went into the module: so a decision can be explained, and lines in messages are lines of the repository.
 */
export function layOut(built: WireBuilt, sources: Sources, options: LayoutOptions): Built {
  const regate: RegateMetadata = {
    reads: built.reads,
    deterministic: built.deterministic,
    toolchain: { opa: options.opa },
    ...options.metadata,
  };
  const wasm = new Uint8Array(Buffer.from(built.wasm, 'base64'));
  const data = new Uint8Array(Buffer.from(built.data));
  const rego = sources.files.filter(({ path }) => path.endsWith('.rego') && !path.endsWith('_test.rego'));
  const content: BundleFile[] = [
    { name: 'policy.wasm', bytes: wasm },
    { name: 'data.json', bytes: data },
    ...rego.map(({ path, bytes }) => ({ name: path, bytes })),
  ];
  const manifest = (revision: string): BundleFile => ({
    name: '.manifest',
    bytes: json({
      revision,
      roots: built.roots,
      wasm: built.resolvers,
      rego_version: 1,
      metadata: { ...built.metadata, regate },
    }),
  });
  const revision = (options.revision ?? built.revision) || contentDigest([manifest(''), ...content]).slice(0, 16);
  return {
    revision,
    opa: options.opa,
    entrypoints: built.resolvers.map(({ entrypoint }) => entrypoint),
    wasm,
    data,
    reads: built.reads,
    builtins: built.builtins,
    deterministic: built.deterministic,
    warnings: located(built.warnings, sources),
    files: [manifest(revision), ...content].sort(byName),
  };
}

/** Findings whose files are called what the caller calls them. */
export function located(findings: readonly Finding[], sources: Sources): readonly Finding[] {
  return findings.map((finding) => ({ ...finding, file: labelOf(sources, finding.file) }));
}

/** SHA-256 of a bundle's content, hex: names and bytes, without the signatures, in whatever order they come. */
export function contentDigest(files: readonly BundleFile[]): string {
  const hash = createHash('sha256');
  for (const { name, bytes } of [...files].sort(byName)) {
    if (name === '.signatures.json') continue;
    hash.update(`${Buffer.byteLength(name)}:${name}${bytes.length}:`).update(bytes);
  }
  return hash.digest('hex');
}

function byName(a: BundleFile, b: BundleFile): number {
  return Buffer.compare(Buffer.from(a.name), Buffer.from(b.name));
}

function json(value: unknown): Uint8Array {
  return new Uint8Array(Buffer.from(`${JSON.stringify(value)}\n`));
}
