import fs from "node:fs";
import os from "node:os";
import { beforeEach, describe, expect, it } from "vitest";
import { seed, type Rng } from "../../lib/core";
import { compile, type Step } from "../../lib/core/compile/compile";
import * as tf from "../../lib/core/tf";
import { createConv2d, createGroupNorm, createLinear, mse, Parameters, silu } from "../../lib/nn";
import { createAdam, lossAndGradients } from "../../lib/train";
import { expectClose } from "../contracts/close";
import { expectNoLeak } from "../contracts/leaks";
import { nativeOnly } from "../contracts/native";

beforeEach(nativeOnly);

/** A small convolutional network with its optimizer, and one update as a step of (images, targets, rate, correction). */
function createTraining(): { step: Step; parameters: Parameters; dispose: () => void } {
  const parameters = new Parameters(seed(1));
  const conv = createConv2d(parameters.in("conv"), { inChannels: 1, outChannels: 4, stride: 2 });
  const norm = createGroupNorm(parameters.in("norm"), { channels: 4, groups: 2 });
  const linear = createLinear(parameters.in("linear"), { inFeatures: 4, outFeatures: 2 });
  const adam = createAdam(parameters.variables);
  const predict = (x: tf.Tensor4D) => linear(silu(norm(conv(x))).mean([1, 2]));
  const step: Step = (x, y, ...coefficients) => {
    const loss = () => mse(predict(x as tf.Tensor4D), y!);
    const { loss: value, gradients } = lossAndGradients(loss, parameters.variables);
    adam.apply(gradients, coefficients as tf.Scalar[]);
    return [value];
  };
  const dispose = () => {
    parameters.dispose();
    adam.dispose();
  };
  return { step, parameters, dispose };
}

const inputs = (rng: Rng, batch = 5): tf.Tensor[] => [
  rng.fold(0).normal<tf.Rank.R4>([batch, 6, 6, 1]),
  rng.fold(1).normal<tf.Rank.R2>([batch, 2]),
  tf.scalar(0.01),
  tf.scalar(1.5),
];

function run(step: Step, args: tf.Tensor[]): number {
  const [loss] = tf.tidy(() => step(...args));
  const value = loss!.dataSync()[0]!;
  tf.dispose([loss!, ...args]);
  return value;
}

const graphFolders = () =>
  fs.readdirSync(os.tmpdir()).filter((name) => name.startsWith("dgm-graph-"));

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

describe("variables of a compiled step", () => {
  const counter = (start: number) => {
    const variable = tf.variable(tf.scalar(start));
    const compiled = compile(() => {
      variable.assign(variable.add(1));
      return [variable.mul(1)];
    });
    const next = () => {
      const [out] = compiled.run();
      const value = out!.dataSync()[0]!;
      out!.dispose();
      return value;
    };
    const set = (value: number) => tf.tidy(() => variable.assign(tf.scalar(value)));
    const dispose = () => {
      compiled.dispose();
      variable.dispose();
    };
    return { variable, compiled, next, set, read: () => variable.dataSync()[0], dispose };
  };

  it("go on from call to call, and come back with sync", () => {
    const { compiled, next, read, dispose } = counter(10);
    expect([next(), next(), next()]).toEqual([11, 12, 13]);
    expect(read(), "before sync the graph alone knows").toBe(10);
    compiled.sync();
    expect(read()).toBe(13);
    expect(next()).toBe(14);
    dispose();
  });

  it("changed from outside are noticed by the next run", () => {
    const { set, next, dispose } = counter(0);
    next();
    next();
    set(100);
    expect(next()).toBe(101);
    dispose();
  });

  it("changed from outside after a run are not overwritten by sync", () => {
    const { set, next, compiled, read, dispose } = counter(0);
    next();
    next();
    set(100);
    compiled.sync();
    expect(read()).toBe(100);
    expect(next()).toBe(101);
    dispose();
  });

  it("are brought back by dispose", () => {
    const { next, compiled, read, variable } = counter(0);
    next();
    next();
    next();
    compiled.dispose();
    expect(read()).toBe(3);
    variable.dispose();
  });

  it("that are copies of one another are told apart", () => {
    const a = tf.variable(tf.scalar(1));
    const b = tf.variable(a);
    const compiled = compile(() => {
      a.assign(a.add(1));
      b.assign(b.mul(3));
      return [tf.stack([a, b])];
    });
    const results = [1, 2, 3].map(() => {
      const [out] = compiled.run();
      const values = [...out!.dataSync()];
      out!.dispose();
      return values;
    });
    expect(results).toEqual([
      [2, 3],
      [3, 9],
      [4, 27],
    ]);
    compiled.dispose();
    tf.dispose([a, b]);
  });
});

describe("what cannot be recorded", () => {
  it("reading a computed value", () => {
    const compiled = compile((x) => [x!.mul(x!.sum().dataSync()[0]!)]);
    const x = tf.ones([2]);
    expect(() => compiled.run(x)).toThrow(
      "compile: the step reads a computed tensor's value; keep the computation in tensors, or read it outside.",
    );
    expect([...x.add(1).dataSync()], "and the back end works on").toEqual([2, 2]);
    compiled.dispose();
  });

  it("data or randomness made in JavaScript", () => {
    const noisy = compile((x) => [x!.add(seed(1).normal([5000]))]);
    const x = tf.zeros([5000]);
    expect(() => noisy.run(x)).toThrow(
      "compile: an array of shape [5000] made in JavaScript inside the step would be frozen into it",
    );
    const uniform = compile((x) => [x!.add(tf.fill([5000], 2))]);
    expect(uniform.run(x)[0]!.dataSync()[4999]).toBe(2);
  });

  it("a failed recording leaves no tensor and no folder", async () => {
    const folders = graphFolders();
    const compiled = compile((x) => [x!.square().mul(x!.sum().dataSync()[0]!)]);
    await expectNoLeak(() => {
      const x = tf.ones([3]);
      expect(() => compiled.run(x)).toThrow("compile:");
      x.dispose();
    });
    expect(graphFolders()).toEqual(folders);
  });
});

describe("resources of a compiled step", () => {
  it("no tensor, no folder and no memory is left over 1,500 runs", async () => {
    const folders = graphFolders();
    const training = createTraining();
    const compiled = compile(training.step);
    const many = (count: number) => {
      for (let i = 0; i < count; i++) run(compiled.run, inputs(seed(3)));
    };
    many(300);
    const before = process.memoryUsage().rss;
    await expectNoLeak(() => many(1200));
    // A forgotten 5x6x6 image a run would add 2 MB, a forgotten session tensor list more; the heap itself moves by some.
    expect((process.memoryUsage().rss - before) / 2 ** 20).toBeLessThan(40);
    expect(graphFolders()).toEqual(folders);
    compiled.dispose();
    training.dispose();
  });

  it("a large tensor that a step makes is freed", () => {
    const compiled = compile((x) => [x!.mul(2)]);
    const once = () => {
      const x = tf.ones([1 << 20]); // 4 MB
      tf.dispose([x, ...compiled.run(x)]);
    };
    for (let i = 0; i < 20; i++) once();
    const before = process.memoryUsage().rss;
    for (let i = 0; i < 60; i++) once(); // 480 MB in all
    expect((process.memoryUsage().rss - before) / 2 ** 20).toBeLessThan(100);
    compiled.dispose();
  });
});
