import { describe, expect, it } from "vitest";
import { diracGan, playGame, type GameField } from "../../lib/gan";
import { derivative, eigenvalues, jacobian } from "../../lib/math";

const radius = ({ data }: { data: Float32Array }, step: number) =>
  Math.hypot(data[2 * step]!, data[2 * step + 1]!);
const places = [
  [0.3, -1.2],
  [2, 1],
  [-0.7, 0.4],
] as const;

/** Real part and size of the imaginary part of the eigenvalues at the equilibrium. */
function atEquilibrium(field: GameField) {
  const matrix = jacobian(([theta, psi]) => [...field(theta!, psi!)], [0, 0]);
  return eigenvalues(matrix.map((row) => [...row]));
}

describe("diracGan", () => {
  it("moves down and up the game's value", () => {
    const value = (theta: number, psi: number) => -Math.LN2 - Math.log(1 + Math.exp(psi * theta));
    for (const [theta, psi] of places) {
      const [dTheta, dPsi] = diracGan()(theta, psi);
      expect(dTheta).toBeCloseTo(-derivative((t) => value(t, psi), theta), 9);
      expect(dPsi).toBeCloseTo(
        derivative((p) => value(theta, p), psi),
        9,
      );
    }
  });

  it("has a generator that raises log D when it does not saturate", () => {
    const field = diracGan({ loss: "non-saturating" });
    for (const [theta, psi] of places) {
      const logD = (t: number) => -Math.log(1 + Math.exp(-psi * t));
      expect(field(theta, psi)[0]).toBeCloseTo(derivative(logD, theta), 9);
      expect(field(theta, psi)[1]).toBe(diracGan()(theta, psi)[1]);
    }
  });

  it("has the gradients of both penalties", () => {
    const penalty = (psi: number) => (0.6 / 2) * psi ** 2 + 3 * (Math.abs(psi) - 1) ** 2;
    const [plain, held] = [diracGan(), diracGan({ r1: 0.6, wganGp: 3 })];
    for (const [theta, psi] of places) {
      expect(held(theta, psi)[0]).toBe(plain(theta, psi)[0]);
      const change = held(theta, psi)[1] - plain(theta, psi)[1];
      expect(change).toBeCloseTo(-derivative(penalty, psi), 8);
    }
  });

  it("turns round its equilibrium: eigenvalues ±i/2, and ±i for Wasserstein", () => {
    for (const [loss, turn] of [
      ["saturating", 0.5],
      ["non-saturating", 0.5],
      ["wasserstein", 1],
    ] as const) {
      for (const { re, im } of atEquilibrium(diracGan({ loss }))) {
        expect(re).toBeCloseTo(0, 10);
        expect(Math.abs(im)).toBeCloseTo(turn, 10);
      }
    }
  });

  it("is drawn in by R1: eigenvalues -γ/2 ± √(γ²/4 - 1/4)", () => {
    for (const { re, im } of atEquilibrium(diracGan({ r1: 0.6 }))) {
      expect(re).toBeCloseTo(-0.3, 10);
      expect(Math.abs(im)).toBeCloseTo(0.4, 10);
    }
    const found = atEquilibrium(diracGan({ r1: 1.3 })).map(({ re }) => re);
    const root = Math.sqrt(1.3 ** 2 / 4 - 0.25);
    expect(found[0]).toBeCloseTo(-0.65 - root, 10);
    expect(found[1]).toBeCloseTo(-0.65 + root, 10);
  });

  it("refuses an unknown loss and negative penalties", () => {
    const loss = "hinge" as "wasserstein";
    expect(() => diracGan({ loss })).toThrow(
      'diracGan: loss="hinge"; pass one of saturating, non-saturating, wasserstein.',
    );
    expect(() => diracGan({ r1: -1 })).toThrow("r1=-1");
    expect(() => diracGan({ wganGp: -1 })).toThrow("wganGp=-1");
  });
});

describe("playGame", () => {
  const start = [1, 0.5] as const;

  it("spirals out when both move at once: in the linear game r² grows by 1 + h² a step", () => {
    const path = playGame(diracGan({ loss: "wasserstein" }), { start, rate: 0.1, steps: 200 });
    expect(path.shape).toEqual([201, 2]);
    for (const step of [1, 50, 200]) {
      expect(radius(path, step) / radius(path, 0)).toBeCloseTo(1.01 ** (step / 2), 4);
    }
  });

  it("stays on an ellipse when they alternate: θ² + ψ² - h θψ does not change", () => {
    const play = { start, rate: 0.1, steps: 500, alternating: true };
    const { data } = playGame(diracGan({ loss: "wasserstein" }), play);
    const kept = (step: number) => {
      const [theta, psi] = [data[2 * step]!, data[2 * step + 1]!];
      return theta ** 2 + psi ** 2 - 0.1 * theta * psi;
    };
    for (const step of [1, 77, 500]) expect(kept(step)).toBeCloseTo(kept(0), 5);
  });

  it("ends at the equilibrium with R1, and not with WGAN-GP", () => {
    const play = { start, rate: 0.1, steps: 2000, alternating: true };
    expect(radius(playGame(diracGan({ r1: 1 }), play), 2000)).toBeLessThan(1e-6);
    const wganGp = playGame(diracGan({ loss: "wasserstein", wganGp: 1 }), play);
    expect(radius(wganGp, 2000)).toBeGreaterThan(0.1);
  });

  it("takes a rate for each player", () => {
    const { data } = playGame(diracGan(), { start, rate: [0, 0.2], steps: 1 });
    expect(data[2]).toBe(1);
    expect(data[3]).not.toBe(0.5);
  });

  it("refuses what is no number of steps or no rate", () => {
    expect(() => playGame(diracGan(), { start, rate: 0.1, steps: 0 })).toThrow("steps=0");
    expect(() => playGame(diracGan(), { start, rate: -0.1, steps: 1 })).toThrow("rate=-0.1");
  });
});
