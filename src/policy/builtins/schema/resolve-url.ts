import { escapedPath, type GoUrl, parsePath } from '../go-url.ts';

/** What a reference means at a base URL (Go: url.URL.ResolveReference). */
export function resolveUrl(base: GoUrl, reference: GoUrl): GoUrl {
  const scheme = reference.scheme === '' ? base.scheme : reference.scheme;
  if (reference.scheme !== '' || reference.host !== '' || reference.user !== undefined) {
    return { ...reference, scheme, ...parsePath(resolvePath(escapedPath(reference), '')) };
  }
  if (reference.opaque !== '') return { ...reference, scheme, user: undefined, host: '', path: '' };
  const inherited = reference.path === '' && !reference.forceQuery && reference.rawQuery === '';
  const { fragment, rawFragment } = inherited && reference.fragment === '' ? base : reference;
  const { rawQuery } = inherited ? base : reference;
  const url = { ...reference, scheme, rawQuery, fragment, rawFragment };
  if (reference.path === '' && base.opaque !== '') {
    return { ...url, opaque: base.opaque, user: undefined, host: '', path: '' };
  }
  const path = parsePath(resolvePath(escapedPath(base), escapedPath(reference)));
  return { ...url, host: base.host, user: base.user, ...path };
}

/** RFC 3986, 5.2.3 and 5.2.4, with Go's answers where those leave a choice. */
function resolvePath(base: string, reference: string): string {
  const full = joined(base, reference);
  if (full === '') return '';
  let path = '/';
  let first = true;
  const elements = full.split('/');
  for (const element of elements) {
    if (element === '.') {
      first = false;
    } else if (element === '..') {
      const slash = path.lastIndexOf('/');
      path = slash >= 1 ? path.slice(0, slash) : '/';
      first = path === '/';
    } else {
      path += (first ? '' : '/') + element;
      first = false;
    }
  }
  const last = elements.at(-1);
  if (last === '.' || last === '..') path += '/';
  return path.startsWith('//') ? path.slice(1) : path;
}

function joined(base: string, reference: string): string {
  if (reference === '') return base;
  return reference.startsWith('/') ? reference : base.slice(0, base.lastIndexOf('/') + 1) + reference;
}
