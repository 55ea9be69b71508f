import * as tf from "../tf";
import type { GraphNode } from "./graphDef";
import type { NativeBackend } from "./nativeBackend";
import type { RecordedVariable, Recording } from "./recorder";
import { loadGraph } from "./temporaryModel";
import { readNodes, setNodes, singleSetNodes, TOGETHER } from "./transfer";

/** The graph that holds a newer value of a variable than JavaScript does, if one does. */
const newest = new WeakMap<tf.Variable, Graph>();

/** A recording, loaded into a TensorFlow session. */
export class Graph {
  private readonly session: number;
  private readonly fetches: string[];
  /** The float variables, which are set together, those of them that the step assigns, which are read together, and the rest. */
  private readonly floats: readonly RecordedVariable[];
  private readonly assignedFloats: readonly RecordedVariable[];
  private readonly others: readonly RecordedVariable[];
  /** The tensors that the graph's variables were last made equal to. */
  private readonly known = new Map<tf.Variable, object>();

  constructor(
    private readonly backend: NativeBackend,
    private readonly recording: Recording,
  ) {
    this.floats = recording.variables.filter(({ variable }) => variable.dtype === "float32");
    this.others = recording.variables.filter(({ variable }) => variable.dtype !== "float32");
    this.assignedFloats = this.floats.filter(({ assigned }) => assigned !== undefined);
    const { nodes, fetches } = withAssignments(recording);
    this.fetches = fetches;
    this.session = loadGraph(backend, [
      ...nodes,
      ...setNodes(this.floats, backend.binding),
      ...singleSetNodes(this.others, backend.binding),
      ...readNodes(this.assignedFloats, backend.binding),
    ]);
  }

  run(inputs: readonly tf.Tensor[]): tf.Tensor[] {
    const { variables, placeholders } = this.recording;
    if (variables.some(({ variable }) => variable.isDisposed)) {
      throw new Error(
        "compile: a variable of the step is disposed; keep the network and its optimizer until the step is disposed.",
      );
    }
    for (const { variable } of variables) {
      const holder = newest.get(variable);
      if (holder !== this) holder?.sync();
    }
    this.send();
    const outputs = this.call(inputs, placeholders, this.fetches);
    for (const { variable, assigned } of variables) {
      if (assigned !== undefined) newest.set(variable, this);
    }
    return outputs;
  }

  /** Variables of JavaScript ← graph, but for those that were changed in JavaScript since. */
  sync(): void {
    const ahead = this.recording.variables.filter(({ variable }) => newest.get(variable) === this);
    for (const { variable } of ahead) newest.delete(variable);
    const changed = ahead.filter((each) => !each.variable.isDisposed && !this.isStale(each));
    if (changed.length === 0) return;
    tf.tidy(() => {
      const values = this.read(changed);
      changed.forEach(({ variable }, i) => {
        variable.assign(values[i]!);
        this.known.set(variable, variable.dataId);
      });
    });
  }

  dispose(): void {
    this.backend.binding.deleteSavedModel(this.session);
  }

  /** Whether JavaScript has given the variable a value that the graph has not got yet. */
  private isStale({ variable }: RecordedVariable): boolean {
    return this.known.get(variable) !== variable.dataId;
  }

  /** The graph's values. */
  private read(variables: readonly RecordedVariable[]): tf.Tensor[] {
    const found = new Map<RecordedVariable, tf.Tensor>();
    if (this.assignedFloats.length > 0) {
      const [all] = this.call([], [], [TOGETHER.read]);
      const sizes = this.assignedFloats.map(({ variable }) => variable.size);
      tf.split(all!, sizes).forEach((part, i) => {
        const each = this.assignedFloats[i]!;
        found.set(each, part.reshape(each.variable.shape));
      });
    }
    return variables.map((each) => found.get(each) ?? this.call([], [], [each.read])[0]!);
  }

  /** Graph ← variables of JavaScript, those that were changed there. */
  private send(): void {
    if (this.floats.some((each) => this.isStale(each))) {
      this.sync(); // all of them are set, so JavaScript must have the newest of all
      tf.tidy(() => {
        const all = tf.concat(this.floats.map(({ variable }) => variable.reshape([-1])));
        this.call([all], [TOGETHER.value], [TOGETHER.set]);
      });
      this.noteSent(this.floats);
    }
    const stale = this.others.filter((each) => this.isStale(each));
    if (stale.length > 0) {
      tf.tidy(() => {
        const values = stale.map(({ variable }) => variable);
        const names = stale.map(({ handle }) => `${handle}/value`);
        const done = stale.map(({ handle }) => `${handle}/set`);
        this.call(values, names, done);
      });
      this.noteSent(stale);
    }
  }

  private noteSent(variables: readonly RecordedVariable[]): void {
    for (const { variable } of variables) this.known.set(variable, variable.dataId);
  }

  private call(inputs: readonly tf.Tensor[], names: readonly string[], fetches: string[]) {
    const ids = this.backend.getInputTensorIds(inputs);
    const colon = (edge: string) => (edge.includes(":") ? edge : `${edge}:0`);
    return this.backend.binding
      .runSavedModel(this.session, ids, names.map(colon).join(), fetches.map(colon).join())
      .map((output) => this.backend.createOutputTensor(output));
  }
}

/** Adds to the step's nodes assignments at its end, and the outputs that wait for them. */
function withAssignments({ nodes, outputs, variables }: Recording): {
  nodes: GraphNode[];
  fetches: string[];
} {
  const all = [...nodes];
  const assignments: string[] = [];
  const typeOf = new Map(nodes.map((node) => [node.name, node.attr.dtype!]));
  for (const { handle, assigned } of variables) {
    if (assigned === undefined) continue;
    if ("by" in assigned) {
      assignments.push(`^${assigned.by}`);
      continue;
    }
    const name = `${handle}/assign`;
    const input = [handle, assigned.edge, ...assigned.after.map((node) => `^${node}`)];
    all.push({ name, op: "AssignVariableOp", input, attr: { dtype: typeOf.get(handle)! } });
    assignments.push(`^${name}`);
  }
  const fetches = outputs.map(({ edge, dtype }, i) => {
    const name = `output_${i}`;
    all.push({ name, op: "Identity", input: [edge, ...assignments], attr: { T: { type: dtype } } });
    return name;
  });
  return { nodes: all, fetches };
}
