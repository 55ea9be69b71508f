import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import * as tf from "../tf";
import { encodeSavedModel, shapeOf, type GraphNode } from "./graphDef";
import { nativeBackend, type NativeBackend } from "./nativeBackend";
import { Recorder, type RecordedVariable, type Recording } from "./recorder";

/** A step over tensors: inputs in, outputs out; it may read and assign variables on the way. */
export type Step = (...inputs: tf.Tensor[]) => tf.Tensor[];

/** A step that runs as one call of the native library. */
export interface CompiledStep {
  /** Runs the step; the caller frees inputs and outputs. */
  run(...inputs: tf.Tensor[]): tf.Tensor[];
  /** Brings the variables' values back from the graph. Call it before reading a variable that the step assigns. */
  sync(): void;
  dispose(): void;
}

const INIT = "initialise";

/**
 * What `tf.function` is to Python: an ordinary function over tensors is recorded once per shape of its inputs, during an
 * eager run that is then undone, as a TensorFlow graph, and runs as one call. Every result comes from the graph, the first
 * as well, since the two round differently: so a resumed run repeats an uninterrupted one to the bit. Variables live inside
 * the graph; changes made to them from outside are noticed and sent in. On other back ends the step simply runs.
 *
 * Not recordable, with an error that says so: reading a tensor's value inside the step, large arrays made in JavaScript
 * (random numbers, data: make them inputs).
 */
export function compile(step: Step): CompiledStep {
  const graphs = new Map<string, Graph>();
  let current: Graph | undefined;
  return {
    run(...inputs) {
      const backend = nativeBackend();
      if (!backend) return tf.tidy(() => step(...inputs));
      const key = inputs.map(({ dtype, shape }) => `${dtype}[${shape.join()}]`).join();
      const known = graphs.get(key);
      if (known === undefined || known !== current) current?.sync();
      current = known ?? new Graph(backend, new Recorder(backend).record(step, inputs));
      graphs.set(key, current);
      return current.run(inputs);
    },
    sync: () => current?.sync(),
    dispose() {
      current?.sync();
      for (const graph of graphs.values()) graph.dispose();
      graphs.clear();
      current = undefined;
    },
  };
}

/** A recording, loaded into a TensorFlow session. */
class Graph {
  private readonly session: number;
  private readonly fetches: string[];
  /** The tensors that the graph's variables were last made equal to, and whether the graph has moved on since. */
  private readonly known = new Map<tf.Variable, object>();
  private ahead = false;

  constructor(
    private readonly backend: NativeBackend,
    private readonly recording: Recording,
  ) {
    const { nodes, fetches } = withState(recording);
    this.fetches = fetches;
    this.session = load(backend, nodes);
  }

  run(inputs: readonly tf.Tensor[]): tf.Tensor[] {
    this.send();
    const outputs = this.call(inputs, this.recording.placeholders, this.fetches);
    this.ahead = true;
    return outputs;
  }

  /** Variables of JavaScript ← graph, but for those that were changed in JavaScript since. */
  sync(): void {
    if (!this.ahead) return;
    this.ahead = false;
    const changed = this.recording.variables.filter(
      ({ variable, assigned }) =>
        assigned !== undefined && this.known.get(variable) === variable.dataId,
    );
    if (changed.length === 0) return;
    const values = this.call(
      [],
      [],
      changed.map(({ read }) => read),
    );
    changed.forEach(({ variable }, i) => {
      variable.assign(values[i]!);
      values[i]!.dispose();
      this.known.set(variable, variable.dataId);
    });
  }

  dispose(): void {
    this.backend.binding.deleteSavedModel(this.session);
  }

  /** Graph ← variables of JavaScript, those that were changed there. */
  private send(): void {
    const stale = this.recording.variables.filter(
      ({ variable }) => this.known.get(variable) !== variable.dataId,
    );
    if (stale.length === 0) return;
    const values = stale.map(({ variable }) => variable);
    const names = stale.map(({ handle }) => `${handle}/value`);
    const done = this.call(
      values,
      names,
      stale.map(({ handle }) => `${handle}/${INIT}`),
    );
    tf.dispose(done);
    for (const { variable } of stale) this.known.set(variable, variable.dataId);
  }

  private call(inputs: readonly tf.Tensor[], names: readonly string[], fetches: string[]) {
    const ids = this.backend.getInputTensorIds(inputs);
    const colon = (edge: string) => (edge.includes(":") ? edge : `${edge}:0`);
    return this.backend.binding
      .runSavedModel(this.session, ids, names.map(colon).join(), fetches.map(colon).join())
      .map((output) => this.backend.createOutputTensor(output));
  }
}

/** Adds to the step's nodes: assignments at its end, the outputs that wait for them, and a setter per variable. */
function withState({ nodes, outputs, variables }: Recording): {
  nodes: GraphNode[];
  fetches: string[];
} {
  const all = [...nodes];
  const assignments: string[] = [];
  const typeOf = new Map(nodes.map((node) => [node.name, node.attr.dtype!]));
  for (const { variable, handle, read, assigned } of variables) {
    const dtype = typeOf.get(handle)!;
    all.push(...setter(variable, handle, dtype));
    if (assigned === undefined) continue;
    const name = `${handle}/assign`;
    all.push({
      name,
      op: "AssignVariableOp",
      input: [handle, assigned, `^${read}`],
      attr: { dtype },
    });
    assignments.push(`^${name}`);
  }
  const fetches = outputs.map(({ edge, dtype }, i) => {
    const name = `output_${i}`;
    all.push({ name, op: "Identity", input: [edge, ...assignments], attr: { T: { type: dtype } } });
    return name;
  });
  return { nodes: all, fetches };
}

function setter(
  variable: RecordedVariable["variable"],
  handle: string,
  dtype: GraphNode["attr"][string],
): GraphNode[] {
  const value = `${handle}/value`;
  const assign = `${handle}/set`;
  const shape = { shape: shapeOf(variable.shape) };
  return [
    { name: value, op: "Placeholder", input: [], attr: { dtype, shape } },
    { name: assign, op: "AssignVariableOp", input: [handle, value], attr: { dtype } },
    { name: `${handle}/${INIT}`, op: "Identity", input: [value, `^${assign}`], attr: { T: dtype } },
  ];
}

/** The binding loads graphs from a folder only: write one, load it, and leave nothing behind. */
function load(backend: NativeBackend, nodes: readonly GraphNode[]): number {
  const directory = fs.mkdtempSync(path.join(os.tmpdir(), "dgm-graph-"));
  try {
    fs.writeFileSync(path.join(directory, "saved_model.pb"), encodeSavedModel(nodes));
    return backend.binding.loadSavedModel(directory, "serve");
  } finally {
    fs.rmSync(directory, { recursive: true, force: true });
  }
}
