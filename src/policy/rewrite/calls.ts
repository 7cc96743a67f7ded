/** A place in a function where others are called. */
export interface CallSite {
  /** Possible targets: one, or many where the call goes through the table. */
  readonly targets: readonly number[];
  /** Whether it lies in a loop, and so behind a burn of fuel in every round. */
  readonly inLoop: boolean;
}

/** Calls that may happen between two burns of fuel in code without loops. */
const MAX_CALLS = 5000;

/**
 * The functions that have to burn fuel when they are entered, so that no tree of calls runs for long without a burn.
 * Loops burn by themselves; what is left is recursion, and functions that call others more than once, which together
 * are 2^n calls in n functions.
 *
 * - Of every cycle of calls one function burns (or one of its calls lies in a loop).
 * - Apart from cycles the calls below a function are counted; where they are more than MAX_CALLS, it burns.
 */
export function functionsToGuard(functions: readonly (readonly CallSite[])[]): Set<number> {
  const guarded = new Set<number>();
  const below = new Array<number>(functions.length).fill(0);
  for (const cycle of stronglyConnected(functions)) {
    const members = new Set(cycle);
    for (const member of cycle) {
      const sites = functions[member] ?? [];
      const recursive = sites.some((site) => !site.inLoop && site.targets.some((target) => members.has(target)));
      const count = sites.reduce((sum, site) => sum + Math.max(0, ...site.targets.map((t) => below[t] ?? 0)) + 1, 0);
      if (recursive || count > MAX_CALLS) guarded.add(member);
      below[member] = guarded.has(member) ? 0 : count;
    }
  }
  return guarded;
}

/** Tarjan's algorithm without recursion; a component comes after the components that it calls. */
function* stronglyConnected(functions: readonly (readonly CallSite[])[]): Generator<number[]> {
  const index = new Int32Array(functions.length).fill(-1);
  const low = new Int32Array(functions.length);
  const onStack = new Uint8Array(functions.length);
  const stack: number[] = [];
  let next = 0;
  const enter = (node: number) => {
    index[node] = low[node] = next++;
    stack.push(node);
    onStack[node] = 1;
    return { node, targets: (functions[node] ?? []).flatMap((site) => site.targets), at: 0 };
  };
  for (let root = 0; root < functions.length; root++) {
    if (index[root] !== -1) continue;
    const path = [enter(root)];
    for (let frame = path.at(-1); frame !== undefined; frame = path.at(-1)) {
      const target = frame.targets[frame.at++];
      if (target === undefined) {
        path.pop();
        const parent = path.at(-1);
        if (parent !== undefined) low[parent.node] = Math.min(low[parent.node] as number, low[frame.node] as number);
        if (low[frame.node] === index[frame.node]) yield unwind(stack, onStack, frame.node);
      } else if (index[target] === -1) {
        path.push(enter(target));
      } else if (onStack[target] === 1) {
        low[frame.node] = Math.min(low[frame.node] as number, index[target] as number);
      }
    }
  }
}

function unwind(stack: number[], onStack: Uint8Array, root: number): number[] {
  const component: number[] = [];
  for (;;) {
    const node = stack.pop() as number;
    onStack[node] = 0;
    component.push(node);
    if (node === root) return component;
  }
}
