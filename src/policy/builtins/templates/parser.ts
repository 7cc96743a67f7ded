import { LimitExceeded } from '../../faults.ts';
import { OperandError } from '../operands.ts';
import { unquote } from './literals.ts';
import { type Branch, MAIN, type Statement, type Templates } from './nodes.ts';
import { PipeParser } from './pipe-parser.ts';
import { END, is, unexpected, Words } from './words.ts';

/** Branches in one another, of which Go takes any number. */
const MAX_DEPTH = 500;

/**
 * The templates that a text defines (Go: text/template/parse).
 *
 * @throws OperandError where Go would refuse it, LimitExceeded
 */
export function parseTemplates(text: string): Templates {
  return new Parser(new Words(text)).main();
}

/** What ends a list of statements. */
type Ending = 'end' | 'else' | 'else if' | 'else with';

class Parser {
  readonly #words: Words;
  readonly #pipes: PipeParser;
  readonly #templates = new Map<string, readonly Statement[]>();
  /** Ranges around, of the template that is read. */
  #ranges = 0;
  #depth = 0;

  constructor(words: Words) {
    this.#words = words;
    this.#pipes = new PipeParser(words);
  }

  main(): Templates {
    const statements: Statement[] = [];
    while (this.#words.peek() !== END) {
      const statement = this.#definition() ?? this.#statement();
      if (typeof statement === 'string') throw unexpected(statement);
      if (statement !== DEFINITION) statements.push(statement);
    }
    this.#define(MAIN, statements);
    return this.#templates;
  }

  /** `{{define "name"}} … {{end}}`, which only stands outside of all else. */
  #definition(): typeof DEFINITION | undefined {
    const start = this.#words.at;
    if (!is(this.#words.next(), 'open') || !is(this.#words.nextWord(), 'keyword', 'define')) {
      this.#words.at = start;
      return undefined;
    }
    const name = this.#name();
    this.#close();
    this.#define(name, this.#own());
    return DEFINITION;
  }

  /** The statements of a template of its own, up to its `{{end}}`: it sees no variables of another one. */
  #own(): readonly Statement[] {
    const [variables, ranges] = [this.#pipes.variables, this.#ranges];
    this.#pipes.variables = ['$'];
    this.#ranges = 0;
    const [statements, ending] = this.#statements();
    if (ending !== 'end') throw unexpected(ending);
    this.#pipes.variables = variables;
    this.#ranges = ranges;
    return statements;
  }

  #define(name: string, statements: readonly Statement[]): void {
    const former = this.#templates.get(name);
    if (former === undefined || former.every(isBlank)) this.#templates.set(name, statements);
    else if (!statements.every(isBlank)) throw new OperandError('a template is defined twice');
  }

  #statements(): [Statement[], Ending] {
    const statements: Statement[] = [];
    for (;;) {
      const statement = this.#statement();
      if (typeof statement === 'string') return [statements, statement];
      statements.push(statement);
    }
  }

  #statement(): Statement | Ending {
    const token = this.#words.nextWord();
    if (token.kind === 'text') return { kind: 'text', text: token.text };
    if (token.kind !== 'open') throw unexpected(token.text);
    const word = this.#words.peekWord();
    if (word.kind !== 'keyword') return { kind: 'action', pipe: this.#pipes.read('other') };
    this.#words.nextWord();
    switch (word.text) {
      case 'if':
      case 'with':
      case 'range':
        return this.#branch(word.text);
      case 'else':
        return this.#else();
      case 'end':
        this.#close();
        return 'end';
      case 'break':
      case 'continue':
        this.#close();
        if (this.#ranges === 0) throw unexpected(word.text);
        return { kind: word.text };
      case 'template':
        return this.#call();
      case 'block':
        return this.#block();
      default:
        throw unexpected(word.text);
    }
  }

  #branch(kind: Branch['kind']): Branch {
    this.#deeper();
    const outer = this.#pipes.variables.length;
    const pipe = this.#pipes.read(kind === 'range' ? 'range' : 'other');
    if (kind === 'range') this.#ranges++;
    const [body, ending] = this.#statements();
    if (kind === 'range') this.#ranges--;
    const otherwise = ending === 'end' ? undefined : this.#otherwise(kind, ending);
    this.#pipes.variables.length = outer;
    this.#depth--;
    return { kind, pipe, body, otherwise };
  }

  #otherwise(kind: Branch['kind'], ending: Ending): readonly Statement[] {
    if (ending !== 'else') {
      if (ending !== `else ${kind}`) throw unexpected(ending);
      return [this.#branch(kind)];
    }
    const [statements, end] = this.#statements();
    if (end !== 'end') throw unexpected(end);
    return statements;
  }

  /** Of `{{else if …}}` the `if` is read too. */
  #else(): Ending {
    const word = this.#words.peekWord();
    if (is(word, 'keyword', 'if') || is(word, 'keyword', 'with')) {
      this.#words.nextWord();
      return word.text === 'if' ? 'else if' : 'else with';
    }
    this.#close();
    return 'else';
  }

  #call(): Statement {
    const name = this.#name();
    if (!is(this.#words.peekWord(), 'close')) return { kind: 'template', name, pipe: this.#pipes.read('other') };
    this.#close();
    return { kind: 'template', name, pipe: undefined };
  }

  /** A template that is defined where it is called. */
  #block(): Statement {
    const name = this.#name();
    const pipe = this.#pipes.read('other');
    this.#deeper();
    this.#define(name, this.#own());
    this.#depth--;
    return { kind: 'template', name, pipe };
  }

  #name(): string {
    const token = this.#words.nextWord();
    if (token.kind !== 'string') throw unexpected(token.text);
    return unquote(token.text);
  }

  #close(): void {
    const token = this.#words.nextWord();
    if (token.kind !== 'close') throw unexpected(token.text);
  }

  #deeper(): void {
    if (++this.#depth > MAX_DEPTH) throw new LimitExceeded('a template is nested too deeply');
  }
}

/** Stands for a definition, which prints nothing. */
const DEFINITION = Symbol('definition');

/** Whether it prints nothing but space: such a template may be defined again. */
function isBlank(statement: Statement): boolean {
  return statement.kind === 'text' && /^\p{White_Space}*$/u.test(statement.text);
}
