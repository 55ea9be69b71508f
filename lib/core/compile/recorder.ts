import * as tf from "../tf";
import { graphAttributes } from "./attributes";
import { GraphBuilder } from "./graphBuilder";
import { shapeOf, type GraphNode } from "./graphDef";
import { whileRecording, type InPlaceUpdate } from "./inPlace";
import {
  nativeType,
  type NativeAttribute,
  type NativeBackend,
  type NativeBinding,
  type NativeTensor,
} from "./nativeBackend";

/** The value at an edge, still to be put into the variable after some nodes; or what a node has put there already. */
type Assignment =
  { readonly edge: string; readonly after: readonly string[] } | { readonly by: string };

/** A variable that the recorded step reads or assigns, and where it stands in the graph. */
export interface RecordedVariable {
  readonly variable: tf.Variable;
  /** Node of its resource handle, and of the read at the start of the step. */
  readonly handle: string;
  readonly read: string;
  /** What the step leaves in it; absent when it leaves it alone. */
  readonly assigned?: Assignment;
}

export interface Recording {
  readonly nodes: GraphNode[];
  readonly placeholders: readonly string[];
  readonly outputs: readonly { readonly edge: string; readonly dtype: number }[];
  readonly variables: readonly RecordedVariable[];
}

/** Larger JavaScript-made arrays inside a step are taken for baked-in data, unless all their values are equal. */
const MAX_CONSTANT = 4096;

interface Edge {
  readonly edge: string;
  readonly dtype: number;
}

/** Every live variable by its data. Variables made from one another share theirs until one changes: they are parted. */
function variablesByData(): Map<object, tf.Variable> {
  const found = new Map<object, tf.Variable>();
  for (const variable of Object.values(tf.engine().state.registeredVariables)) {
    if (found.has(variable.dataId)) tf.tidy(() => variable.assign(variable.mul(1)));
    found.set(variable.dataId, variable);
  }
  return found;
}

/**
 * Records the native ops of one eager run as graph nodes. It listens where tfjs-node calls its binding: `executeOp`
 * becomes a node, tensors made from JavaScript arrays become constants, inputs become placeholders, and variables become
 * resource variables that are read at the start and assigned at the end.
 */
export class Recorder {
  private readonly graph = new GraphBuilder();
  private readonly edges = new Map<number, Edge>();
  private readonly constants = new Map<number, () => Edge>();
  private readonly variableOf: Map<object, tf.Variable>;
  private readonly variables = new Map<tf.Variable, { handle: string; read: string }>();
  /** The last node that has put a value into a variable, the tensor of that value, and the node that reads it, if one does. */
  private readonly placed = new Map<tf.Variable, { by: string; id: number; read?: string }>();
  private readonly binding: NativeBinding;

  constructor(private readonly backend: NativeBackend) {
    this.binding = backend.binding;
    this.variableOf = variablesByData();
  }

  /** Runs `step` eagerly on `inputs`, records what it did, and undoes it: variables are as they were before. */
  record(step: (...inputs: tf.Tensor[]) => tf.Tensor[], inputs: readonly tf.Tensor[]): Recording {
    const placeholders = inputs.map((input, i) => this.placeholder(input, `input_${i}`));
    const variables = [...this.variableOf.values()];
    const before = new Map(variables.map((variable) => [variable, variable.dataId]));
    const values = variables.map((variable) => variable.clone());
    const getInputTensorIds = this.backend.getInputTensorIds;
    this.backend.binding = this.listening();
    this.backend.getInputTensorIds = (tensors) => {
      const ids = getInputTensorIds.call(this.backend, tensors);
      tensors.forEach((tensor, i) => this.note(ids[i]!, tensor));
      return ids;
    };
    try {
      let outputs: Edge[] = [];
      whileRecording(
        (update) => this.updateInPlace(update),
        () => tf.tidy(() => void (outputs = step(...inputs).map((output) => this.edgeOf(output)))),
      );
      const { nodes } = this.graph;
      return { nodes, placeholders, outputs, variables: this.finishVariables(before) };
    } finally {
      this.backend.binding = this.binding;
      this.backend.getInputTensorIds = getInputTensorIds;
      variables.forEach((variable, i) => {
        if (!variable.isDisposed && variable.dataId !== before.get(variable)) {
          variable.assign(values[i]!);
        }
        values[i]!.dispose();
      });
    }
  }

  private add(op: string, input: string[], attr: GraphNode["attr"], name?: string): string {
    return this.graph.add(op, input, attr, name);
  }

  private dtype(tensor: tf.TensorInfo): number {
    const dtype = nativeType(this.binding, tensor.dtype);
    if (dtype === undefined) {
      throw new TypeError(
        `compile: a ${tensor.dtype} tensor inside the step; use float32, int32 or bool, or don't compile it.`,
      );
    }
    return dtype;
  }

  private placeholder(tensor: tf.Tensor, name: string): string {
    const dtype = this.dtype(tensor);
    const attr = { dtype: { type: dtype }, shape: { shape: shapeOf(tensor.shape) } };
    const edge = this.add("Placeholder", [], attr, name);
    this.edges.set(this.backend.getInputTensorIds([tensor])[0]!, { edge, dtype });
    return name;
  }

  /** A tensor is about to be used: find out what it is if it was not made inside the step. */
  private note(id: number, tensor: tf.TensorInfo): void {
    if (this.edges.has(id) || tensor.dataId === undefined) return;
    const variable = this.variableOf.get(tensor.dataId);
    if (variable) {
      this.edges.set(id, { edge: this.variable(variable).read, dtype: this.dtype(tensor) });
      return;
    }
    if (this.constants.has(id)) return;
    const values = () => this.binding.tensorDataSync(id);
    this.constants.set(id, () => this.constant(tensor.shape, this.dtype(tensor), values()));
  }

  private variable(variable: tf.Variable): { handle: string; read: string } {
    const known = this.variables.get(variable);
    if (known) return known;
    const dtype = this.dtype(variable);
    const name = `variable_${this.variables.size}`;
    const handle = this.add(
      "VarHandleOp",
      [],
      {
        dtype: { type: dtype },
        shape: { shape: shapeOf(variable.shape) },
        shared_name: { s: Buffer.from(name) },
      },
      name,
    );
    const read = this.add("ReadVariableOp", [handle], { dtype: { type: dtype } });
    this.variables.set(variable, { handle, read });
    return { handle, read };
  }

  private finishVariables(before: ReadonlyMap<tf.Variable, object>): RecordedVariable[] {
    for (const [variable, dataId] of before) {
      if (!variable.isDisposed && variable.dataId !== dataId) this.variable(variable);
    }
    return [...this.variables].map(([variable, { handle, read }]) => {
      if (variable.dataId === before.get(variable)) return { variable, handle, read };
      const placed = this.placed.get(variable);
      if (placed?.id === this.idOf(variable)) {
        return { variable, handle, read, assigned: { by: placed.by } };
      }
      const assigned = { edge: this.edgeOf(variable).edge, after: this.earlier(variable) };
      return { variable, handle, read, assigned };
    });
  }

  /**
   * Records an op that updates variables where they lie. It waits for their reads; what the step has assigned to them so
   * far is put into them first. The variables of JavaScript get new tensors that stand for what the op leaves in them;
   * nobody looks at the numbers in there, so the update itself is spared.
   */
  private updateInPlace({ op, variables, inputs }: InPlaceUpdate): void {
    const before = variables.flatMap((variable) => this.settle(variable));
    const handles = variables.map((variable) => this.variables.get(variable)!.handle);
    const edges = inputs().map((input) => this.edgeOf(input).edge);
    const dtype = this.dtype(variables[0]!);
    const by = this.add(op, [...handles, ...edges, ...before], { T: { type: dtype } });
    this.unrecorded(() => {
      for (const variable of variables) tf.tidy(() => variable.assign(tf.zerosLike(variable)));
    });
    for (const variable of variables) this.place(variable, by, dtype);
  }

  /** The nodes that have read or set a variable so far. */
  private earlier(variable: tf.Variable): string[] {
    const placed = this.placed.get(variable);
    const { read } = this.variable(variable);
    return [read, placed?.by, placed?.read].filter((node): node is string => node !== undefined);
  }

  /** Sees to it that a variable holds, in the graph, what it holds in the step. @returns what to wait for. */
  private settle(variable: tf.Variable): string[] {
    const { handle, read } = this.variable(variable);
    const waits = this.earlier(variable).map((node) => `^${node}`);
    const id = this.idOf(variable);
    if (this.placed.get(variable)?.id === id) return waits;
    const { edge, dtype } = this.edgeOf(variable);
    if (edge === read) return waits;
    const attr = { dtype: { type: dtype } };
    return [`^${this.add("AssignVariableOp", [handle, edge, ...waits], attr)}`];
  }

  /** The value of a variable is from now on what the node `by` has put there; it is read where it is used. */
  private place(variable: tf.Variable, by: string, dtype: number): void {
    const { handle } = this.variables.get(variable)!;
    const id = this.idOf(variable);
    const placed: { by: string; id: number; read?: string } = { by, id };
    this.placed.set(variable, placed);
    this.constants.set(id, () => {
      placed.read = this.add("ReadVariableOp", [handle, `^${by}`], { dtype: { type: dtype } });
      return { edge: placed.read, dtype };
    });
  }

  private unrecorded(f: () => void): void {
    const { binding } = this.backend;
    this.backend.binding = this.binding;
    try {
      f();
    } finally {
      this.backend.binding = binding;
    }
  }

  private idOf(tensor: tf.Tensor): number {
    return this.backend.getInputTensorIds([tensor])[0]!;
  }

  private constant(shape: readonly number[], dtype: number, values: ArrayBufferView): Edge {
    const bytes = new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
    const count = shape.reduce((a, b) => a * b, 1);
    const width = bytes.length / Math.max(1, count);
    const uniform = bytes.every((byte, i) => byte === bytes[i % width]);
    if (count > MAX_CONSTANT && !uniform) {
      throw new Error(
        `compile: an array of shape [${shape.join(", ")}] made in JavaScript inside the step would be frozen into it ` +
          "(randomness and data must change from step to step); pass it as an input of the step.",
      );
    }
    const value = {
      dtype,
      tensor_shape: shapeOf(shape),
      tensor_content: Uint8Array.from(bytes),
    };
    const attr = { dtype: { type: dtype }, value: { tensor: value } };
    return { edge: this.add("Const", [], attr), dtype };
  }

  private edgeOf(tensor: tf.Tensor): Edge {
    const [id] = this.backend.getInputTensorIds([tensor]);
    return this.resolve(id!, "an output");
  }

  private resolve(id: number, op: string): Edge {
    const known = this.edges.get(id);
    if (known) return known;
    const constant = this.constants.get(id);
    if (!constant) throw new Error(`compile: ${op} uses a tensor that was not seen being made.`);
    const edge = constant();
    this.edges.set(id, edge);
    return edge;
  }

  private listening(): NativeBinding {
    const { binding } = this;
    const overrides: Pick<NativeBinding, "createTensor" | "tensorDataSync" | "executeOp"> = {
      createTensor: (shape, dtype, values) => {
        const id = binding.createTensor(shape, dtype, values);
        const copy = shape.slice();
        this.constants.set(id, () => this.constant(copy, dtype, values));
        return id;
      },
      tensorDataSync: (id) => {
        if (this.constants.has(id) && !this.edges.has(id)) return binding.tensorDataSync(id);
        throw new Error(
          "compile: the step reads a computed tensor's value; keep the computation in tensors, or read it outside.",
        );
      },
      executeOp: (name, attrs, ids, count) => this.execute(name, attrs, ids, count),
    };
    // The binding's properties are read-only, so that it cannot itself be the proxy's target.
    return new Proxy({} as NativeBinding, {
      get: (_, key) => {
        if (key in overrides) return overrides[key as keyof typeof overrides];
        const value = binding[key as keyof NativeBinding] as unknown;
        return typeof value === "function" ? value.bind(binding) : value;
      },
    });
  }

  private execute(
    op: string,
    attrs: NativeAttribute[],
    ids: number[],
    count: number,
  ): NativeTensor[] {
    const inputs = ids.map((id) => this.resolve(id, op));
    const name = this.add(
      op,
      inputs.map(({ edge }) => edge),
      graphAttributes(this.binding, op, attrs, inputs[0]?.dtype),
    );
    const outputs = this.binding.executeOp(op, attrs, ids, count);
    outputs.forEach(({ id, dtype }, i) => {
      this.edges.set(id, { edge: i === 0 ? name : `${name}:${i}`, dtype });
    });
    return outputs;
  }
}
