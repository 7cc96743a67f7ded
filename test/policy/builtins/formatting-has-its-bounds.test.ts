import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Entrypoint } from '../../../src/policy/engine.ts';
import { fault, policy } from '../fixture.ts';

/** Ends the evaluation, and leaves the engine right. */
function ends(entrypoint: Entrypoint, input: object, message: RegExp): void {
  assert.throws(() => entrypoint.evaluate(input), fault('policy_unavailable', message));
  assert.equal(
    entrypoint.evaluate({ format: 'x', args: [], template: 'x', data: {}, range: [1, 1, 1], unit: '1' }).value,
    'x',
  );
}

describe('what a client makes too large ends the evaluation', async () => {
  const long = 'x'.repeat(100_000);
  const sprintf = await policy('decision := sprintf(input.format, input.args)');
  const template = await policy('decision := strings.render_template(input.template, input.data)', { deadline: 50 });
  const nested = '{{if true}}'.repeat(600) + '{{end}}'.repeat(600);

  for (const [format, args] of [
    ['%10000000d', [1]],
    ['%.10000000d', [1]],
    ['%.10000000f', [1.5]],
    ['%.10000000U', [1]],
    ['%-1000000d'.repeat(5), [1, 2, 3, 4, 5]],
    ['%[1]s'.repeat(50), [long]],
    ['% #x'.repeat(10), Array(10).fill(long)],
    ['%x', [JSON.rawJSON('9'.repeat(100_000))]],
  ] as [string, unknown[]][]) {
    it(`sprintf of ${format.slice(0, 20)}`, () => ends(sprintf, { format, args }, /4 Mi|too many digits/));
  }

  for (const source of [
    '{{range 100000000}}{{end}}',
    '{{range 100000000}}xxxxxxxxxxxxxxxx{{end}}',
    '{{define "r"}}{{template "r"}}{{end}}{{template "r"}}',
    '{{define "r"}}{{template "r"}}{{template "r"}}{{end}}{{template "r"}}',
    '{{$x := .x}}{{range 100}}{{$x = print $x $x}}{{end}}',
    '{{$x := "&"}}{{range 100}}{{$x = html $x $x}}{{end}}',
    '{{printf "%1000000v" .list}}',
    nested,
    `{{${'('.repeat(600)}1${')'.repeat(600)}}}`,
  ]) {
    const input = { template: source, data: { x: long, list: Array(100).fill(1) } };
    it(`the template ${source.slice(0, 60)}`, () => ends(template, input, /4 Mi|longer than|too deeply|parentheses/));
  }

  it('numbers.range_step', async () => {
    const range = await policy('decision := "x" if { [a, b, c] := input.range; numbers.range_step(a, b, c) }');
    ends(range, { range: [0, 1e9, 1] }, /1 Mi numbers/);
  });

  it('units', async () => {
    const units = await policy('decision := "x" if { units.parse(input.unit); units.parse_bytes(input.unit) }');
    ends(units, { unit: '1e900000' }, /too many digits/);
    ends(units, { unit: '1'.repeat(50_000) }, /too many digits/);
  });
});

describe('what would take long to read is read in one go', async () => {
  const template = await policy('decision := strings.render_template(input.template, {"x": 1})', { deadline: 1000 });
  const odd = ['{{', '{{(', '{{"', '{{.x', '{{1_', '{{/*', '{{"\\', '{{- ', ' ', '{{1', "{{'", '{{x|'];
  for (const part of odd) {
    it(`many ${JSON.stringify(part)}`, () => {
      for (const text of [part.repeat(20_000), part + part.slice(2).repeat(50_000), `${part}${'1_'.repeat(50_000)}`]) {
        assert.doesNotThrow(() => template.evaluate({ template: text }));
      }
    });
  }
});
