import type { Type } from './constants.ts';
import type { Dice } from './dice.ts';
import { TEXTS, type TextKind } from './texts.ts';
import type { Name, Writer } from './writer.ts';

/** Which types a kind of argument stands for. */
const CHOICES: Readonly<Record<string, readonly Type[]>> = {
  coll: ['arr', 'set', 'obj', 'str'],
  list: ['arr', 'set'],
  keys: ['arr', 'set', 'obj'],
};

/** Places where nothing is. */
const FAR = ['65537', '2147483648', '4294967297', '9007199254740991', '-4294967297', '1.5', '2.0'];

/** An argument of this kind (builtins.ts); now and then anything. */
export function argument(writer: Writer, dice: Dice, kind: string, scope: readonly Name[], depth: number): string {
  if (kind !== 'small' && kind !== 'limit' && dice.chance(0.06)) return writer.path(scope);
  if (kind in TEXTS && kind !== 'str') {
    return dice.chance(0.75)
      ? JSON.stringify(dice.pick(TEXTS[kind as TextKind]))
      : writer.expression('str', scope, depth);
  }
  if (kind in CHOICES) return writer.expression(dice.pick(CHOICES[kind] as readonly Type[]), scope, depth);
  const list = (item: () => string, least = 0) => `[${dice.times(least, 3, item).join(', ')}]`;
  const either = (items: string) => (dice.chance(0.5) || items === '[]' ? items : `{${items.slice(1, -1)}}`);
  const text = (of: TextKind) => JSON.stringify(dice.pick(TEXTS[of]));
  const moment = () =>
    dice.pick(['1700000000000000000', '951827696000000000', '0', '-1000000000', '1709209845123456789']);
  switch (kind) {
    case 'small':
      return String(dice.below(12) - 2);
    case 'limit':
      return String(Math.max(-1, dice.below(12) - 2));
    case 'index':
      return dice.chance(0.7) ? String(dice.below(12) - 2) : dice.pick(FAR);
    case 'base':
      return dice.pick(['2', '8', '10', '16', '3']);
    case 'nums':
      return either(list(() => writer.expression('num', scope, depth - 1)));
    case 'sets':
      return `{${dice.times(1, 3, () => writer.expression('set', scope, depth - 1)).join(', ')}}`;
    case 'objs':
      return list(() => writer.expression('obj', scope, depth - 1));
    case 'strs':
      return either(list(() => writer.expression('str', scope, depth - 1)));
    case 'marshal_options':
      return dice.pick([
        '{}',
        '{"pretty": true}',
        '{"indent": "  "}',
        '{"prefix": ">", "indent": " "}',
        '{"pretty": false}',
      ]);
    case 'texts':
      return dice.chance(0.4) ? text('str') : either(list(() => writer.expression('str', scope, 0)));
    case 'texts_by_text':
      return `{${text('str')}: ${text('str')}, ${text('key')}: ${text('str')}}`;
    case 'query_obj':
      return `{"a": ${text('str')}, "b": [${text('str')}, ${text('query')}]}`;
    case 'paths':
      return either(
        list(() => (dice.chance(0.7) ? text('path') : `["${dice.pick(TEXTS.key)}", "${dice.pick(TEXTS.key)}"]`)),
      );
    case 'keylist':
      return list(() => text('key'));
    case 'patch':
      return list(() => operation(writer, dice, scope, depth), 1);
    case 'plain':
      return dice.chance(0.5) ? writer.path([]) : writer.constant(dice.pick(['num', 'str', 'arr', 'obj']));
    case 'moment_ns':
      return moment();
    case 'moment':
      return dice.chance(0.5) ? moment() : `[${moment()}, ${text('zone')}]`;
    case 'delimiters':
      return dice.pick(['[]', '["/"]', '["."]', 'null', '["/", ":"]']);
    case 'edges':
      return `{"a": ["b", "c"], "b": {"d"}, "c": ${dice.pick(['[]', '["a"]', '{"x"}', '["d"]'])}, "d": ["b"]}`;
    case 'cidrs':
      return either(list(() => text('cidr'), 1));
    case 'tiny_cidr':
      return dice.pick(['"192.168.0.0/30"', '"10.0.0.1/32"', '"::1/127"', '"10.0.0.0/29"', '"bad"']);
    case 'brace':
      return dice.pick(['"{"', '"}"', '"<"', '">"']);
    default:
      return writer.expression(kind as Type, scope, depth);
  }
}

/** Of json.patch. */
function operation(writer: Writer, dice: Dice, scope: readonly Name[], depth: number): string {
  const path = JSON.stringify(dice.pick(['/a', '/b/0', '/c/-', '', '/a/b', 'a', '/d']));
  const op = dice.pick(['add', 'remove', 'replace', 'test', 'copy', 'move', 'x']);
  return `{"op": "${op}", "path": ${path}, "from": "/a", "value": ${writer.expression('any', scope, depth - 1)}}`;
}
