import { LimitExceeded } from '../../faults.ts';
import { compareValues } from '../../value.ts';
import { checkLength, PLAIN } from '../go-format/flags.ts';
import { printed } from '../go-format/print.ts';
import { GoInteger, type GoValue, isMap, isSlice } from '../go-format/values.ts';
import { OperandError } from '../operands.ts';
import { evaluatePipe } from './evaluation.ts';
import { integer, isTrue, type TemplateValue } from './functions.ts';
import { type Branch, MAIN, type Statement, type Templates } from './nodes.ts';
import { Variables } from './variables.ts';

/** Templates that call one another; Go takes 100,000. */
const MAX_DEPTH = 500;

/**
 * What the main one of the templates prints (Go: text/template/exec.go).
 *
 * @throws OperandError where it fails in Go, LimitExceeded
 */
export function execute(templates: Templates, data: GoValue, checkDeadline: () => void): string {
  const execution = new Execution(templates, checkDeadline);
  execution.template(MAIN, data);
  return execution.text;
}

/** Why a list of statements ended before its end. */
type Leap = 'break' | 'continue' | undefined;

class Execution {
  text = '';
  readonly #templates: Templates;
  readonly #checkDeadline: () => void;
  #variables = new Variables();
  #depth = 0;

  constructor(templates: Templates, checkDeadline: () => void) {
    this.#templates = templates;
    this.#checkDeadline = checkDeadline;
  }

  template(name: string, dot: TemplateValue): void {
    const statements = this.#templates.get(name);
    if (statements === undefined) throw new OperandError('an undefined template');
    if (++this.#depth > MAX_DEPTH) throw new LimitExceeded('templates call one another too deeply');
    const outer = this.#variables;
    this.#variables = new Variables();
    this.#variables.declare('$', dot);
    this.#list(statements, dot);
    this.#variables = outer;
    this.#depth--;
  }

  #list(statements: readonly Statement[], dot: TemplateValue): Leap {
    for (const statement of statements) {
      this.#checkDeadline();
      const leap = this.#statement(statement, dot);
      if (leap !== undefined) return leap;
    }
    return undefined;
  }

  #statement(statement: Statement, dot: TemplateValue): Leap {
    switch (statement.kind) {
      case 'text':
        this.#write(statement.text);
        return undefined;
      case 'action': {
        const value = this.#pipe(statement, dot);
        if (statement.pipe.variables.length === 0) this.#write(printedValue(value));
        return undefined;
      }
      case 'template':
        this.template(statement.name, statement.pipe && this.#pipe({ pipe: statement.pipe }, dot));
        return undefined;
      case 'break':
      case 'continue':
        return statement.kind;
      default:
        return this.#branch(statement, dot);
    }
  }

  /** Variables that a branch declares end with it. */
  #branch(branch: Branch, dot: TemplateValue): Leap {
    const outer = this.#variables.size;
    const value = this.#pipe(branch, dot);
    const leap = branch.kind === 'range' ? this.#range(branch, value, dot) : this.#condition(branch, value, dot);
    this.#variables.cut(outer);
    return leap;
  }

  #condition({ kind, body, otherwise = [] }: Branch, value: TemplateValue, dot: TemplateValue): Leap {
    if (!isTrue(value)) return this.#list(otherwise, dot);
    return this.#list(body, kind === 'with' ? value : dot);
  }

  #range({ pipe, body, otherwise = [] }: Branch, value: TemplateValue, dot: TemplateValue): Leap {
    const inner = this.#variables.size;
    let empty = true;
    for (const [key, item] of itemsOf(value, pipe.variables.length)) {
      empty = false;
      this.#checkDeadline();
      this.#bind(pipe.variables, key, item);
      const leap = this.#list(body, item);
      this.#variables.cut(inner);
      if (leap === 'break') return undefined;
    }
    return empty ? this.#list(otherwise, dot) : undefined;
  }

  /** Of two variables the first one gets the key, a single one the item. */
  #bind(names: readonly string[], key: TemplateValue, item: TemplateValue): void {
    const [first, second] = names;
    if (first !== undefined) this.#variables.set(first, second === undefined ? item : key);
    if (second !== undefined) this.#variables.set(second, item);
  }

  #pipe({ pipe }: Pick<Branch, 'pipe'>, dot: TemplateValue): TemplateValue {
    return evaluatePipe(pipe, dot, { variables: this.#variables, checkDeadline: this.#checkDeadline });
  }

  #write(text: string): void {
    checkLength(this.text.length + text.length);
    this.text += text;
  }
}

function printedValue(value: TemplateValue): string {
  return value === undefined ? '<no value>' : printed(value, 'v', PLAIN);
}

/** Keys and items of what a range goes over: a list, an object in the order of its keys, or the numbers below one. */
function* itemsOf(value: TemplateValue, variables: number): Generator<[TemplateValue, TemplateValue]> {
  if (value === undefined || value === null) return;
  if (value instanceof GoInteger) {
    if (variables > 1) throw new OperandError('an integer has no keys');
    for (let i = 0n; i < value.value; i++) yield [undefined, new GoInteger(value.type, i)];
  } else if (isSlice(value)) {
    for (const [i, item] of value.entries()) yield [integer(i), item];
  } else if (isMap(value)) {
    yield* [...value].sort(([a], [b]) => compareValues(a, b));
  } else throw new OperandError('there is nothing to go over');
}
