import { OperandError } from '../operands.ts';
import type { TemplateValue } from './functions.ts';

/** The variables of a template that runs; the last one of a name counts. */
export class Variables {
  readonly #stack: { readonly name: string; value: TemplateValue }[] = [];

  get size(): number {
    return this.#stack.length;
  }

  /** Forgets all that were declared since there were so many. */
  cut(size: number): void {
    this.#stack.length = size;
  }

  declare(name: string, value: TemplateValue): void {
    this.#stack.push({ name, value });
  }

  get(name: string): TemplateValue {
    return this.#find(name).value;
  }

  set(name: string, value: TemplateValue): void {
    this.#find(name).value = value;
  }

  #find(name: string) {
    const found = this.#stack.findLast((variable) => variable.name === name);
    if (found === undefined) throw new OperandError('an undefined variable');
    return found;
  }
}
