import { describe, it } from "vitest";
import { alphaBars, cosineBetas, linearBetas, reversePosterior } from "../../lib/math";
import { expectClose } from "../contracts/close";
import { golden } from "../contracts/golden";

/** Rows [t, beta, alphaBar, coefX0, coefXt, variance]. */
type Row = [number, number, number, number, number, number];

const schedules = golden<Record<string, Row[]>>("schedules");

const cases = [
  ["linear1000", linearBetas(1000)],
  ["cosine1000", cosineBetas(1000)],
  ["linear4", linearBetas(4)],
  ["cosine4", cosineBetas(4)],
] as const;

describe.each(cases)("%s", (name, betas) => {
  const rows = schedules[name]!;
  const bars = alphaBars(betas);
  const { coefX0, coefXt, variance } = reversePosterior(betas);
  const at = (values: Float64Array) => rows.map(([t]) => values[t]!);
  const column = (i: number) => rows.map((row) => row[i]!);

  it("has the betas and their products of a 50-digit computation", () => {
    expectClose(at(betas), column(1), { relative: 1e-14 }, "betas");
    expectClose(at(bars), column(2), { relative: 1e-12 }, "alphaBars");
  });

  it("has its reverse posterior", () => {
    expectClose(at(coefX0), column(3), { relative: 1e-12 }, "coefX0");
    expectClose(at(coefXt), column(4), { relative: 1e-12 }, "coefXt");
    expectClose(at(variance), column(5), { relative: 1e-12 }, "variance");
  });
});
