import assert from 'node:assert/strict';
import { test } from 'node:test';
import { shippedSources, withToolchain } from './shipped.ts';

const decoder = new TextDecoder();

test('every package and rule has a title and a description', async () => {
  const sources = await shippedSources();
  const { annotations } = await withToolchain((toolchain) => toolchain.inspect(sources));
  const described = new Set(
    annotations.filter(({ title, description }) => title && description).map(({ path }) => path),
  );
  const expected = sources.files
    .filter(({ path }) => path.endsWith('.rego') && !path.endsWith('_test.rego'))
    .flatMap(names);
  assert.ok(expected.length > 20);
  assert.deepEqual(
    expected.filter((name) => !described.has(name)),
    [],
  );
});

test('a package lies in the folder of its name, with its test beside it', async () => {
  const { files } = await shippedSources();
  const paths = new Set(files.map(({ path }) => path));
  for (const { path, bytes } of files.filter((file) => /(?<!_test)\.rego$/.test(file.path))) {
    const name = packageOf(decoder.decode(bytes));
    assert.equal(path.split('/').slice(0, -1).join('.'), name);
    assert.ok(paths.has(path.replace('.rego', '_test.rego')), `${path} has no test beside it`);
  }
});

function packageOf(text: string): string {
  return /^package (\S+)$/m.exec(text)?.[1] ?? '';
}

function names({ bytes }: { bytes: Uint8Array }): string[] {
  const text = decoder.decode(bytes);
  const name = `data.${packageOf(text)}`;
  const rules = Array.from(text.matchAll(/^(?:default )?([a-z_]+)(?= |\()/gm), ([, rule]) => rule!);
  const keywords = ['package', 'import'];
  return [name, ...new Set(rules.filter((rule) => !keywords.includes(rule)).map((rule) => `${name}.${rule}`))];
}
