import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { CASES, type Case } from "../../scripts/bench/engine/cases";
import { compare, type Comparison } from "../../scripts/bench/engine/compare";
import { compareLosses } from "../../scripts/bench/engine/losses";
import type { NetworkSpec } from "../../scripts/bench/engine/network";
import { comparisonText } from "../../scripts/bench/engine/report";
import { FAMILY_CASES } from "../../scripts/bench/engine/familyCases";
import { DIFFUSION_CASES } from "../../scripts/bench/engine/diffusionCases";
import { availableSides, type Side } from "../../scripts/bench/engine/sides";
import type { StepTimes, TensorEntry } from "../../scripts/bench/engine/worker";
import { LineWorker, scriptCommand } from "../../scripts/bench/lineWorker";
import { nativeOnly } from "../contracts/native";
import { temporaryFolder } from "../contracts/temporary";

const temporary = temporaryFolder();

const smallUNet = {
  imageSize: 8,
  channels: 1,
  baseChannels: 8,
  channelMultipliers: [1, 2],
  blocksPerLevel: 1,
  attentionResolutions: [4],
  groups: 4,
};

/** Each kind of network, as small as it can be. */
const SMALL: readonly NetworkSpec[] = [
  { kind: "unet", config: smallUNet },
  { kind: "unet", config: { ...smallUNet, classes: 3 } },
  {
    kind: "dit",
    config: { imageSize: 8, channels: 2, patchSize: 2, depth: 2, width: 12, heads: 3 },
  },
  { kind: "mlp", config: { dim: 2, width: 8, depth: 2, classes: 0 } },
  { kind: "mlp", config: { dim: 3, width: 8, depth: 1, classes: 2 } },
  { kind: "realNvp", config: { dim: 4, couplings: 3, width: 8 } },
  { kind: "glow", config: { imageSize: 4, channels: 3, steps: 2, hidden: 8 } },
  {
    kind: "vae",
    config: { imageSize: 8, channels: 1, baseChannels: 2, hidden: 8, latentDim: 2 },
  },
  { kind: "maf", config: { dim: 4, layers: 2, hidden: [8], maxLogScale: 3 } },
  {
    kind: "pixelCnn",
    config: {
      shape: [4, 5, 1],
      levels: 4,
      classes: 3,
      features: 4,
      layers: 2,
      firstKernel: 5,
      kernel: 3,
      headFeatures: 6,
    },
  },
  {
    kind: "dcgan",
    config: {
      imageSize: 12,
      channels: 2,
      baseChannels: 4,
      groups: 2,
      labelDim: 3,
      latentDim: 3,
      classes: 2,
    },
  },
];

/** A case that takes seconds. */
function smallCase(network: NetworkSpec): Case {
  const train = { name: "training", request: { do: "train", batch: 4, steps: 2 } } as const;
  const predict = { name: "prediction", request: { do: "predict", batch: 6, steps: 2 } } as const;
  const sample = {
    name: "sampling",
    request: { do: "sample", batch: 3, steps: 1, evaluations: 4 },
  } as const;
  const diffusion = ["unet", "dit", "mlp"].includes(network.kind);
  const tasks = [
    train,
    ...(diffusion || network.kind === "dcgan" ? [predict] : []),
    ...(diffusion ? [sample] : []),
  ];
  return { name: network.kind, network, threads: 1, average: true, batch: 4, tasks };
}

const quick = { rounds: 1, say: () => undefined };

describe("the cases", () => {
  it("aim at the ratios that the course promises", () => {
    const aims = Object.values(CASES)
      .flat()
      .flatMap(({ tasks, threads }) =>
        tasks.flatMap(({ targets = {} }) =>
          Object.entries(targets).map(([side, { atMost }]) => `${side} ${threads} ${atMost}`),
        ),
      );
    for (const aim of ["compiled 2 1.05", "compiled 2 1.1", "compiled 1 1", "compiled 2 0.6"])
      expect(aims).toContain(aim);
    expect(aims).toContain("wasm 2 12");
  });

  it("are of the diffusion models their training, evaluation and sampling, 64 digits in 8 s", () => {
    expect(Object.keys(DIFFUSION_CASES)).toEqual(["train", "predict", "sample", "2d"]);
    const tasks = Object.values(DIFFUSION_CASES)
      .flat()
      .flatMap(({ tasks }) => tasks);
    expect(tasks.filter(({ limitSeconds }) => limitSeconds !== undefined)).toMatchObject([
      { limitSeconds: 8, request: { do: "sample", batch: 64, evaluations: 50 } },
    ]);
    expect(tasks.map(({ targets }) => targets?.compiled?.atMost)).not.toContain(undefined);
  });

  it("are of every other family its training, at most 1.05 of PyTorch's time", () => {
    const cases = Object.values(FAMILY_CASES).flat();
    expect(cases.map(({ network }) => network.kind)).toEqual([
      ...["vae", "dcgan", "glow", "maf", "pixelCnn"],
    ]);
    for (const { tasks } of cases)
      expect(tasks[0]!.targets).toEqual({ compiled: { atMost: 1.05 } });
  });

  it("need PyTorch only for its own sides", () => {
    expect(availableSides(undefined)).toEqual(expect.arrayContaining(["eager", "compiled"]));
    expect(availableSides(undefined)).not.toContain("torch");
    expect(availableSides("python3")).toEqual(expect.arrayContaining(["torch", "torchCompiled"]));
  });
});

describe("the losses", () => {
  const losses = (sides: Partial<Record<Side, number[]>>) =>
    compareLosses(new Map(Object.entries(sides) as [Side, number[]][]));

  it("are compared with PyTorch's, or else with our own op by op", () => {
    const { reference, differences } = losses({
      eager: [1, 2],
      compiled: [1, 2.0001],
      torch: [1, 2],
    });
    expect(reference).toBe("torch");
    expect(differences.eager).toEqual([0, 0]);
    expect(differences.compiled![1]).toBeCloseTo(5e-5, 8);
    expect(losses({ eager: [1], compiled: [1] })).toEqual({
      reference: "eager",
      differences: { compiled: [0] },
    });
  });

  it.each([
    [{ eager: [1.5, 2] }, "the loss of update 1 is 1.5 (ours, op by op) and 1 (PyTorch)"],
    [{ compiled: [1, 2.1] }, "the loss of update 2 is 2.1 (ours, compiled) and 2 (PyTorch)"],
    [{ eager: [NaN, 2] }, "the loss of update 1 is NaN"],
    [{ eager: [1] }, "the loss of update 2 is undefined"],
  ])("refuses %j", (ours, message) => {
    expect(() => losses({ ...ours, torch: [1, 2] })).toThrow(message);
  });

  it("may be further away in bfloat16", () => {
    expect(() => losses({ bfloat16: [1.01], torch: [1] })).not.toThrow();
    expect(() => losses({ bfloat16: [1.05], torch: [1] })).toThrow("at most 0.02 of relative");
  });

  it("may be other figures: what was sampled", () => {
    const sampled = new Map<Side, number[]>([
      ["compiled", [0.5]],
      ["torch", [0.6]],
    ]);
    expect(() => compareLosses(sampled, "the mean of sample")).toThrow(
      "bench: from equal weights the mean of sample 1 is 0.5 (ours, compiled) and 0.6 (PyTorch)",
    );
    expect(() => compareLosses(sampled, "the mean of sample", 1000)).toThrow("at most 0.1 of");
    expect(() => compareLosses(sampled, "the mean of sample", 2000)).not.toThrow();
  });
});

describe("the report", () => {
  const times = (median: number, min: number) => ({ median, min, q1: min, q3: median, count: 3 });
  const specimen: Case = {
    ...smallCase(SMALL[0]!),
    tasks: [
      {
        name: "step",
        request: { do: "train", batch: 4, steps: 1 },
        targets: { compiled: { atMost: 1.5 }, wasm: { atMost: 12, of: "compiled" } },
      },
    ],
    limits: { firstCallSeconds: 2.5, peakMB: 2200 },
  };
  const comparison: Comparison = {
    name: "net",
    threads: 2,
    losses: { reference: "torch", differences: { compiled: [1e-7, 3e-7] } },
    samples: {},
    firstCallMs: 1900,
    peakMB: 2300,
    tasks: { step: { compiled: times(300, 210), wasm: times(3900, 3000), torch: times(200, 200) } },
    missing: { torchCompiled: "no C++ compiler" },
  };

  it("sets ratios of medians and of minima beside what was aimed at", () => {
    const text = comparisonText(specimen, comparison);
    expect(text).toContain("PyTorch by at most: 3e-7 (ours, compiled)");
    expect(text).toContain("not measured here: PyTorch, torch.compile: no C++ compiler");
    expect(text).toMatch(
      /step +ours, compiled +300 +210 +210\.0-300\.0 +1\.50 +1\.05 +<= 1\.5: met\n/,
    );
    expect(text).toMatch(/ours, wasm .*<= 12 of ours, compiled \(13\.0\): missed\n/);
    expect(text).toContain("(record, load, run): 1.90 s (<= 2.5: met)");
    expect(text).toContain("2300 MB (<= 2200: missed)");
  });

  it("says neither met nor missed of times that were disturbed", () => {
    const tasks = { step: { compiled: times(300, 210), torch: times(2000, 200) } };
    const text = comparisonText(specimen, { ...comparison, tasks });
    expect(text).toMatch(/ours, compiled .* 0\.15 +1\.05 +<= 1\.5: disturbed\n/);
  });

  it("says how long sampling took, beside its limit, and how well the samples agree", () => {
    const request = { do: "sample", batch: 64, steps: 1, evaluations: 50 } as const;
    const sampling = { ...specimen, tasks: [{ name: "digits", request, limitSeconds: 8 }] };
    const samples = {
      digits: { reference: "torch", differences: { compiled: [2e-5] } },
    } as const;
    const textOf = (median: number, min: number) => {
      const tasks = { digits: { compiled: times(median, min), torch: times(3000, 3000) } };
      return comparisonText(sampling, { ...comparison, samples, tasks });
    };
    expect(textOf(4200, 4000)).toContain("digits: 4.20 s (<= 8: met)");
    expect(textOf(9000, 8900)).toContain("digits: 9.00 s (<= 8: missed)");
    expect(textOf(9000, 4000)).toContain("digits: 9.00 s (<= 8: disturbed)");
    expect(textOf(4200, 4000)).toContain(
      "mean absolute values of digits differ from those of PyTorch by at most: 2e-5 (ours, compiled)",
    );
  });

  it("shows no ratio where there is no PyTorch", () => {
    const tasks = { step: { compiled: times(300, 210) } };
    const text = comparisonText(specimen, { ...comparison, tasks });
    expect(text).toMatch(/step +ours, compiled +300 +210 +210\.0-300\.0$/);
  });
});

describe("our worker", { timeout: 180_000 }, () => {
  const workers: LineWorker[] = [];
  const start = (): LineWorker => {
    workers.push(new LineWorker("ours", scriptCommand("engine/worker.ts")));
    return workers.at(-1)!;
  };

  beforeEach(nativeOnly);
  afterEach(() => Promise.all(workers.splice(0).map((worker) => worker.close())));

  it.each(SMALL)("trains $kind, and writes what it started from", async (network) => {
    const file = join(temporary, `${network.kind}.bin`);
    const worker = start();
    const request = { network, average: false, examples: 4, mode: "compiled", file };
    const entries = await worker.ask<TensorEntry[]>({ do: "build", ...request });
    const { losses } = await worker.ask<StepTimes>({ do: "train", batch: 4, steps: 8 });
    expect(losses![7]!).toBeLessThan(losses![0]!);
    const numbers = entries.reduce((sum, { shape }) => sum + shape.reduce((a, b) => a * b, 1), 0);
    expect(readFileSync(file).length).toBe(4 * numbers);
    expect(entries.map(({ name }) => name)).toContain("x");
  });

  it("says what it can be asked", async () => {
    const worker = start();
    await expect(worker.ask({ do: "sing" })).rejects.toThrow(
      "unknown request 'sing'; expected one of describe, build, train, predict, sample, peak",
    );
    await expect(worker.ask({ do: "train", steps: 1 })).rejects.toThrow("nothing is built yet");
  });

  it("samples: the same from the same start, other numbers with other steps, and not from a flow", async () => {
    const worker = start();
    const build = { do: "build", average: false, examples: 4, mode: "compiled" };
    await worker.ask({ ...build, network: SMALL[1]! });
    const sample = async (evaluations: number) =>
      worker.ask<StepTimes>({ do: "sample", batch: 4, steps: 2, evaluations });
    const { ms, values } = await sample(4);
    expect(ms).toHaveLength(2);
    expect(values![1]).toBe(values![0]);
    expect(values![0]).toBeGreaterThan(0);
    expect((await sample(5)).values![0]).not.toBe(values![0]);
    await worker.ask({ ...build, network: SMALL.find(({ kind }) => kind === "glow")! });
    await expect(sample(4)).rejects.toThrow("this network has no prediction to sample with");
  });
});

describe("a comparison", { timeout: 300_000 }, () => {
  beforeEach(nativeOnly);

  it("finds equal losses on all our sides, and times them", async () => {
    const small = smallCase(SMALL[0]!);
    const [train, ...others] = small.tasks;
    const targets = { wasm: { atMost: 12, of: "compiled" } } as const;
    const specimen = { ...small, tasks: [{ ...train!, targets }, ...others] };
    const sides = ["eager", "compiled", "bfloat16", "wasm"] as const;
    const comparison = await compare(specimen, { sides }, quick);
    expect(comparison.losses).toMatchObject({ reference: "eager" });
    expect(Object.keys(comparison.losses.differences)).toEqual(["compiled", "bfloat16", "wasm"]);
    expect(comparison.tasks.training!.wasm!.count).toBe(1);
    expect(comparison.tasks.prediction!.wasm).toBeUndefined();
    expect(Math.max(...comparison.losses.differences.compiled!)).toBeLessThan(1e-5);
    expect(comparison.firstCallMs).toBeGreaterThan(0);
    expect(comparison.peakMB).toBeGreaterThan(50);
    for (const task of ["training", "prediction"])
      expect(comparison.tasks[task]).toMatchObject({ eager: { count: 2 }, compiled: { count: 2 } });
    expect(comparison.tasks.sampling).toMatchObject({
      eager: { count: 1 },
      compiled: { count: 1 },
    });
    expect(Object.keys(comparison.samples)).toEqual(["sampling"]);
    expect(comparison.samples.sampling!.differences.compiled![0]).toBeLessThan(1e-5);
  });

  // PyTorch is needed for nothing else here, so a machine without it loses only this test.
  it.for(SMALL)("finds $kind to be PyTorch's", async (network, context) => {
    const python = process.env.TORCH_PYTHON;
    if (!python) return context.skip("TORCH_PYTHON names no Python that has torch and numpy");
    const sides = ["eager", "compiled", "torch"] as const; // torch.compile takes minutes
    const { losses } = await compare(smallCase(network), { sides, python }, quick);
    expect(losses.reference).toBe("torch");
    expect(Math.max(...losses.differences.compiled!)).toBeLessThan(1e-4);
  });
});
