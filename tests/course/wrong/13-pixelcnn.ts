/** Wrong answers to the exercises of notebook 13, by answer cell; its tests must reject each of them. */

const mask = (
  condition: string,
) => `function causalMask(size: number, type: "A" | "B"): number[][] {
  const middle = (size - 1) / 2;
  return Array.from({ length: size }, (_, row) =>
    Array.from({ length: size }, (_, column) => (${condition} ? 1 : 0)));
}`;

const spot = (
  body: string,
) => `function blindSpot(width: number, row: number, column: number, n: number): number {
  const reach = (n - 1) / 2;
  let unseen = 0;
  ${body}
  return unseen;
}`;

const bin = ({
  first = "if (k === 0) return -soft(-high);",
  last = "if (k === levels - 1) return -soft(low);",
  half = "1 / (levels - 1)",
  inside = "-soft(-high) - soft(low) + Math.log(-Math.expm1(low - high))",
} = {}) => `function logBin(k: number, levels: number, mu: number, s: number): number {
  const soft = (z: number) => Math.max(z, 0) + Math.log1p(Math.exp(-Math.abs(z)));
  const sigma = (z: number) => 1 / (1 + Math.exp(-z));
  const [x, half] = [-1 + (2 * k) / (levels - 1), ${half}];
  const [low, high] = [(x - half - mu) / s, (x + half - mu) / s];
  ${first}
  ${last}
  return ${inside};
}`;

const draw = (
  body: string,
) => `function drawBits(D: number, white: (past: number[]) => number, u: number[]): number[] {
  const x: number[] = [];
  ${body}
  return x;
}`;

const price = ({
  log = "Math.log2",
  guard = "p > 0 ? part + p",
  tail = ": part",
  independent = "px[x] * py[y]",
} = {}) => `function priceInBits(joint: number[][]): number {
  const px = joint.map((row) => row.reduce((a, b) => a + b, 0));
  const py = joint[0].map((_, y) => joint.reduce((total, row) => total + row[y], 0));
  return joint.reduce((total, row, x) =>
    total + row.reduce((part, p, y) => ${guard} * ${log}(p / (${independent}))${tail}, 0), 0);
}`;

export const WRONG: Readonly<Record<string, readonly string[]>> = {
  "causal-mask": [
    // the two types exchanged
    mask(
      'row < middle || (row === middle && (column < middle || (column === middle && type === "A")))',
    ),
    // one type only
    mask("row < middle || (row === middle && column < middle)"),
    // columns in the place of rows
    mask(
      'column < middle || (column === middle && (row < middle || (row === middle && type === "B")))',
    ),
    // left in every row
    mask(
      'column < middle || (row < middle) || (row === middle && column === middle && type === "B") || row > middle && column < middle',
    ),
  ],
  "blind-spot": [
    // one column a row, whatever the kernel
    spot("for (let up = 1; up <= row; up++) unseen += Math.max(0, width - 1 - (column + up));"),
    // rows that see all counted negative
    spot("for (let up = 1; up <= row; up++) unseen += width - 1 - (column + up * reach);"),
    // begins with the pixel's own row
    spot(
      "for (let up = 0; up <= row; up++) unseen += Math.max(0, width - 1 - (column + up * reach));",
    ),
    // the whole kernel to the right
    spot("for (let up = 1; up <= row; up++) unseen += Math.max(0, width - 1 - (column + up * n));"),
  ],
  "log-bin": [
    // the difference, which is 0 in far bins
    bin({ inside: "Math.log(sigma(high) - sigma(low))" }),
    // no ends
    bin({ first: "", last: "" }),
    // bins of 256 levels, whatever their number
    bin({ half: "1 / 255" }),
    // the density at the middle
    bin({ inside: "Math.log((2 * half) / s) - soft((x - mu) / s) - soft(-(x - mu) / s)" }),
  ],
  "draw-bits": [
    // the same list is handed out and then changed, and 1 where u is above
    draw("for (let i = 0; i < D; i++) x.push(u[i] > white([...x]) ? 1 : 0);"),
    // all pixels as if they were the first
    draw("for (let i = 0; i < D; i++) x.push(u[i] < white([]) ? 1 : 0);"),
    // one number for all
    draw("for (let i = 0; i < D; i++) x.push(u[0] < white([...x]) ? 1 : 0);"),
    // the most probable value, nothing drawn
    draw("for (let i = 0; i < D; i++) x.push(white([...x]) > 0.5 ? 1 : 0);"),
  ],
  "price-in-bits": [
    // in nats
    price({ log: "Math.log" }),
    // 0 log 0 is NaN
    price({ guard: "part + p", tail: "" }),
    // the joint entropy, without the pixels' own
    price({ independent: "1" }),
    // the second pixel's distribution alone
    price({ independent: "py[y]" }),
  ],
};
