import * as tf from "../tf";
import { toBfloat16 } from "./bfloat16";
import { Graph } from "./graph";
import { nativeBackend, type NativeBackend } from "./nativeBackend";
import { Recorder } from "./recorder";

/** A step over tensors: inputs in, outputs out; it may read and assign variables on the way. */
export type Step = (...inputs: tf.Tensor[]) => tf.Tensor[];

export interface CompileOptions {
  /**
   * Let convolutions and matrix products compute in bfloat16, which some processors do twice as fast, at a precision of
   * 2 to 3 digits. Only on the native back end; products that go past oneDNN (see batchMatMul.ts) stay in float32.
   * @default false
   */
  readonly bfloat16?: boolean;
  /** Run op by op, as on the other back ends: slower, but a debugger can stop inside. @default false */
  readonly eager?: boolean;
  /** Hears that the step is recorded for many shapes. @default console.warn */
  readonly onNotice?: (text: string) => void;
}

/** A step that runs as one call of the native library. */
export interface CompiledStep {
  /** Runs the step; the caller frees inputs and outputs. */
  run(...inputs: tf.Tensor[]): tf.Tensor[];
  /** Brings the variables' values back from the graph. Call it before reading a variable that the step assigns. */
  sync(): void;
  dispose(): void;
}

/** Recordings of one step after which something is probably wrong. */
const MANY_SHAPES = 6;

const manyShapes = (keys: readonly string[]): string =>
  `compile: this step was recorded ${keys.length} times, for inputs ${keys.slice(-3).join("; ")}; each recording takes ` +
  "about a second. Keep the shapes of its inputs the same, for instance by dropping the last, smaller batch.";

function requireTensors(outputs: unknown): tf.Tensor[] {
  const all = Array.isArray(outputs) ? (outputs as unknown[]) : [];
  const wrong = all.findIndex((output) => !(output instanceof tf.Tensor) || output.isDisposed);
  if (all.length > 0 && wrong < 0) return all as tf.Tensor[];
  const came = !Array.isArray(outputs)
    ? `returned ${outputs === undefined ? "nothing" : "no array"}`
    : all.length === 0
      ? "returned an empty array"
      : `returned no tensor, or a disposed one, as number ${wrong + 1}`;
  throw new TypeError(`compile: the step ${came}; return an array of tensors, such as [loss].`);
}

function requireAlive(inputs: readonly tf.Tensor[]): void {
  const dead = inputs.findIndex(({ isDisposed }) => isDisposed);
  if (dead < 0) return;
  throw new Error(
    `compile: input ${dead + 1} of the step is disposed; keep it until the step has run.`,
  );
}

/**
 * What `tf.function` is to Python: an ordinary function over tensors is recorded once per shape of its inputs, during an
 * eager run that is then undone, as a TensorFlow graph, and runs as one call. Every result comes from the graph, the first
 * as well, since the two round differently: so a resumed run repeats an uninterrupted one to the bit. Variables live inside
 * the graph; changes made to them from outside are noticed and sent in. On other back ends the step simply runs.
 *
 * Not recordable, with an error that says so: reading a tensor's value inside the step, large arrays made in JavaScript
 * (random numbers, data: make them inputs).
 */
export function compile(step: Step, options: CompileOptions = {}): CompiledStep {
  const { bfloat16 = false, eager = false, onNotice = (text) => console.warn(text) } = options;
  const graphs = new Map<string, Graph>();
  const sync = () => graphs.forEach((graph) => graph.sync());
  const checked: Step = (...inputs) => requireTensors(step(...inputs));
  const record = (backend: NativeBackend, inputs: tf.Tensor[], key: string): Graph => {
    const { nodes, ...recording } = new Recorder(backend).record(checked, inputs);
    const graph = new Graph(backend, {
      ...recording,
      nodes: bfloat16 ? toBfloat16(nodes) : nodes,
    });
    graphs.set(key, graph);
    if (graphs.size === MANY_SHAPES) onNotice(manyShapes([...graphs.keys()]));
    return graph;
  };
  return {
    run(...inputs) {
      requireAlive(inputs);
      const backend = nativeBackend();
      if (!backend || eager) return tf.tidy(() => checked(...inputs));
      const key = inputs.map(({ dtype, shape }) => `${dtype}[${shape.join()}]`).join(" ");
      let graph = graphs.get(key);
      if (!graph) {
        sync(); // the recording runs on the variables of JavaScript
        graph = record(backend, inputs, key);
      }
      return graph.run(inputs);
    },
    sync,
    dispose() {
      sync();
      for (const graph of graphs.values()) graph.dispose();
      graphs.clear();
    },
  };
}
