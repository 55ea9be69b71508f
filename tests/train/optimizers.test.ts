import { beforeEach, describe, expect, it } from "vitest";
import { compile, type Step } from "../../lib/core/compile/compile";
import * as tf from "../../lib/core/tf";
import {
  clipByGlobalNorm,
  createAdam,
  createAdamW,
  createSgd,
  type Optimizer,
} from "../../lib/train";
import { expectClose } from "../contracts/close";
import { golden, tensorOf, variableOf, type GoldenArray } from "../contracts/golden";
import { expectNoLeak } from "../contracts/leaks";
import { nativeOnly } from "../contracts/native";

interface Run {
  readonly config: object;
  readonly learningRate: number;
  readonly clip: number | null;
  readonly start: GoldenArray;
  readonly gradients: GoldenArray[];
  readonly path: GoldenArray[];
  readonly state: Readonly<Record<string, GoldenArray>>;
}

type Create = (variables: ReadonlyMap<string, tf.Variable>, config: object) => Optimizer;

const runs = golden<Record<string, Run>>("optimizers");

const families: Record<string, { create: Create; runs: string[] }> = {
  adam: { create: createAdam, runs: ["adam", "adamFast", "adamTinyGradients", "adamClipped"] },
  adamW: { create: createAdamW, runs: ["adamW"] },
  sgd: { create: createSgd, runs: ["sgd", "sgdMomentum", "sgdNesterov"] },
};
const ways: Record<string, (step: Step) => { run: Step; sync(): void; dispose(): void }> = {
  "op by op": (step) => ({ run: step, sync: () => undefined, dispose: () => undefined }),
  compiled: compile,
};

beforeEach(nativeOnly);

/** Follows a run of PyTorch's. */
function follow(create: Create, name: string, way: (typeof ways)[string]): void {
  const { config, learningRate, clip, start, gradients, path, state } = runs[name]!;
  const variable = variableOf(start);
  const optimizer = create(new Map([["w", variable]]), config);
  const step = way((gradient, ...coefficients) => {
    const all = new Map([["w", gradient!]]);
    const used = clip === null ? all : clipByGlobalNorm(all, clip).gradients;
    optimizer.apply(used, coefficients as tf.Scalar[]);
    return [tf.sum(gradient!)];
  });
  gradients.forEach((gradient, i) => {
    tf.tidy(() => {
      const coefficients = optimizer.coefficients(learningRate, i + 1).map((c) => tf.scalar(c));
      step.run(tensorOf(gradient), ...coefficients);
      step.sync();
    });
    const moved = path[i]!.data;
    expectClose(variable.dataSync(), moved, { relative: 1e-6, absolute: 1e-7 }, `step ${i + 1}`);
  });
  expect([...optimizer.state.keys()]).toEqual(Object.keys(state).map((kind) => `w.${kind}`));
  for (const [kind, { data }] of Object.entries(state)) {
    // Each of ten steps rounds once; what is summed may cancel. TensorFlow's op rounds 1 - β₂ = 0.001 to float32.
    const share = kind === "v" && way === compile ? 2e-5 : 2e-6;
    const absolute = share * Math.max(...data.map(Math.abs));
    expectClose(optimizer.state.get(`w.${kind}`)!.dataSync(), data, { absolute }, kind);
  }
  step.dispose();
  optimizer.dispose();
  variable.dispose();
}

for (const [family, { create, runs: names }] of Object.entries(families)) {
  describe(family, () => {
    for (const [way, make] of Object.entries(ways)) {
      it.each(names)(`follows PyTorch's to 1e-6 over 10 steps, ${way}: %s`, (name) =>
        follow(create, name, make),
      );
    }

    it("leaves variables without a gradient alone", () => {
      const [a, b] = [tf.variable(tf.scalar(1)), tf.variable(tf.scalar(2))];
      const optimizer = create(new Map(Object.entries({ a, b })), {});
      tf.tidy(() => {
        const coefficients = optimizer.coefficients(0.1, 1).map((c) => tf.scalar(c));
        optimizer.apply(new Map([["a", tf.scalar(1)]]), coefficients);
      });
      expect([a.dataSync()[0] === 1, b.dataSync()[0]]).toEqual([false, 2]);
      optimizer.dispose();
      tf.dispose([a, b]);
    });

    it("refuses a gradient for a variable that it does not own", () => {
      const optimizer = create(new Map(), {});
      expect(() => optimizer.apply(new Map([["w", tf.scalar(1)]]), [])).toThrow(
        `${family}: gradient for 'w', which this optimizer does not own; give each network its own optimizer.`,
      );
    });

    it("refuses variables that another one moves, until that is disposed", () => {
      const w = tf.variable(tf.scalar(1));
      const variables = new Map([["w", w]]);
      const first = createSgd(variables);
      expect(() => create(variables, {})).toThrow(
        `${family}: 'w' is moved by another optimizer (sgd) already; dispose that one first, or give each network its ` +
          "own parameters.",
      );
      first.dispose();
      create(variables, {}).dispose();
      w.dispose();
    });

    it("frees what it remembers, and leaks nothing", async () => {
      const w = tf.variable(tf.zeros([3]));
      const before = tf.memory().numTensors;
      const optimizer = create(new Map([["w", w]]), {});
      expect(tf.memory().numTensors - before).toBe(optimizer.state.size);
      const g = tf.ones([3]);
      await expectNoLeak(() => {
        for (let i = 1; i <= 5; i++) {
          const coefficients = optimizer.coefficients(0.1, i).map((c) => tf.scalar(c));
          optimizer.apply(new Map([["w", g]]), coefficients);
          tf.dispose(coefficients);
        }
      });
      g.dispose();
      optimizer.dispose();
      expect(tf.memory().numTensors - before).toBe(0);
      w.dispose();
    });
  });
}

describe("bad constants", () => {
  it.each([
    [createAdam, { beta1: 1.1 }, "adam: beta1=1.1; expected a finite number from 0 to 1."],
    [createAdam, { beta1: 1 }, "adam: beta1=1; expected below 1, since it divides by 1 - beta1."],
    [createAdam, { beta2: 1 }, "adam: beta2=1; expected below 1, since it divides by 1 - beta2."],
    [createAdam, { epsilon: -1 }, "adam: epsilon=-1; expected a finite number of at least 0."],
    [createAdam, { epsilon: NaN }, "adam: epsilon=NaN"],
    [createAdamW, { weightDecay: -1 }, "adamW: weightDecay=-1; expected a finite number of at"],
    [createSgd, { momentum: 2 }, "sgd: momentum=2; expected a finite number from 0 to 1."],
  ] as const)("%o refuses %j", (create, config, message) => {
    expect(() => (create as Create)(new Map(), config)).toThrow(message);
  });
});

describe("clipByGlobalNorm", () => {
  const clipped = (values: Record<string, number[]>, maxNorm: number) =>
    tf.tidy(() => {
      const tensors = Object.entries(values).map(([k, v]) => [k, tf.tensor1d(v)] as const);
      const { gradients, norm } = clipByGlobalNorm(new Map(tensors), maxNorm);
      const read = [...gradients].map(([k, g]) => [k, [...g.dataSync()]] as const);
      return { gradients: Object.fromEntries(read), norm: norm.dataSync()[0] } as never;
    }) as unknown as { gradients: Record<string, number[]>; norm: number };

  it("scales all gradients together when they are too long, and leaves short ones alone", () => {
    const long = clipped({ a: [3, 0], b: [0, 4] }, 1);
    expect(long.norm).toBeCloseTo(5, 6);
    expectClose(long.gradients.a!, [0.6, 0], { absolute: 1e-6 });
    expectClose(long.gradients.b!, [0, 0.8], { absolute: 1e-6 });
    expect(clipped({ a: [3], b: [4] }, 5.1).gradients).toEqual({ a: [3], b: [4] });
  });

  it("leaves gradients of 0 alone", () => {
    expect(clipped({ a: [0, 0] }, 1).gradients).toEqual({ a: [0, 0] });
  });

  it("refuses a length that is not positive, and no gradient at all", () => {
    expect(() => clipByGlobalNorm(new Map([["a", tf.scalar(1)]]), 0)).toThrow(
      "clipByGlobalNorm: maxNorm=0; expected a finite number of at least",
    );
    expect(() => clipByGlobalNorm(new Map(), 1)).toThrow(
      "clipByGlobalNorm: there is no gradient; expected at least one",
    );
  });
});
