import type { AttributeValue, GraphNode } from "./graphDef";

/** Nodes of a graph in the making. A computation that is there already is not added again. */
export class GraphBuilder {
  readonly nodes: GraphNode[] = [];
  private readonly known = new Map<string, string>();

  /** Adds a node, or finds the one that computes the same. @returns its name. */
  add(op: string, input: string[], attr: GraphNode["attr"], name?: string): string {
    const key = hasState(op) ? undefined : keyOf(op, input, attr);
    const same = key === undefined ? undefined : this.known.get(key);
    if (same !== undefined) return same;
    const node = { name: name ?? `${op}_${this.nodes.length}`, op, input, attr };
    this.nodes.push(node);
    if (key !== undefined) this.known.set(key, node.name);
    return node.name;
  }
}

/** Ops that may give another result when they are called again. */
const STATEFUL = /^(Placeholder|VarHandleOp|ReadVariableOp|Assign|Resource|Random|Multinomial)/;

const hasState = (op: string): boolean => STATEFUL.test(op);

function keyOf(op: string, input: readonly string[], attr: GraphNode["attr"]): string {
  const attributes = Object.entries(attr).sort(([a], [b]) => (a < b ? -1 : 1));
  return JSON.stringify([op, input, attributes], bytesAsText);
}

const bytesAsText = (_: string, value: AttributeValue): unknown =>
  (value as unknown) instanceof Uint8Array
    ? Buffer.from(value as unknown as Uint8Array).toString("latin1")
    : value;
