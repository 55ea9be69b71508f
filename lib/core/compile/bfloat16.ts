import type { GraphNode } from "./graphDef";

const FLOAT = 1;
const BFLOAT16 = 14;

/** The float inputs of each op that is worth computing in bfloat16: convolutions and matrix products. */
const REWRITTEN: Readonly<Record<string, readonly number[]>> = {
  Conv2D: [0, 1],
  Conv2DBackpropInput: [1, 2],
  Conv2DBackpropFilter: [0, 2],
  MatMul: [0, 1],
  BatchMatMulV2: [0, 1],
};

const cast = (name: string, input: string, from: number, to: number): GraphNode => ({
  name,
  op: "Cast",
  input: [input],
  attr: { SrcT: { type: from }, DstT: { type: to } },
});

/**
 * Lets convolutions and matrix products round their inputs to bfloat16 (8 bits of precision) and their results as well;
 * everything else, the weights and the optimizer stay in float32.
 */
export function toBfloat16(nodes: readonly GraphNode[]): GraphNode[] {
  const casts = new Map<string, GraphNode>();
  const narrow = (edge: string): string => {
    const name = `${edge.replace(":", "_")}/bfloat16`;
    if (!casts.has(edge)) casts.set(edge, cast(name, edge, FLOAT, BFLOAT16));
    return name;
  };
  const rewritten = nodes.flatMap((node) => {
    const floats = REWRITTEN[node.op];
    const type = node.attr.T;
    if (!floats || !type || !("type" in type) || type.type !== FLOAT) return [node];
    const name = `${node.name}/in_bfloat16`;
    const input = node.input.map((edge, i) => (floats.includes(i) ? narrow(edge) : edge));
    const narrowed = { ...node, name, input, attr: { ...node.attr, T: { type: BFLOAT16 } } };
    return [narrowed, cast(node.name, name, BFLOAT16, FLOAT)];
  });
  return [...rewritten, ...casts.values()];
}
