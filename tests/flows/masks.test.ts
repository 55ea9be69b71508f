import { describe, expect, it } from "vitest";
import { dimensionsInOrder, madeDegrees, madeMasks } from "../../lib/flows";
import { matrixProduct } from "../../lib/math";

/** How many paths lead from each input to each output, [D,D]. */
function paths(config: Parameters<typeof madeDegrees>[0]): number[][] {
  return madeMasks(madeDegrees(config)).reduce((a, b) =>
    matrixProduct(a, b).map((row) => [...row]),
  );
}

describe("madeDegrees", () => {
  it("spreads the degrees 1, ..., D - 1 evenly over each layer, whatever its width", () => {
    expect(madeDegrees({ dim: 4, hidden: [3, 7, 2] })).toEqual({
      inputs: [1, 2, 3, 4],
      hidden: [
        [1, 2, 3],
        [1, 1, 1, 2, 2, 3, 3],
        [1, 2],
      ],
    });
    const { hidden } = madeDegrees({ dim: 784, hidden: [256] });
    expect([hidden[0]![0], hidden[0]![255]]).toEqual([1, 780]);
  });

  it("numbers the inputs by their place in the order", () => {
    expect(madeDegrees({ dim: 3, hidden: [], order: "reversed" }).inputs).toEqual([3, 2, 1]);
    expect(madeDegrees({ dim: 3, hidden: [], order: [2, 0, 1] }).inputs).toEqual([2, 3, 1]);
    expect(dimensionsInOrder(3, [2, 0, 1])).toEqual([2, 0, 1]);
  });

  it("draws degrees from a seed, none below the smallest of the layer before", () => {
    const config = { dim: 20, hidden: [5, 200], maskSeed: 3 };
    const drawn = madeDegrees(config);
    expect(drawn).toEqual(madeDegrees(config));
    expect(drawn).not.toEqual(madeDegrees({ ...config, maskSeed: 4 }));
    const [first, second] = drawn.hidden as [number[], number[]];
    expect(Math.min(...second)).toBe(Math.min(...first)); // 200 draws from at most 19 degrees
    expect(Math.max(...second)).toBe(19);
    expect(new Set(second).size).toBe(20 - Math.min(...first));
  });

  it("refuses sizes that are none, and orders that miss a dimension", () => {
    expect(() => madeDegrees({ dim: 0, hidden: [] })).toThrow("made: dim=0");
    expect(() => madeDegrees({ dim: 3, hidden: [4, 0] })).toThrow("made: hidden[1]=0");
    for (const order of [
      [0, 1],
      [0, 1, 1],
      [0, 1, 3],
      [0, 1, 0.5],
    ]) {
      expect(() => madeDegrees({ dim: 3, hidden: [], order })).toThrow(
        `made: order=[${order.join(", ")}]; expected each of 0, ..., 2 once`,
      );
    }
    const order = "backwards" as "reversed";
    expect(() => madeDegrees({ dim: 3, hidden: [], order })).toThrow("made: order=backwards;");
  });
});

describe("madeMasks", () => {
  it("are those of the paper's figure 1: D = 3, degrees 3 1 2, two hidden layers of four", () => {
    // Inputs x1 x2 x3 with degrees 3, 1, 2; hidden degrees 2 1 2 2 and 1 2 2 1 (Germain et al. 2015, figure 1).
    const masks = madeMasks({
      inputs: [3, 1, 2],
      hidden: [
        [2, 1, 2, 2],
        [1, 2, 2, 1],
      ],
    });
    expect(masks).toEqual([
      [
        [0, 0, 0, 0],
        [1, 1, 1, 1],
        [1, 0, 1, 1],
      ],
      [
        [0, 1, 1, 0],
        [1, 1, 1, 1],
        [0, 1, 1, 0],
        [0, 1, 1, 0],
      ],
      [
        [1, 0, 1],
        [1, 0, 0],
        [1, 0, 0],
        [1, 0, 1],
      ],
    ]);
  });

  it("let exactly the earlier inputs reach an output", () => {
    const orders = ["natural", "reversed", [2, 0, 4, 1, 3]] as const;
    for (const order of orders) {
      for (const hidden of [[], [4], [8, 8], [30, 9, 17]]) {
        const config = { dim: 5, hidden, order };
        const place = madeDegrees(config).inputs;
        const reached = paths(config).map((row) => row.map((n) => n > 0));
        const expected = place.map((from) => place.map((to) => from < to));
        expect(reached, JSON.stringify(config)).toEqual(expected);
      }
    }
  });

  it("let no later input reach an output, with degrees drawn at random", () => {
    for (let maskSeed = 0; maskSeed < 50; maskSeed++) {
      const reached = paths({ dim: 6, hidden: [5, 7], maskSeed });
      reached.forEach((row, from) =>
        row.forEach((n, to) => from >= to && expect(n, `${maskSeed}: ${from} to ${to}`).toBe(0)),
      );
    }
  });
});
