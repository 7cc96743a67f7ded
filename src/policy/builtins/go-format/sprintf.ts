import { readDirective } from './directive.ts';
import { checkLength, PLAIN } from './flags.ts';
import { printed } from './print.ts';
import { type GoValue, typeName } from './values.ts';

/**
 * Go's fmt.Sprintf, with all that it prints in place of what does not fit: `%!d(string=x)`, `%!d(MISSING)`, `%!(EXTRA …)`.
 *
 * @param checkDeadline called for each directive
 * @throws LimitExceeded, OperandError
 */
export function sprintf(format: string, args: readonly GoValue[], checkDeadline: () => void): string {
  let text = '';
  let at = 0;
  let next = 0;
  let reordered = false;
  const write = (part: string) => {
    checkLength(text.length + part.length);
    text += part;
  };
  for (let percent = format.indexOf('%'); percent >= 0; percent = format.indexOf('%', at)) {
    checkDeadline();
    write(format.slice(at, percent));
    const directive = readDirective(format, percent + 1, args, next);
    write(directive.complaint);
    at = directive.end;
    next = directive.argument;
    reordered ||= directive.reordered;
    const { verb, flags, good } = directive;
    if (verb === undefined) write('%!(NOVERB)');
    else if (verb === '%') write('%');
    else if (!good) write(`%!${verb}(BADINDEX)`);
    else if (next >= args.length) write(`%!${verb}(MISSING)`);
    else write(printed(args[next++] as GoValue, verb, flags));
  }
  write(format.slice(at));
  if (!reordered && next < args.length) write(extra(args.slice(next)));
  return text;
}

/** What Go says of arguments that no directive asks for. */
function extra(args: readonly GoValue[]): string {
  const texts = args.map((value) => {
    return value === null ? '<nil>' : `${typeName(value)}=${printed(value, 'v', PLAIN)}`;
  });
  return `%!(EXTRA ${texts.join(', ')})`;
}
