import { checkLength } from '../go-format/flags.ts';
import { isMap } from '../go-format/values.ts';
import { OperandError } from '../operands.ts';
import { FUNCTIONS, isTrue, type TemplateValue } from './functions.ts';
import type { Command, Operand, Pipe } from './nodes.ts';
import type { Variables } from './variables.ts';

/** What commands of a template see besides the dot. */
export interface Scope {
  readonly variables: Variables;
  readonly checkDeadline: () => void;
}

/** The value of a pipeline; its variables are declared or set (Go: text/template/exec.go). */
export function evaluatePipe(pipe: Pipe, dot: TemplateValue, scope: Scope): TemplateValue {
  let previous: readonly TemplateValue[] = [];
  for (const command of pipe.commands) {
    scope.checkDeadline();
    // What is null in the data is nothing to the next command.
    const value = evaluateCommand(command, previous, dot, scope) ?? undefined;
    if (typeof value === 'string') checkLength(value.length);
    previous = [value];
  }
  const [value] = previous;
  for (const name of pipe.variables) {
    if (pipe.assigns) scope.variables.set(name, value);
    else scope.variables.declare(name, value);
  }
  return value;
}

/** @param previous the value of the command before, its last argument */
function evaluateCommand(
  [first, ...args]: Command,
  previous: readonly TemplateValue[],
  dot: TemplateValue,
  scope: Scope,
): TemplateValue {
  if (first.kind === 'function') return call(first.name, args, previous, dot, scope);
  const called = args.length + previous.length > 0;
  if (called && !hasFields(first)) throw new OperandError('what is no function takes no arguments');
  if (first.kind === 'nil') throw new OperandError('nil is no command');
  return evaluate(first, dot, scope, called);
}

function hasFields(operand: Operand): boolean {
  return (
    operand.kind === 'field' || operand.kind === 'chain' || (operand.kind === 'variable' && operand.names.length > 0)
  );
}

/** @param called whether it has arguments, which only a field of nothing may have */
function evaluate(operand: Operand, dot: TemplateValue, scope: Scope, called = false): TemplateValue {
  switch (operand.kind) {
    case 'dot':
      return dot;
    case 'nil':
      return undefined;
    case 'constant':
      return operand.value;
    case 'overflow':
      throw new OperandError('an integer is too large');
    case 'field':
      return fieldOf(dot, operand.names, called);
    case 'variable':
      return fieldOf(scope.variables.get(operand.name), operand.names, called);
    case 'chain':
      return fieldOf(evaluate(operand.of, dot, scope), operand.names, called);
    case 'function':
      return call(operand.name, [], [], dot, scope);
    case 'pipe':
      return evaluatePipe(operand, dot, scope);
  }
}

function fieldOf(value: TemplateValue, names: readonly string[], called: boolean): TemplateValue {
  return names.reduce<TemplateValue>((whole, name, i) => {
    if (whole === undefined) return undefined;
    if (whole === null || !isMap(whole)) throw new OperandError('only an object has fields');
    if (called && i === names.length - 1) throw new OperandError('a field takes no arguments');
    return whole.get(name);
  }, value);
}

function call(
  name: string,
  args: readonly Operand[],
  previous: readonly TemplateValue[],
  dot: TemplateValue,
  scope: Scope,
): TemplateValue {
  const count = args.length + previous.length;
  if (name === 'and' || name === 'or') {
    if (count === 0) throw new OperandError('an argument is missing');
    return decide(name, args, previous, dot, scope);
  }
  const called = FUNCTIONS[name];
  if (called === undefined) throw new OperandError('there is nothing to call');
  const [least, most] = called.arity;
  if (count < least || count > most) throw new OperandError('a function has too few or too many arguments');
  const values = [...args.map((arg) => evaluate(arg, dot, scope)), ...previous];
  if (called.format && typeof values[0] !== 'string') throw new OperandError('a format is a string');
  return called.call(values, scope.checkDeadline);
}

/** The first argument that decides it, or the last one; those behind it are not looked at. */
function decide(
  name: 'and' | 'or',
  args: readonly Operand[],
  previous: readonly TemplateValue[],
  dot: TemplateValue,
  scope: Scope,
): TemplateValue {
  let value: TemplateValue;
  for (const arg of args) {
    value = evaluate(arg, dot, scope);
    if (isTrue(value) === (name === 'or')) return value;
  }
  return previous.length > 0 ? previous[0] : value;
}
