import { describe, expect, it } from "vitest";
import {
  alphaBars,
  compoundedBetas,
  cosineBetas,
  evenTimesteps,
  linearBetas,
  respacedBetas,
} from "../../lib/math";
import { expectClose } from "../contracts/close";
import { golden } from "../contracts/golden";

const respaced = golden<Record<string, { timesteps: number[]; betas: number[] }>>("schedules");

describe("respacedBetas", () => {
  it.each([
    ["respacedLinear", linearBetas(1000)],
    ["respacedCosine", cosineBetas(1000)],
  ] as const)("has the values of a 50-digit computation: %s", (name, betas) => {
    const { timesteps, betas: expected } = respaced[name]!;
    expectClose(respacedBetas(alphaBars(betas), timesteps), expected, { relative: 1e-10 });
  });

  it("keeps the marginals of the steps that it keeps", () => {
    const bars = alphaBars(linearBetas(1000));
    const kept = evenTimesteps(1000, 37);
    const again = alphaBars(respacedBetas(bars, kept));
    expectClose(
      again,
      kept.map((t) => bars[t]!),
      { relative: 1e-12 },
    );
  });

  it("is the process itself when every step is kept", () => {
    const betas = linearBetas(50);
    const all = Array.from(betas.keys());
    expectClose(respacedBetas(alphaBars(betas), all), betas, { relative: 1e-10 });
  });

  it.each([
    [[3, 3], "respacedBetas: timestep=3 is not an integer from 4 to 9"],
    [[5, 2], "respacedBetas: timestep=2"],
    [[10], "respacedBetas: timestep=10"],
    [[0.5], "respacedBetas: timestep=0.5"],
    [[], "respacedBetas: no timesteps; pass at least one."],
  ])("refuses the timesteps %j", (timesteps, message) => {
    expect(() => respacedBetas(alphaBars(linearBetas(10)), timesteps)).toThrow(message);
  });

  it("refuses to go on after a step that keeps nothing of the data", () => {
    const bars = alphaBars(Float64Array.of(0.5, 1, 0.5));
    expect([...respacedBetas(bars, [0, 1])]).toEqual([0.5, 1]);
    expect(() => respacedBetas(bars, [0, 1, 2])).toThrow(
      "respacedBetas: alphaBars[1]=0, so that nothing is left to noise at timestep 2; end there.",
    );
  });
});

describe("compoundedBetas", () => {
  it.each([
    ["respacedLinear", linearBetas(1000)],
    ["respacedCosine", cosineBetas(1000)],
  ] as const)("has all digits of a 50-digit computation: %s", (name, betas) => {
    const { timesteps, betas: expected } = respaced[name]!;
    expectClose(compoundedBetas(betas, timesteps), expected, { relative: 1e-13 });
  });

  it("is the process itself when every step is kept, and goes past a beta of 1", () => {
    const betas = linearBetas(20);
    expect(compoundedBetas(betas, [...betas.keys()])).toEqual(betas);
    expect([...compoundedBetas(Float64Array.of(0.5, 1, 0.25), [0, 1, 2])]).toEqual([0.5, 1, 0.25]);
    expect([...compoundedBetas(Float64Array.of(0.5, 0.5), [1])]).toEqual([0.75]);
  });

  it("refuses what respacedBetas refuses", () => {
    const betas = linearBetas(10);
    expect(() => compoundedBetas(betas, [])).toThrow(
      "compoundedBetas: no timesteps; pass at least one.",
    );
    expect(() => compoundedBetas(betas, [3, 3])).toThrow(
      "timestep=3 is not an integer from 4 to 9",
    );
    expect(() => compoundedBetas(new Float64Array(0), [0])).toThrow("compoundedBetas: no betas");
    expect(() => compoundedBetas(Float64Array.of(NaN), [0])).toThrow("betas[0]=NaN");
  });
});
