import { beforeAll, describe, expect, it } from "vitest";
import { ready, seed } from "../../lib/core";
import * as tf from "../../lib/core/tf";
import { Parameters, uniformFanIn, zeros } from "../../lib/nn";

beforeAll(async () => {
  await ready();
});

const init = uniformFanIn(4);

describe("Parameters", () => {
  it("gives values that depend on key and name alone, not on the order of creation", () => {
    const one = new Parameters(seed(1));
    const a = one.create("a", [3], init);
    const b = one.create("b", [3], init);
    const other = new Parameters(seed(1));
    other.create("b", [3], init);
    other.create("a", [3], init);
    expect(other.variables.get("a")!.dataSync()).toEqual(a.dataSync());
    expect(other.variables.get("b")!.dataSync()).toEqual(b.dataSync());
    expect(b.dataSync()).not.toEqual(a.dataSync());
    const elsewhere = new Parameters(seed(2));
    expect(elsewhere.create("a", [3], init).dataSync()).not.toEqual(a.dataSync());
    tf.dispose([one, other, elsewhere].flatMap((p) => [...p.variables.values()]));
  });

  it("names by place, counts numbers, and frees all", () => {
    const before = tf.memory().numTensors;
    const parameters = new Parameters(seed(1));
    parameters.in("down").in("0").create("weight", [2, 3], zeros);
    parameters.in("down").create("bias", [4], zeros);
    expect([...parameters.variables.keys()]).toEqual(["down.0.weight", "down.bias"]);
    expect(parameters.count).toBe(10);
    expect(tf.memory().numTensors - before).toBe(2);
    parameters.dispose();
    expect(tf.memory().numTensors - before).toBe(0);
  });

  it("refuses a name twice", () => {
    const parameters = new Parameters(seed(1));
    parameters.in("a").create("w", [1], zeros);
    expect(() => parameters.in("a").create("w", [1], zeros)).toThrow(
      "parameters: 'a.w' exists already; give each layer a name of its own.",
    );
    parameters.dispose();
  });

  it("assigns all or nothing", () => {
    const parameters = new Parameters(seed(1));
    parameters.create("a", [2], zeros);
    parameters.create("b", [2], zeros);
    const assign = (values: Record<string, number[]>) => () =>
      tf.tidy(() =>
        parameters.assign(new Map(Object.entries(values).map(([k, v]) => [k, tf.tensor1d(v)]))),
      );
    expect(assign({ a: [1, 1] })).toThrow("parameters: 'b' is missing; expected shape [2].");
    expect(assign({ a: [1, 1], b: [1] })).toThrow(
      "parameters: 'b' has shape [1]; expected shape [2].",
    );
    expect(assign({ a: [1, 1], b: [1, 1], c: [1] })).toThrow("parameters: unknown parameter 'c'");
    expect([...parameters.variables.get("a")!.dataSync()]).toEqual([0, 0]);
    assign({ a: [1, 2], b: [3, 4] })();
    expect([...parameters.variables.get("b")!.dataSync()]).toEqual([3, 4]);
    parameters.dispose();
  });
});
