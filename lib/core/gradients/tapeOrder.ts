import * as tf from "../tf";

interface TapeNode {
  readonly kernelName: string;
  inputs: Readonly<Record<string, tf.Tensor>>;
  outputs: readonly tf.Tensor[];
  readonly saved: readonly tf.Tensor[];
  gradient?: (dys: tf.Tensor[]) => never;
}

/** The part of tfjs-core's engine that keeps the tape; private there, and its package is frozen. */
interface TapeEngine {
  addTapeNode(...args: unknown[]): void;
  readonly state: { readonly activeTape: TapeNode[] };
}

/**
 * Makes gradients through saved outputs differentiable. tanh, sigmoid, exp, softmax and others keep a copy of their
 * *output* for their gradient. TensorFlow.js puts that copy on the tape before the op that makes it, and walks the tape
 * backwards: what a second gradient sends into the copy arrives when the op has been passed already, and is lost, without
 * an error. Here the op goes onto the tape before the copies that were saved of its outputs.
 *
 * A custom gradient that keeps neither input nor output but something in between loses it as well. There is no right
 * place for that on the tape, so its second gradient is an error.
 */
export function orderTape(): void {
  const engine = tf.engine() as unknown as TapeEngine;
  const add = engine.addTapeNode.bind(engine);
  engine.addTapeNode = (...args) => {
    add(...args);
    const tape = engine.state.activeTape;
    const node = tape.pop()!;
    node.outputs = [...node.outputs]; // the caller owns the array that was returned
    let at = tape.length;
    while (at > 0 && node.saved.includes(tape[at - 1]!.outputs[0]!)) at--;
    for (const copy of tape.slice(at)) refuseIntermediate(copy, node);
    tape.splice(at, 0, node);
  };
}

/** Turns the copy of an intermediate result into one that depends on the op's inputs and cannot be differentiated. */
function refuseIntermediate(copy: TapeNode, { kernelName, inputs, outputs }: TapeNode): void {
  const source = copy.inputs.x!;
  const known = Object.values(inputs);
  const madeInside = known.every(({ id }) => source.id > id);
  if (!madeInside || outputs.some(({ id }) => id === source.id)) return;
  copy.inputs = inputs;
  copy.gradient = () => {
    throw new Error(
      `gradient: '${kernelName}' keeps an intermediate result for its gradient, which therefore has no gradient of its ` +
        "own; let it save its inputs or its output only.",
    );
  };
}
