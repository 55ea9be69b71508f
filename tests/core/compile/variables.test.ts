import { beforeEach, describe, expect, it } from "vitest";
import { compile, type Step } from "../../../lib/core/compile/compile";
import { updateInPlace } from "../../../lib/core/compile/inPlace";
import * as tf from "../../../lib/core/tf";
import { nativeOnly } from "../../contracts/native";

beforeEach(nativeOnly);

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

  it("shared by two compiled steps are the newest ones in both", () => {
    const w = tf.variable(tf.scalar(1));
    const double = compile(() => {
      w.assign(w.mul(2));
      return [w.mul(1)];
    });
    const read = compile((x) => [w.add(x!)]);
    const add = compile((x) => {
      w.assign(w.add(x!));
      return [w.mul(1)];
    });
    const value = (step: { run: Step }, ...inputs: number[]) =>
      tf.tidy(() => step.run(...inputs.map((x) => tf.scalar(x)))[0]!.dataSync()[0]);
    expect([value(double), value(double), value(read, 0)]).toEqual([2, 4, 4]);
    expect([value(add, 1), value(double), value(read, 0.5), value(add, 3)]).toEqual([
      5, 10, 10.5, 13,
    ]);
    for (const step of [double, read, add]) step.dispose();
    expect(w.dataSync()[0]).toBe(13);
    w.dispose();
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

describe("updates in place", () => {
  /** w ← w - rate · g, by TensorFlow's own op where it is recorded. */
  const descend = (w: tf.Variable, rate: tf.Scalar, g: tf.Tensor) =>
    updateInPlace(
      { op: "ResourceApplyGradientDescent", variables: [w], inputs: () => [rate, g] },
      () => w.assign(w.sub(g.mul(rate))),
    );

  /** Reads before and after two updates, with assignments between and behind them. */
  const mixed = (w: tf.Variable): Step => {
    return (rate) => {
      const before = w.mul(w);
      w.assign(w.mul(2));
      descend(w, rate as tf.Scalar, tf.ones([2]));
      const between = w.add(0);
      descend(w, rate as tf.Scalar, between);
      const after = w.add(0);
      w.assign(w.add(100));
      return [tf.stack([before, between, after, w])];
    };
  };

  it("happen in their order among reads and assignments, as they do op by op", () => {
    const [a, b] = [tf.variable(tf.tensor1d([1, 2])), tf.variable(tf.tensor1d([1, 2]))];
    const compiled = compile(mixed(b));
    for (let i = 0; i < 4; i++) {
      tf.tidy(() => {
        const expected = mixed(a)(tf.scalar(0.25))[0]!.arraySync();
        expect(compiled.run(tf.scalar(0.25))[0]!.arraySync()).toEqual(expected);
      });
    }
    compiled.sync();
    expect(b.arraySync()).toEqual(a.arraySync());
    compiled.dispose();
    tf.dispose([a, b]);
  });

  it("alone leave the variable where they put it", () => {
    const w = tf.variable(tf.tensor1d([1, 2]));
    const compiled = compile((rate) => {
      descend(w, rate as tf.Scalar, w.mul(2));
      return [rate!.clone()];
    });
    const rate = tf.scalar(0.25);
    for (let i = 0; i < 3; i++) tf.dispose(compiled.run(rate));
    compiled.sync();
    expect(w.arraySync()).toEqual([0.125, 0.25]);
    compiled.dispose();
    tf.dispose([w, rate]);
  });
});
