import * as tf from "../tf";
import { GraphBuilder } from "./graphBuilder";
import { shapeOf, type AttributeValue } from "./graphDef";
import { nativeBackend, type NativeBackend, type NativeBinding } from "./nativeBackend";
import { loadGraph } from "./temporaryModel";

/** TensorFlow's number of float64, which tfjs has no tensors of. */
const FLOAT64 = 2;

/** An edge of the graph that carries float64 numbers. */
export type Float64Edge = string & { readonly float64: true };

/** A matrix, row-major. */
export interface Float64Matrix {
  readonly data: Float64Array;
  readonly shape: readonly [number, number];
}

type Inputs = Readonly<Record<string, Float64Matrix>>;

/**
 * A computation in float64 inside TensorFlow, where tensors of JavaScript hold float32 only: a number goes in, and comes
 * out, as the sum of two float32, which keeps 48 of its 53 bits, a relative error of 4e-15.
 */
class Float64Graph {
  readonly #graph = new GraphBuilder();
  /** Names of the inputs; each has a placeholder `<name>_high` and one `<name>_low`. */
  readonly #inputs: string[] = [];

  constructor(private readonly binding: NativeBinding) {}

  /** A matrix that is given when the graph runs. */
  input(name: string, shape: readonly [number, number]): Float64Edge {
    this.#inputs.push(name);
    const attr = { dtype: this.#float32, shape: { shape: shapeOf(shape) } };
    const parts = placeholdersOf(name).map((placeholder) =>
      this.#cast(
        this.#graph.add("Placeholder", [], attr, placeholder),
        this.#float32,
        this.#float64,
      ),
    );
    return this.op("AddV2", parts as Float64Edge[]);
  }

  /** The first output of an op whose inputs are all float64. */
  op(
    name: string,
    inputs: readonly Float64Edge[],
    attr: Record<string, AttributeValue> = {},
  ): Float64Edge {
    return this.#graph.add(name, [...inputs], { T: this.#float64, ...attr }) as Float64Edge;
  }

  /** Runs it and reads one output. @throws Error when an op fails. */
  async run(backend: NativeBackend, inputs: Inputs, output: Float64Edge): Promise<Float64Array> {
    const high = this.#cast(output, this.#float64, this.#float32);
    const rounded = this.#cast(high, this.#float32, this.#float64) as Float64Edge;
    const rest = this.op("Sub", [output, rounded]);
    const low = this.#cast(rest, this.#float64, this.#float32);
    const session = loadGraph(backend, this.#graph.nodes);
    const parts = this.#inputs.flatMap((name) => halvesOf(inputs[name]!));
    const outputs: tf.Tensor[] = [];
    try {
      const ids = backend.getInputTensorIds(parts);
      const colon = (names: readonly string[]) => names.map((name) => `${name}:0`).join();
      const found = this.binding.runSavedModel(
        session,
        ids,
        colon(this.#inputs.flatMap(placeholdersOf)),
        colon([high, low]),
      );
      outputs.push(...found.map((each) => backend.createOutputTensor(each)));
      const [a, b] = await Promise.all(outputs.map((each) => each.data<"float32">()));
      return Float64Array.from(a!, (value, i) => value + b![i]!);
    } finally {
      tf.dispose([...parts, ...outputs]);
      this.binding.deleteSavedModel(session);
    }
  }

  get #float32(): AttributeValue {
    return { type: this.binding.TF_FLOAT };
  }

  get #float64(): AttributeValue {
    return { type: FLOAT64 };
  }

  #cast(edge: string, from: AttributeValue, to: AttributeValue): string {
    return this.#graph.add("Cast", [edge], { SrcT: from, DstT: to });
  }
}

const placeholdersOf = (input: string): string[] => [`${input}_high`, `${input}_low`];

/** The float32 next to each number, and what is left of the number then. */
function halvesOf({ data, shape }: Float64Matrix): tf.Tensor2D[] {
  const high = Float32Array.from(data);
  const low = high.map((value, i) => data[i]! - value);
  return [high, low].map((half) => tf.tensor2d(half, [...shape]));
}

export type { Float64Graph };

/** Whether the back end in use can compute in float64: the native one. */
export const hasFloat64 = (): boolean => nativeBackend() !== undefined;

/**
 * Computes in float64 on the native back end.
 * @param build from the edges of the inputs, by name, to the edge to read
 * @throws Error on another back end, or when an op fails. Without an answer some ops give NaN, as Cholesky's does for a
 * singular matrix.
 */
export async function runInFloat64(
  inputs: Inputs,
  build: (graph: Float64Graph, edges: Readonly<Record<string, Float64Edge>>) => Float64Edge,
): Promise<Float64Array> {
  const backend = nativeBackend();
  if (!backend) {
    throw new Error(
      `runInFloat64: the '${tf.getBackend()}' back end has no float64; compute in TypeScript there.`,
    );
  }
  const graph = new Float64Graph(backend.binding);
  const edges = Object.fromEntries(
    Object.entries(inputs).map(([name, { shape }]) => [name, graph.input(name, shape)]),
  );
  return graph.run(backend, inputs, build(graph, edges));
}
