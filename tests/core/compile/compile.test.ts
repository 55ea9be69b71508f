import { beforeEach, describe, expect, it } from "vitest";
import { seed } from "../../../lib/core";
import { compile } from "../../../lib/core/compile/compile";
import * as tf from "../../../lib/core/tf";
import { expectClose } from "../../contracts/close";
import { nativeOnly } from "../../contracts/native";
import { createTraining, inputs, run } from "./smallTraining";

beforeEach(nativeOnly);

describe("compile", () => {
  it("trains as the eager step does, over 8 updates and two batch sizes", () => {
    const eager = createTraining();
    const traced = createTraining();
    const compiled = compile(traced.step);
    for (let i = 0; i < 8; i++) {
      const batch = i < 5 ? 5 : 3;
      const expected = run(eager.step, inputs(seed(2).fold(i), batch));
      const actual = run(compiled.run, inputs(seed(2).fold(i), batch));
      expectClose([actual], [expected], { relative: 1e-5 }, `loss ${i}`);
    }
    compiled.sync();
    for (const [name, variable] of eager.parameters.variables) {
      const actual = traced.parameters.variables.get(name)!.dataSync();
      expectClose(actual, variable.dataSync(), { relative: 1e-5, absolute: 1e-7 }, name);
    }
    compiled.dispose();
    eager.dispose();
    traced.dispose();
  });

  it("really runs as one call: the recorded function is called once per shape", () => {
    let calls = 0;
    const compiled = compile((x) => {
      calls++;
      return [x!.square()];
    });
    const on = (values: number[]) => {
      const x = tf.tensor1d(values);
      const [y] = compiled.run(x);
      const out = [...y!.dataSync()];
      tf.dispose([x, y!]);
      return out;
    };
    expect(on([1, 2])).toEqual([1, 4]);
    expect(on([3, 4])).toEqual([9, 16]);
    expect(calls).toBe(1);
    expect(on([3, 4, 5])).toEqual([9, 16, 25]);
    expect(on([5, 6])).toEqual([25, 36]);
    expect(calls).toBe(2);
    compiled.dispose();
  });

  it("returns inputs, constants, several outputs and other types, and may ignore an input", () => {
    const compiled = compile((x, _ignored, k) => [
      x!.clone(),
      tf.tensor1d([7, 8]),
      // Not the parts themselves: TensorFlow's graph optimizer now and then aborts on outputs that are parts of a split.
      ...tf.split(x!, 2).map((part) => part.add(x!.sum())),
      k!.add(tf.scalar(1, "int32")),
      x!.greater(1),
    ]);
    const results = [1, 2].map(() => {
      const args = [tf.tensor1d([1, 2]), tf.scalar(9), tf.scalar(3, "int32")];
      const outputs = compiled.run(...args);
      const values = outputs.map((output) => [...output.dataSync()]);
      const dtypes = outputs.map(({ dtype }) => dtype);
      tf.dispose([...args, ...outputs]);
      return { values, dtypes };
    });
    expect(results[1]).toEqual(results[0]);
    expect(results[0]!.values).toEqual([[1, 2], [7, 8], [4], [5], [4], [0, 1]]);
    compiled.dispose();
  });
});

describe("bfloat16", () => {
  it("rounds products and convolutions to about three digits, and nothing else", () => {
    const x = seed(1).normal<tf.Rank.R4>([2, 6, 6, 8]);
    const w = seed(2).normal<tf.Rank.R4>([3, 3, 8, 4]);
    const results = [false, true].map((bfloat16) => {
      const step = compile(
        (x, w) => {
          const y = tf.conv2d(x as tf.Tensor4D, w as tf.Tensor4D, 1, "same").reshape([72, 4]);
          const grad = tf.grad((w) => tf.conv2d(x as tf.Tensor4D, w as tf.Tensor4D, 2, "same"));
          return [tf.matMul(y, y, true), grad(w!), x!.mul(1.001)];
        },
        { bfloat16 },
      );
      const outputs = step.run(x, w);
      const values = outputs.map((output) => Array.from(output.dataSync()));
      tf.dispose(outputs);
      step.dispose();
      return values;
    });
    const [exact, rounded] = results as [number[][], number[][]];
    for (const i of [0, 1]) {
      const largest = Math.max(...exact[i]!.map(Math.abs));
      const error = Math.max(...exact[i]!.map((v, k) => Math.abs(v - rounded[i]![k]!)));
      expect(error / largest).toBeLessThan(0.02);
      expect(error / largest, "it does round").toBeGreaterThan(1e-4);
    }
    expect(rounded[2]).toEqual(exact[2]);
    tf.dispose([x, w]);
  });
});

describe("many shapes", () => {
  it("are noticed at the sixth recording, once", () => {
    const notices: string[] = [];
    const compiled = compile((x) => [x!.square()], { onNotice: (text) => notices.push(text) });
    for (let n = 1; n <= 8; n++) {
      const x = tf.zeros([n]);
      tf.dispose([x, ...compiled.run(x)]);
      expect(notices.length).toBe(n < 6 ? 0 : 1);
    }
    expect(notices[0]).toMatch(
      /^compile: this step was recorded 6 times, for inputs float32\[4\]; float32\[5\]; float32\[6\]; each recording/,
    );
    compiled.dispose();
  });
});
