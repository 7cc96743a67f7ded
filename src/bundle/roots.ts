/* Roots are paths of whole segments below `data`: `a/b` holds `a/b/c`, but not `a/bc`. */

/** Whether `path` is at or below `root`. */
export function contains(root: string, path: string): boolean {
  return root === '' || path === root || path.startsWith(`${root}/`);
}

/** Whether some path is in both. */
export function overlap(a: string, b: string): boolean {
  return contains(a, b) || contains(b, a);
}
