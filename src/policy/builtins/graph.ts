import { compareValues, type RegoObject, RegoSet, type Value } from '../value.ts';
import type { Builtin, BuiltinContext } from './builtin.ts';
import { isArray, members, object } from './operands.ts';

/** Paths through a graph: an object whose keys are nodes, each with its neighbours (OPA: topdown/reachable.go). */
export const GRAPH: Readonly<Record<string, Builtin>> = {
  'graph.reachable_paths': ([graph, initial], context) => reachablePaths(object(graph), members(initial), context),
};

/** A node that a path has been through, and how it came there. */
interface Step {
  readonly node: Value;
  readonly before: Step | undefined;
}

function reachablePaths(graph: RegoObject, initial: readonly Value[], context: BuiltinContext): RegoSet {
  const paths = new RegoSet();
  for (const node of initial) {
    if (graph.has(node)) follow(graph, { node, before: undefined }, paths, context);
  }
  return paths;
}

/**
 * Adds the paths that go on from the last step. A path ends at a node without neighbours, before a neighbour that it
 * has been through, and before one that is not in the graph. OPA lets a path go from its first node to the same node
 * once.
 */
function follow(graph: RegoObject, last: Step, paths: RegoSet, context: BuiltinContext): void {
  context.checkDeadline();
  const neighbours = neighboursOf(graph.get(last.node));
  if (neighbours.length === 0) paths.add(pathTo(last));
  for (const node of neighbours) {
    if (!graph.has(node) || (last.before !== undefined && passes(last, node))) paths.add(pathTo(last));
    else follow(graph, { node, before: last }, paths, context);
  }
}

/** What is neither an array nor a set has no neighbours. */
function neighboursOf(edges: Value | undefined): readonly Value[] {
  return edges instanceof RegoSet || isArray(edges) ? members(edges) : [];
}

function passes(last: Step, node: Value): boolean {
  for (let step: Step | undefined = last; step !== undefined; step = step.before) {
    if (compareValues(step.node, node) === 0) return true;
  }
  return false;
}

function pathTo(last: Step): Value[] {
  const path: Value[] = [];
  for (let step: Step | undefined = last; step !== undefined; step = step.before) path.push(step.node);
  return path.reverse();
}
