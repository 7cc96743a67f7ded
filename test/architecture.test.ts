import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { builtinModules } from 'node:module';
import { basename, dirname, join, normalize } from 'node:path';
import { test } from 'node:test';
import { promisify } from 'node:util';

/** Who may import whom: only from a line to itself and to the lines below it. */
const LAYERS = [
  ['cli'],
  ['gateway.ts', 'control.ts', 'worker.ts'],
  ['data-plane'],
  ['admin', 'bundle', 'request'],
  ['replay'],
  ['identity', 'policy', 'limits', 'traffic', 'audit', 'toolchain'],
  ['config'],
  ['contracts', 'http', 'errors.ts', 'problem.ts', 'serial.ts', 'sign-of-life.ts', 'ticks.ts'],
];

/** What answers requests knows neither where policies come from nor who looks at them. */
const FORBIDDEN = [
  ['request', 'bundle'],
  ['request', 'admin'],
];

/** The only places that may know of a library. A path that ends in `/` is a folder. */
const LIBRARIES: Readonly<Record<string, readonly string[]>> = {
  '@open-policy-agent/opa-wasm': ['policy/'],
  ajv: ['config/validate.ts', 'config/explain.ts', 'policy/decision.ts'],
  bottleneck: ['limits/places.ts'],
  commander: ['cli/'],
  diff: ['cli/'],
  fastify: ['admin/', 'request/listening/listener.ts'],
  '@fastify/swagger': ['admin/'],
  jose: ['identity/', 'bundle/signature.ts'],
  picocolors: ['cli/'],
  'prom-client': ['admin/metrics.ts'],
  re2js: ['policy/builtins/regex/engine.ts'],
  'tar-stream': ['bundle/archive.ts'],
  undici: ['traffic/transport/http1.ts'],
  winston: ['audit/'],
  yaml: ['config/yaml.ts'],
};

const root = join(import.meta.dirname, '..');
const files = readdirSync(join(root, 'src'), { recursive: true, encoding: 'utf8' })
  .filter((file) => /\.ts$/.test(file))
  .map((file) => normalize(file).replaceAll('\\', '/'))
  .sort();
const texts = new Map(files.map((file) => [file, readFileSync(join(root, 'src', file), 'utf8')]));
const written = files.filter((file) => partOf(file) !== 'contracts');

/** What a file imports: relative names as paths below src/, others as they are. Type imports count too. */
const imports = new Map(
  files.map((file) => {
    const found = texts.get(file)!.matchAll(/(?:\bfrom|\bimport)\s*\(?\s*(['"])([^'"]+)\1/g);
    const names = Array.from(found, ([, , name]) => name!);
    return [file, [...new Set(names)].map((name) => (name.startsWith('.') ? join(dirname(file), name) : name))];
  }),
);

function partOf(file: string): string {
  return file.split('/')[0]!;
}

function layerOf(file: string): number {
  return LAYERS.findIndex((parts) => parts.includes(partOf(file)));
}

function ownImports(file: string): string[] {
  return imports.get(file)!.filter((name) => imports.has(name));
}

function edges(): [string, string][] {
  return files.flatMap((from) => ownImports(from).map((to): [string, string] => [from, to]));
}

/** A way along `next` from a node back to itself, where there is one. */
function cycle(nodes: readonly string[], next: (node: string) => readonly string[]): string[] | undefined {
  const done = new Set<string>();
  function visit(node: string, way: readonly string[]): string[] | undefined {
    if (way.includes(node)) return [...way.slice(way.indexOf(node)), node];
    if (done.has(node)) return undefined;
    for (const following of next(node)) {
      const found = visit(following, [...way, node]);
      if (found) return found;
    }
    done.add(node);
    return undefined;
  }
  for (const node of nodes) {
    const found = visit(node, []);
    if (found) return found;
  }
  return undefined;
}

test('every file belongs to a layer', () => {
  assert.deepEqual(
    files.filter((file) => layerOf(file) < 0),
    [],
  );
});

test('imports lead from a layer to itself or to a lower one', () => {
  const back = edges().filter(([from, to]) => layerOf(to) < layerOf(from));
  assert.deepEqual(back, []);
});

test('parts that must not know each other do not', () => {
  const found = edges().filter(([from, to]) =>
    FORBIDDEN.some(([one, other]) => partOf(from) === one && partOf(to) === other),
  );
  assert.deepEqual(found, []);
});

test('no file imports itself by a detour', () => {
  assert.equal(cycle(files, ownImports), undefined);
});

test('no folder imports itself by a detour', () => {
  const parts = new Map(files.map((file) => [partOf(file), new Set<string>()]));
  for (const [from, to] of edges()) if (partOf(from) !== partOf(to)) parts.get(partOf(from))!.add(partOf(to));
  assert.equal(
    cycle([...parts.keys()], (part) => [...parts.get(part)!]),
    undefined,
  );
});

test('relative imports name a file of src/, a schema or the package', () => {
  const odd = files.flatMap((file) =>
    imports
      .get(file)!
      .filter(
        (name) =>
          /\.(ts|js|json|wasm)$/.test(name) &&
          !imports.has(name) &&
          !/^\.\.\/(schemas\/|package\.json$|opa\/refused\.json$)/.test(name),
      )
      .map((name) => [file, name]),
  );
  assert.deepEqual(odd, []);
});

test('a library is imported in its place only', () => {
  const strays = files.flatMap((file) =>
    libraries(file).flatMap((library) => {
      const places = LIBRARIES[library] ?? [];
      const allowed = places.some((place) => file === place || (place.endsWith('/') && file.startsWith(place)));
      return allowed ? [] : [`${file} imports ${library}`];
    }),
  );
  assert.deepEqual(strays, []);
});

test('every dependency is used, and every one that is used is declared', () => {
  const { dependencies } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  const used = new Set(files.flatMap(libraries));
  assert.deepEqual(Object.keys(dependencies).sort(), [...used].sort());
});

test('Node’s own modules are named by their scheme', () => {
  const bare = files.flatMap((file) => imports.get(file)!.filter((name) => builtinModules.includes(name)));
  assert.deepEqual(bare, []);
});

test('files are small', () => {
  const lines = written.map((file) => ({ file, lines: texts.get(file)!.split('\n').length - 1 }));
  const sorted = lines.map((entry) => entry.lines).sort((a, b) => a - b);
  assert.deepEqual(
    lines.filter((entry) => entry.lines > 300),
    [],
  );
  assert.ok(sorted[Math.floor(sorted.length / 2)]! < 100, 'the median file has 100 lines or more');
});

test('files are named after what they are for', () => {
  const vague = /(^|[-_.])(utils?|helpers?|manager|common|misc|base)([-_.]|$)/;
  assert.deepEqual(
    files.filter((file) => vague.test(basename(file))),
    [],
  );
});

for (const script of ['scripts/types.ts', 'scripts/docs.ts', 'scripts/builtins.ts']) {
  test(`what ${script} makes is up to date`, async () => {
    await promisify(execFile)(process.execPath, [join(root, script), '--check'], { cwd: root });
  });
}

function libraries(file: string): string[] {
  const names = imports.get(file)!.filter((name) => /^[@a-z]/.test(name) && !name.includes(':') && !imports.has(name));
  const packages = names.map((name) =>
    name
      .split('/')
      .slice(0, name.startsWith('@') ? 2 : 1)
      .join('/'),
  );
  return [...new Set(packages)].filter((name) => !LAYERS.flat().includes(name));
}
