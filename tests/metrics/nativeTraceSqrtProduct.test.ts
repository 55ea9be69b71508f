import { beforeEach, describe, expect, it } from "vitest";
import { seed } from "../../lib/core";
import { traceSqrtProduct } from "../../lib/math";
import { featureStatistics, frechetDistance } from "../../lib/metrics";
import { nativeTraceSqrtProduct } from "../../lib/metrics/nativeTraceSqrtProduct";
import { nativeOnly } from "../contracts/native";

beforeEach(nativeOnly);

/** Covariance of n random points whose coordinates have variances that fall from 1 to `least`. */
function covariance(n: number, D: number, key: number, least = 1e-3): Float64Array {
  const x = seed(key).normalArray(n * D);
  const data = x.map((value, i) => value * least ** ((i % D) / D / 2));
  return featureStatistics({ data, shape: [n, D] }, "random").covariance;
}

describe("nativeTraceSqrtProduct", () => {
  it.each([
    ["full rank", 900, 700],
    ["one of rank 99", 100, 700],
    ["one of rank 99, the other way round", 700, 100],
    ["ranks 99 and 149", 100, 150],
  ])("is what TypeScript computes: %s", async (_, nA, nB) => {
    const D = 260;
    const [a, b] = [covariance(nA, D, 1), covariance(nB, D, 2)];
    const value = await nativeTraceSqrtProduct(a, b, D);
    expect(value! / traceSqrtProduct(a, b, D)).toBeCloseTo(1, 10);
  });

  it("is 0 when a matrix is", async () => {
    const [a, zero] = [covariance(300, 256, 1), new Float64Array(256 * 256)];
    expect(await nativeTraceSqrtProduct(a, zero, 256)).toBe(0);
  });

  it("leaves small matrices, and those where rounding would show, to TypeScript", async () => {
    const small = covariance(300, 255, 1);
    expect(await nativeTraceSqrtProduct(small, small, 255)).toBeUndefined();
    const [a, b] = [covariance(900, 300, 1, 1e-24), covariance(900, 300, 2, 1e-24)];
    expect(await nativeTraceSqrtProduct(a, b, 300)).toBeUndefined();
    const mean = new Float64Array(300);
    const distance = await frechetDistance({ mean, covariance: a }, { mean, covariance: b });
    const trace = (m: Float64Array) => m.reduce((sum, x, i) => sum + (i % 301 === 0 ? x : 0), 0);
    const exact = trace(a) + trace(b) - 2 * traceSqrtProduct(a, b, 300);
    expect(distance / exact).toBeCloseTo(1, 10);
  });

  // Some 6 s on two quiet cores; the clock says nothing on a loaded machine, processor time does.
  it("takes 2048 dimensions in at most 16 s of processor time: of A and 9/4 A it is 3/2 tr A", async () => {
    const a = banded(2048);
    const before = process.cpuUsage();
    const value = await nativeTraceSqrtProduct(
      a,
      a.map((x) => 2.25 * x),
      2048,
    );
    const { user, system } = process.cpuUsage(before);
    expect((user + system) / 1e6).toBeLessThan(16);
    let trace = 0;
    for (let i = 0; i < 2048; i++) trace += a[i * 2049]!;
    expect(value! / (1.5 * trace)).toBeCloseTo(1, 10);
  });
});

/** A covariance matrix with entries next to the diagonal only: quick to make, and positive definite. */
function banded(D: number): Float64Array {
  const out = new Float64Array(D * D);
  const scale = (i: number) => 1e-3 ** (i / D);
  for (let i = 0; i < D; i++) {
    out[i * D + i] = scale(i);
    if (i === 0) continue;
    const beside = 0.3 * Math.sqrt(scale(i) * scale(i - 1));
    out[i * D + i - 1] = out[(i - 1) * D + i] = beside;
  }
  return out;
}
