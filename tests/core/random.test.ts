import { beforeEach, describe, expect, it } from "vitest";
import { keyTensor, randomNormal, randomUniform, seed } from "../../lib/core";
import { compile } from "../../lib/core/compile/compile";
import * as tf from "../../lib/core/tf";
import { expectClose } from "../contracts/close";
import { runNode } from "../contracts/child";
import { expectNoLeak } from "../contracts/leaks";
import { nativeOnly } from "../contracts/native";

beforeEach(nativeOnly);

const rng = seed(5);

/** Uniform and normal numbers of a key, as a compiled step draws them. */
const step = () =>
  compile((key) => [
    randomUniform(key as tf.Tensor1D, [7, 11]),
    randomNormal(key as tf.Tensor1D, [100, 100]),
  ]);

describe("numbers drawn where the computation runs", () => {
  it("are those of the key: uniform ones to the bit, normal ones to 2e-6", () => {
    tf.tidy(() => {
      const key = keyTensor(rng);
      expect(randomUniform(key, [7, 11]).dataSync()).toEqual(rng.uniformArray(77));
      expect(randomUniform(key, [7, 11]).shape).toEqual([7, 11]);
      const normal = randomNormal(key, [100, 100]).dataSync();
      expectClose(normal, rng.normalArray(10_000), { absolute: 2e-6 });
    });
  });

  it("are the same in a compiled step, for each key its own", () => {
    const compiled = step();
    for (const rng of [seed(1), seed(2), seed(2 ** 52)]) {
      tf.tidy(() => {
        const key = keyTensor(rng);
        const [uniform, normal] = compiled.run(key) as [tf.Tensor, tf.Tensor];
        expect(uniform.dataSync()).toEqual(rng.uniformArray(77));
        expect(normal.dataSync()).toEqual(randomNormal(key, [100, 100]).dataSync());
      });
    }
    compiled.dispose();
  });

  it.each(["cpu", "wasm"])("are the same on %s", async (DGM_BACKEND) => {
    const code = `
      const { ready, seed, keyTensor, randomUniform, randomNormal } = require("./lib/core");
      ready().then(async () => {
        const key = keyTensor(seed(5));
        const draws = [randomUniform(key, [4]), randomNormal(key, [4])];
        console.log(JSON.stringify(await Promise.all(draws.map(async (d) => [...(await d.data())]))));
      });`;
    const { stdout, stderr, code: status } = await runNode(code, { DGM_BACKEND });
    expect(status, stderr).toBe(0);
    const [uniform, normal] = JSON.parse(stdout.split("\n").at(-2)!) as [number[], number[]];
    expect(uniform).toEqual([...rng.uniformArray(4)]);
    expectClose(normal, rng.normalArray(4), { absolute: 2e-6 });
  });

  it("leave nothing behind", async () => {
    const key = keyTensor(rng);
    const compiled = step();
    tf.dispose(compiled.run(key));
    await expectNoLeak(() => [
      randomNormal(key, [3]),
      randomUniform(key, [3]),
      ...compiled.run(key),
    ]);
    compiled.dispose();
    key.dispose();
  });

  it("need a key of the right shape and type", () => {
    expect(() => randomNormal(tf.tensor1d([1, 2, 3], "int32"), [2])).toThrow(
      "randomNormal: key has shape [3]; expected [2].",
    );
    expect(() => randomUniform(tf.tensor1d([1, 2]), [2])).toThrow(
      "randomUniform: key is float32; expected int32, as keyTensor(rng) makes it.",
    );
  });
});
