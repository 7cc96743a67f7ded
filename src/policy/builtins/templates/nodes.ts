import type { GoInteger } from '../go-format/values.ts';

/** A part of a template that prints something or decides what is printed. */
export type Statement =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'action'; readonly pipe: Pipe }
  | { readonly kind: 'break' | 'continue' }
  | { readonly kind: 'template'; readonly name: string; readonly pipe: Pipe | undefined }
  | Branch;

export interface Branch {
  readonly kind: 'if' | 'with' | 'range';
  readonly pipe: Pipe;
  readonly body: readonly Statement[];
  readonly otherwise: readonly Statement[] | undefined;
}

/** Commands of which each one gets the value of the one before as its last argument. */
export interface Pipe {
  readonly kind: 'pipe';
  /** Variables that get the value, with their `$`. */
  readonly variables: readonly string[];
  /** Whether they exist already (`=`). */
  readonly assigns: boolean;
  readonly commands: readonly Command[];
}

/** A function or a value, and its arguments. */
export type Command = readonly [Operand, ...Operand[]];

export type Operand =
  | { readonly kind: 'dot' | 'nil' }
  | { readonly kind: 'constant'; readonly value: Constant }
  /** An integer that Go reads, but cannot hold. */
  | { readonly kind: 'overflow' }
  | { readonly kind: 'field'; readonly names: readonly string[] }
  | { readonly kind: 'variable'; readonly name: string; readonly names: readonly string[] }
  | { readonly kind: 'chain'; readonly of: Operand; readonly names: readonly string[] }
  | { readonly kind: 'function'; readonly name: string }
  | Pipe;

export type Constant = boolean | string | number | GoInteger;

/** Templates by name; the main one is under MAIN. */
export type Templates = ReadonlyMap<string, readonly Statement[]>;

/** Name that OPA gives the template. */
export const MAIN = 'template';
