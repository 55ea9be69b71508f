import { describe, expect, it } from "vitest";
import { inversionMoves, samplingMoves, stableDiffusion } from "../../../lib/diffusion";

const froms = (moves: readonly { from: number }[]) => moves.map(({ from }) => from);
const tos = (moves: readonly { to: number }[]) => moves.map(({ to }) => to);

describe("samplingMoves", () => {
  it("goes from the highest timestep to the sample, each step to the next", () => {
    const moves = samplingMoves(1000, 4);
    expect(froms(moves)).toEqual([750, 500, 250, 0]);
    expect(tos(moves)).toEqual([500, 250, 0, -1]);
    expect(samplingMoves(1, 1)).toEqual([{ from: 0, to: -1 }]);
  });

  it("aims a stride down where diffusers' DDIM does, though the next timestep is elsewhere", () => {
    const moves = samplingMoves(1000, 10, { spacing: "linspace", aim: "stride" });
    expect(froms(moves)).toEqual([999, 888, 777, 666, 555, 444, 333, 222, 111, 0]);
    expect(tos(moves)).toEqual([899, 788, 677, 566, 455, 344, 233, 122, 11, -1]);
    const uneven = samplingMoves(1000, 6, { spacing: "linspace", aim: "stride" });
    expect(uneven[0]).toEqual({ from: 999, to: 833 }); // ⌊1000/6⌋ = 166 down
    expect(samplingMoves(1000, 10, { aim: "stride" })).toEqual(samplingMoves(1000, 10));
  });

  it("leaves out the lowest where diffusers' DPM-Solver does", () => {
    const moves = samplingMoves(1000, 3, { spacing: "linspace", dropLowest: true });
    expect(froms(moves)).toEqual([999, 666, 333]);
    expect(tos(moves)).toEqual([666, 333, -1]);
  });

  it("leaves it out with the spacings that it is told", () => {
    const dropLowest = (spacing: string) => spacing !== "trailing";
    expect(froms(samplingMoves(1000, 4, { spacing: "trailing", dropLowest }))).toEqual([
      999, 749, 499, 249,
    ]);
    expect(froms(samplingMoves(1000, 4, { dropLowest }))).toEqual([800, 600, 400, 200]);
  });

  it("has Stable Diffusion's timesteps: 981, 961, ..., 1 for 50 steps", () => {
    const { final, clip, ...timesteps } = stableDiffusion;
    const moves = samplingMoves(1000, 50, timesteps);
    expect([moves[0], moves[1], moves.at(-1)]).toEqual([
      { from: 981, to: 961 },
      { from: 961, to: 941 },
      { from: 1, to: -1 },
    ]);
    expect([final, clip]).toEqual(["first", "none"]);
  });

  it("refuses step counts that do not fit, and timesteps visited twice", () => {
    expect(() => samplingMoves(10, 11)).toThrow(
      "timestepSpacing: steps=11, but the process has 10 trained steps; pass 1 <= steps <= 10.",
    );
    expect(() => samplingMoves(10, 0)).toThrow("steps=0");
    expect(() => samplingMoves(10, 10, { dropLowest: true })).toThrow("from 1 to 9");
    expect(() => samplingMoves(0, 1)).toThrow("T=0");
    expect(() => samplingMoves(100, 50, { spacing: "quadratic" })).toThrow(
      "samplingMoves: 50 steps with spacing 'quadratic' visit timestep 0 twice",
    );
    expect(() => samplingMoves(10, 10, { dropLowest: () => true })).toThrow("from 1 to 9");
  });
});

describe("inversionMoves", () => {
  it("goes the same way up, without gaps whatever the aim", () => {
    const moves = inversionMoves(1000, 4, { spacing: "linspace", aim: "stride" });
    expect(froms(moves)).toEqual([-1, 0, 333, 666]);
    expect(tos(moves)).toEqual([0, 333, 666, 999]);
  });
});
