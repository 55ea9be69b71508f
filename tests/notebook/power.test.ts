import { describe, expect, it } from "vitest";
import { seed } from "../../lib/core";
import {
  alphaBars,
  cosineBetas,
  epsilonForm,
  integrate,
  linearBetas,
  normalLogDensity,
  reversePosterior,
  zPower,
} from "../../lib/math";
import { type Check, CheckBook, CheckError, createCheck } from "../../lib/notebook";

/**
 * The power of the checks: every coefficient of the reverse posterior, wrong by 1 %, must be found by the checks that
 * notebook 03 makes, and the right ones must pass them.
 */

const ERROR = 1.01;
const newCheck = (): Check => createCheck(new CheckBook());

/** Formulas of one step, each coefficient by its name. */
interface Coefficients {
  readonly coefX0: number;
  readonly coefXt: number;
  readonly variance: number;
  readonly epsilonXt: number;
  readonly epsilon: number;
}

function coefficients(betas: Float64Array, t: number): Coefficients {
  const [posterior, epsilon] = [reversePosterior(betas), epsilonForm(betas)];
  return {
    coefX0: posterior.coefX0[t - 1]!,
    coefXt: posterior.coefXt[t - 1]!,
    variance: posterior.variance[t - 1]!,
    epsilonXt: epsilon.coefXt[t - 1]!,
    epsilon: epsilon.coefEpsilon[t - 1]!,
  };
}

const NAMES = ["coefX0", "coefXt", "variance", "epsilonXt", "epsilon"] as const;

/** Mean and variance of q(x_{t-1}|x_t, x_0) by Bayes' rule and quadrature, without any of the formulas. */
function bruteForce(betas: Float64Array, t: number, x0: number, xt: number): [number, number] {
  const before = alphaBars(betas)[t - 2]!;
  const beta = betas[t - 1]!;
  const logWeight = (x: number) =>
    normalLogDensity(x, Math.sqrt(before) * x0, 1 - before) +
    normalLogDensity(xt, Math.sqrt(1 - beta) * x, beta);
  const centre = xt / Math.sqrt(1 - beta);
  const width = 12 * Math.sqrt(beta / (1 - beta));
  const peak = logWeight(centre);
  const moment = (f: (x: number) => number) =>
    integrate((x) => f(x) * Math.exp(logWeight(x) - peak), centre - width, centre + width).value;
  const total = moment(() => 1);
  const mean = moment((x) => x) / total;
  return [mean, moment((x) => (x - mean) ** 2) / total];
}

describe.each([
  ["linear", linearBetas(1000)],
  ["cosine", cosineBetas(1000)],
])("against quadrature, %s betas", (_, betas) => {
  const [x0, epsilon] = [0.7, 1.3];

  /** The check of notebook 03, with coefficients that may be wrong. */
  function compareWithBayes(t: number, c: Coefficients): void {
    const bar = alphaBars(betas)[t - 1]!;
    const xt = Math.sqrt(bar) * x0 + Math.sqrt(1 - bar) * epsilon;
    const [mean, variance] = bruteForce(betas, t, x0, xt);
    newCheck()({
      claim: "mean, mean by the noise, variance",
      left: [c.coefX0 * x0 + c.coefXt * xt, c.epsilonXt * (xt - c.epsilon * epsilon), c.variance],
      right: [mean, mean, variance],
      tolerance: { relative: 1e-9 },
    });
  }

  it.each([2, 10, 300, 990])("at t = %i", (t) => {
    const right = coefficients(betas, t);
    compareWithBayes(t, right);
    for (const name of NAMES) {
      const wrong = { ...right, [name]: right[name] * ERROR };
      expect(() => compareWithBayes(t, wrong), name).toThrow(CheckError);
    }
  });
});

describe("against simulation", () => {
  const DRAWS = 2_500_000;
  const [T, t] = [10, 5];
  const betas = linearBetas(T, { betaStart: 0.05, betaEnd: 0.5 });

  /**
   * Least squares of x_{t-1} on x_0 and x_t: its coefficients are those of the posterior mean and its residual variance
   * is β̃_t, whatever the distribution of x_0; standard errors are least squares' own.
   */
  function regression(): { estimate: number[]; standardError: number[] } {
    const rng = seed(1);
    const [x0, first, second] = [0, 1, 2].map((i) => rng.fold(i).normalArray(DRAWS));
    const before = alphaBars(betas)[t - 2]!;
    const beta = betas[t - 1]!;
    let [aa, ab, bb, ay, by, yy] = [0, 0, 0, 0, 0, 0];
    for (let i = 0; i < DRAWS; i++) {
      const a = 3 * x0![i]!;
      const y = Math.sqrt(before) * a + Math.sqrt(1 - before) * first![i]!;
      const b = Math.sqrt(1 - beta) * y + Math.sqrt(beta) * second![i]!;
      [aa, ab, bb] = [aa + a * a, ab + a * b, bb + b * b];
      [ay, by, yy] = [ay + a * y, by + b * y, yy + y * y];
    }
    const determinant = aa * bb - ab * ab;
    const coefX0 = (bb * ay - ab * by) / determinant;
    const coefXt = (aa * by - ab * ay) / determinant;
    const variance = (yy - coefX0 * ay - coefXt * by) / (DRAWS - 2);
    return {
      estimate: [coefX0, coefXt, variance],
      standardError: [
        Math.sqrt((variance * bb) / determinant),
        Math.sqrt((variance * aa) / determinant),
        variance * Math.sqrt(2 / (DRAWS - 2)),
      ],
    };
  }

  const simulated = regression();
  const right = coefficients(betas, t);
  const names = ["coefX0", "coefXt", "variance"] as const;

  function compareWithSimulation(c: Coefficients): void {
    const expected = names.map((name) => c[name]);
    newCheck().statistic({ claim: "coefficients of the posterior", ...simulated, expected });
  }

  it("passes the right coefficients, false alarms 6e-9", () => {
    compareWithSimulation(right);
  });

  it.each(names)("finds an error of 1 %% in %s", (name) => {
    const wrong = { ...right, [name]: right[name] * ERROR };
    expect(() => compareWithSimulation(wrong)).toThrow(CheckError);
  });

  it("would find it with any seed: its power at six standard errors is above 0.9999", () => {
    names.forEach((name, i) => {
      const effect = ((ERROR - 1) * right[name]) / simulated.standardError[i]!;
      expect(zPower(effect, 1.973e-9), name).toBeGreaterThan(0.9999);
    });
  });
});
