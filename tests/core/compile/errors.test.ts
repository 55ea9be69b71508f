import { beforeEach, describe, expect, it } from "vitest";
import { seed } from "../../../lib/core";
import { compile, type Step } from "../../../lib/core/compile/compile";
import * as tf from "../../../lib/core/tf";
import { expectNoLeak } from "../../contracts/leaks";
import { nativeOnly } from "../../contracts/native";
import { graphFolders } from "./smallTraining";

beforeEach(nativeOnly);

describe("bad input", () => {
  it.each([
    ["nothing", () => undefined, "returned nothing"],
    ["no array", () => tf.scalar(1), "returned no array"],
    ["an empty array", () => [], "returned an empty array"],
    ["a number", () => [1], "returned no tensor, or a disposed one, as number 1"],
    [
      "a disposed tensor",
      () => {
        const gone = tf.scalar(1);
        gone.dispose();
        return [tf.scalar(1), gone];
      },
      "returned no tensor, or a disposed one, as number 2",
    ],
  ])("a step that returns %s", (_, step, message) => {
    const compiled = compile(step as unknown as Step);
    expect(() => compiled.run()).toThrow(
      `compile: the step ${message}; return an array of tensors, such as [loss].`,
    );
    compiled.dispose();
  });

  it("a disposed input, or a disposed variable, with the other variables unharmed", () => {
    const [a, b] = [tf.variable(tf.scalar(1)), tf.variable(tf.scalar(2))];
    const compiled = compile((x) => {
      a.assign(a.add(x!));
      return [a.mul(b)];
    });
    const x = tf.scalar(3);
    const gone = tf.scalar(3);
    gone.dispose();
    tf.dispose(compiled.run(x));
    expect(() => compiled.run(gone)).toThrow(
      "compile: input 1 of the step is disposed; keep it until the step has run.",
    );
    b.dispose();
    expect(() => compiled.run(x)).toThrow("compile: a variable of the step is disposed; keep the");
    compiled.dispose();
    expect(a.dataSync()[0]).toBe(4);
    tf.dispose([a, x]);
  });

  it("shapes that do not match leave the variables as they were, and the step usable", () => {
    const w = tf.variable(tf.tensor1d([1, 2]));
    const compiled = compile((x) => {
      w.assign(w.add(1));
      return [w.mul(x!)];
    });
    const [good, bad] = [tf.ones([2]), tf.ones([3])];
    tf.dispose(compiled.run(good));
    expect(() => compiled.run(bad)).toThrow(/shape/);
    const [y] = compiled.run(good);
    expect([...y!.dataSync()]).toEqual([3, 4]);
    compiled.dispose();
    expect([...w.dataSync()]).toEqual([3, 4]);
    tf.dispose([w, good, bad, y!]);
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
