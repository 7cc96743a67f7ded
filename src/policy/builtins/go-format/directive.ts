import type { Flags } from './flags.ts';
import { GoInteger, type GoValue } from './values.ts';

/** What a `%` begins, read up to its verb. */
export interface Directive {
  readonly flags: Flags;
  /** Undefined where the format ends before it. */
  readonly verb: string | undefined;
  /** Index of the argument that it prints. */
  readonly argument: number;
  /** Whether an index like `[3]` chose an argument. */
  readonly reordered: boolean;
  /** Whether all its indexes are of an argument, and stand where they may. */
  readonly good: boolean;
  /** What Go prints for a `*` whose argument is no number to be used. */
  readonly complaint: string;
  /** Offset behind the directive. */
  readonly end: number;
}

/** Reads the directive behind the `%` before `at`; `argument` is the next one's index. */
export function readDirective(format: string, at: number, args: readonly GoValue[], argument: number): Directive {
  return new Reader(format, at, args, argument).read();
}

/** Widths, precisions and indexes of more digits than this number has are none. */
const MAX_NUMBER = 1_000_000;

class Reader {
  readonly #format: string;
  readonly #args: readonly GoValue[];
  #at: number;
  #argument: number;
  /** Whether an index stands right before. */
  #indexed = false;
  #reordered = false;
  #good = true;
  #complaint = '';

  constructor(format: string, at: number, args: readonly GoValue[], argument: number) {
    this.#format = format;
    this.#at = at;
    this.#args = args;
    this.#argument = argument;
  }

  read(): Directive {
    const signs = this.#signs();
    this.#index();
    const width = this.#width();
    const precision = this.#precision();
    if (!this.#indexed) this.#index();
    const verb = this.#verb();
    const leftwards = width !== undefined && width < 0;
    const flags: Flags = {
      minus: signs.includes('-') || leftwards,
      plus: signs.includes('+') && verb !== 'v' && verb !== 'w',
      sharp: signs.includes('#') && verb !== 'v' && verb !== 'w',
      space: signs.includes(' '),
      zero: signs.includes('0') && !leftwards,
      plusV: signs.includes('+') && (verb === 'v' || verb === 'w'),
      sharpV: signs.includes('#') && (verb === 'v' || verb === 'w'),
      width: width === undefined ? undefined : Math.abs(width),
      precision,
    };
    return {
      flags,
      verb,
      argument: this.#argument,
      reordered: this.#reordered,
      good: this.#good,
      complaint: this.#complaint,
      end: this.#at,
    };
  }

  #signs(): string {
    const start = this.#at;
    while (this.#at < this.#format.length && '+-# 0'.includes(this.#format.charAt(this.#at))) this.#at++;
    return this.#format.slice(start, this.#at);
  }

  #width(): number | undefined {
    if (this.#eat('*')) return this.#star('%!(BADWIDTH)', -MAX_NUMBER);
    const width = this.#number();
    if (this.#indexed && width !== undefined) this.#good = false;
    return width;
  }

  /** A point at the very end of the format is the verb. */
  #precision(): number | undefined {
    if (this.#format[this.#at] !== '.' || this.#at + 1 === this.#format.length) return undefined;
    this.#at++;
    if (this.#indexed) this.#good = false;
    this.#index();
    return this.#eat('*') ? this.#star('%!(BADPREC)', 0) : (this.#number() ?? 0);
  }

  /** The number that the next argument is. */
  #star(complaint: string, least: number): number | undefined {
    this.#indexed = false;
    if (this.#argument < this.#args.length) {
      const value = this.#args[this.#argument++];
      const number = value instanceof GoInteger && value.type !== '*big.Int' ? Number(value.value) : Number.NaN;
      if (number >= least && number <= MAX_NUMBER) return number;
    }
    this.#complaint += complaint;
    return undefined;
  }

  /** An index like `[3]`. */
  #index(): void {
    this.#indexed = false;
    if (this.#format[this.#at] !== '[') return;
    this.#reordered = true;
    const close = this.#format.indexOf(']', this.#at);
    const rest = this.#format.length - this.#at;
    const body = close < 0 || rest < 3 ? undefined : this.#format.slice(this.#at + 1, close);
    this.#at = body === undefined ? this.#at + 1 : close + 1;
    const index = body !== undefined && /^[0-9]+$/.test(body) ? numberOf(body) : undefined;
    this.#indexed = index !== undefined;
    if (index !== undefined && index >= 1 && index <= this.#args.length) this.#argument = index - 1;
    else this.#good = false;
  }

  /** Where it is too large, nothing of the format is left. */
  #number(): number | undefined {
    const start = this.#at;
    while (/^[0-9]$/.test(this.#format.charAt(this.#at))) this.#at++;
    if (start === this.#at) return undefined;
    const number = numberOf(this.#format.slice(start, this.#at));
    if (number === undefined) this.#at = this.#format.length;
    return number;
  }

  /** A byte that is no UTF-8 is U+FFFD. */
  #verb(): string | undefined {
    const code = this.#format.codePointAt(this.#at);
    if (code === undefined) return undefined;
    const verb = String.fromCodePoint(code);
    this.#at += verb.length;
    return verb.toWellFormed();
  }

  #eat(character: string): boolean {
    if (this.#format[this.#at] !== character) return false;
    this.#at++;
    return true;
  }
}

function numberOf(digits: string): number | undefined {
  return Number(digits.slice(0, -1)) > MAX_NUMBER ? undefined : Number(digits);
}
