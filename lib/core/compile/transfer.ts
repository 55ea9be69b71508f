import { shapeOf, type AttributeValue, type GraphNode } from "./graphDef";
import { nativeType, type NativeBinding } from "./nativeBackend";
import type { RecordedVariable } from "./recorder";

/**
 * All float variables at once, one after the other in one tensor: TensorFlow takes milliseconds for each tensor that goes
 * in or out of a graph for the first time. `value` is fed and `set` fetched to set them all; `read` is fetched to read
 * those that the step assigns.
 */
export const TOGETHER = { value: "floats/value", set: "floats/set", read: "floats/read" } as const;

const type = (value: number): AttributeValue => ({ type: value });

function int32Constant(
  name: string,
  { TF_INT32 }: NativeBinding,
  values: number[],
  shape: number[],
): GraphNode {
  const bytes = new Uint8Array(Int32Array.from(values).buffer);
  const value = { dtype: TF_INT32, tensor_shape: shapeOf(shape), tensor_content: bytes };
  return {
    name,
    op: "Const",
    input: [],
    attr: { dtype: type(TF_INT32), value: { tensor: value } },
  };
}

/** Nodes that set variables one by one, by a placeholder `<handle>/value` and a fetch `<handle>/set`. */
export function singleSetNodes(
  variables: readonly RecordedVariable[],
  binding: NativeBinding,
): GraphNode[] {
  return variables.flatMap(({ variable, handle }): GraphNode[] => {
    const dtype = type(nativeType(binding, variable.dtype)!);
    const [value, assign] = [`${handle}/value`, `${handle}/setter`];
    const shape = { shape: shapeOf(variable.shape) };
    return [
      { name: value, op: "Placeholder", input: [], attr: { dtype, shape } },
      { name: assign, op: "AssignVariableOp", input: [handle, value], attr: { dtype } },
      { name: `${handle}/set`, op: "Identity", input: [value, `^${assign}`], attr: { T: dtype } },
    ];
  });
}

/** Nodes that set the float variables together. */
export function setNodes(floats: readonly RecordedVariable[], binding: NativeBinding): GraphNode[] {
  if (floats.length === 0) return [];
  const { TF_FLOAT, TF_INT32 } = binding;
  const dtype = type(TF_FLOAT);
  const shapes = new Map<string, GraphNode>();
  const shapeNode = (shape: number[]): string => {
    const name = `floats/shape_${shape.join("_")}`;
    if (!shapes.has(name)) shapes.set(name, int32Constant(name, binding, shape, [shape.length]));
    return name;
  };
  const sizes = floats.map(({ variable }) => variable.size);
  const total = sizes.reduce((a, b) => a + b, 0);
  const parts = floats.flatMap(({ variable, handle }, i): GraphNode[] => {
    const [part, assign] = [`${handle}/part`, `${handle}/setter`];
    const attr = { T: dtype, Tshape: type(TF_INT32) };
    const input = [`floats/split:${i}`, shapeNode(variable.shape)];
    return [
      { name: part, op: "Reshape", input, attr },
      { name: assign, op: "AssignVariableOp", input: [handle, part], attr: { dtype } },
    ];
  });
  const done = floats.map(({ handle }) => `^${handle}/setter`);
  const splitAttr = { T: dtype, Tlen: type(TF_INT32), num_split: { i: floats.length } };
  const split = [TOGETHER.value, "floats/sizes", "floats/axis"];
  return [
    {
      name: TOGETHER.value,
      op: "Placeholder",
      input: [],
      attr: { dtype, shape: { shape: shapeOf([total]) } },
    },
    int32Constant("floats/sizes", binding, sizes, [sizes.length]),
    int32Constant("floats/axis", binding, [0], []),
    { name: "floats/split", op: "SplitV", input: split, attr: splitAttr },
    ...shapes.values(),
    ...parts,
    {
      name: TOGETHER.set,
      op: "Identity",
      input: ["floats/axis", ...done],
      attr: { T: type(TF_INT32) },
    },
  ];
}

/** Nodes that read several float variables together. */
export function readNodes(
  floats: readonly RecordedVariable[],
  binding: NativeBinding,
): GraphNode[] {
  if (floats.length === 0) return [];
  const { TF_FLOAT, TF_INT32 } = binding;
  const T = type(TF_FLOAT);
  const flat = floats.map(({ read, handle }): GraphNode => ({
    name: `${handle}/flat`,
    op: "Reshape",
    input: [read, "floats/any"],
    attr: { T, Tshape: type(TF_INT32) },
  }));
  return [
    int32Constant("floats/any", binding, [-1], [1]),
    int32Constant("floats/along", binding, [0], []),
    // Nothing, since TensorFlow concatenates two tensors at least.
    {
      name: "floats/none",
      op: "Const",
      input: [],
      attr: {
        dtype: T,
        value: {
          tensor: { dtype: TF_FLOAT, tensor_shape: shapeOf([0]), tensor_content: new Uint8Array() },
        },
      },
    },
    ...flat,
    {
      name: TOGETHER.read,
      op: "ConcatV2",
      input: [...flat.map(({ name }) => name), "floats/none", "floats/along"],
      attr: { T, Tidx: type(TF_INT32), N: { i: floats.length + 1 } },
    },
  ];
}
