const VISIBLE = /^[!-~]*$/;

/** Whether a name is a domain as Go's crypto/x509 checks it: labels of visible characters, none empty. No name is one. */
export function isDomain(name: string): boolean {
  return VISIBLE.test(name) && (name === '' || !name.split('.').includes(''));
}

/** The same for a constraint, where a leading dot means what is below. */
export function isDomainConstraint(name: string): boolean {
  return isDomain(name) || (name.startsWith('.') && name !== '.' && isDomain(name.slice(1)));
}

/** Whether a domain is this one or one below it; only below it where the constraint has a leading dot. */
export function isWithin(domain: string, constraint: string): boolean {
  const [name, suffix] = [lowerCase(domain), lowerCase(constraint)];
  if (!name.endsWith(suffix)) return false;
  return (
    suffix === '' || suffix.startsWith('.') || name.length === suffix.length || name.at(-suffix.length - 1) === '.'
  );
}

/** ASCII only: other characters have no place in a domain, and other rules. */
export function lowerCase(name: string): string {
  return name.replace(/[A-Z]+/g, (letters) => letters.toLowerCase());
}

/** What follows the first label, with its dot; undefined where there is one label only. */
export function parentOf(name: string): string | undefined {
  const dot = name.indexOf('.');
  return dot < 0 ? undefined : lowerCase(name.slice(dot));
}
