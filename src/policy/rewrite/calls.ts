/** A place in a function where another one is called. */
export interface CallSite<Loop> {
  /** Undefined where the call goes through the table. */
  readonly target: number | undefined;
  /** The innermost loop around it. */
  readonly loop: Loop | undefined;
}

/** Who calls whom. */
export interface CallGraph<Loop> {
  /** What each function calls. */
  readonly functions: readonly (readonly CallSite<Loop>[])[];
  /** Functions that can be called through the table. */
  readonly table: readonly number[];
}

/** What has to burn fuel besides the second and later rounds of loops. */
export interface Guarded<Loop> {
  /** Functions that burn when they are entered. */
  readonly functions: ReadonlySet<number>;
  /** Loops that burn in their first round too. */
  readonly loops: ReadonlySet<Loop>;
}

/** Calls that may happen between two burns of fuel in code without loops. */
const MAX_CALLS = 5000;

/**
 * Where fuel has to be burned so that no tree of calls runs for long without a burn. Loops burn when they go round; what
 * is left is recursion, and functions that call others more than once, which together are 2^n calls in n functions.
 *
 * - Every cycle of calls is cut: somewhere in it a function calls one that is called from more places than itself, or from
 *   as many. There the loop around the call burns, or the function. The others are likely to be called more often.
 * - The calls below a function are counted, up to the cuts; where they are more than MAX_CALLS, it burns.
 */
export function placesToGuard<Loop>(graph: CallGraph<Loop>): Guarded<Loop> {
  const { functions } = graph;
  const guarded = cutCycles(graph);
  const below = new Array<number>(functions.length + 1).fill(0);
  for (const [node = 0] of stronglyConnected(functions.length + 1, (from) => uncut(graph, from, guarded))) {
    const counts = uncut(graph, node, guarded).map((to) => (below[to] as number) + 1);
    const isTable = node === functions.length;
    const calls = counts.reduce((sum, count) => (isTable ? Math.max(sum, count) : sum + count), 0);
    if (calls > MAX_CALLS && !isTable) guarded.functions.add(node);
    below[node] = guarded.functions.has(node) ? 0 : calls;
  }
  return guarded;
}

interface Cuts<Loop> extends Guarded<Loop> {
  readonly functions: Set<number>;
  readonly loops: Set<Loop>;
}

function cutCycles<Loop>(graph: CallGraph<Loop>): Cuts<Loop> {
  const cuts: Cuts<Loop> = { functions: new Set(), loops: new Set() };
  const table = graph.functions.length;
  const callers = callersOf(graph);
  const cycles = stronglyConnected(table + 1, (from) => uncut(graph, from, cuts));
  for (const cycle of [...cycles].map((members) => new Set(members))) {
    for (const node of cycle) {
      const isUp = ({ target = table }) =>
        cycle.has(target) && (callers[target] as number) >= (callers[node] as number);
      const loops = (graph.functions[node] ?? []).filter(isUp).map(({ loop }) => loop);
      if (loops.includes(undefined)) cuts.functions.add(node);
      else for (const loop of loops) cuts.loops.add(loop as Loop);
    }
  }
  return cuts;
}

/**
 * From how many places each function is called; and behind the functions the table, which is taken for one that calls all
 * that is in it, and cannot burn itself.
 */
function callersOf({ functions, table }: CallGraph<unknown>): number[] {
  const callers = new Array<number>(functions.length).fill(0);
  for (const { target } of functions.flat()) if (target !== undefined) callers[target] = (callers[target] ?? 0) + 1;
  for (const target of table) callers[target] = (callers[target] ?? 0) + 1;
  return [...callers, Number.POSITIVE_INFINITY];
}

/** What a function calls without a burn before it. */
function uncut<Loop>({ functions, table }: CallGraph<Loop>, node: number, guarded: Guarded<Loop>): readonly number[] {
  if (node === functions.length) return table;
  if (guarded.functions.has(node)) return [];
  const sites = functions[node] ?? [];
  return sites
    .filter(({ loop }) => loop === undefined || !guarded.loops.has(loop))
    .map(({ target }) => target ?? functions.length);
}

/** Tarjan's algorithm without recursion; a component comes after the components that it calls. */
function* stronglyConnected(nodes: number, targetsOf: (node: number) => readonly number[]): Generator<number[]> {
  const index = new Int32Array(nodes).fill(-1);
  const low = new Int32Array(nodes);
  const onStack = new Uint8Array(nodes);
  const stack: number[] = [];
  let next = 0;
  const enter = (node: number) => {
    index[node] = low[node] = next++;
    stack.push(node);
    onStack[node] = 1;
    return { node, targets: targetsOf(node), at: 0 };
  };
  for (let root = 0; root < nodes; root++) {
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
