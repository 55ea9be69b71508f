/** Wrong answers to the exercises of notebook 10, by answer cell; its tests must reject each of them. */
export const WRONG: Readonly<Record<string, readonly string[]>> = {
  "log-density-exp": [
    // the slope of g in the place of that of its inverse
    `function logDensityOfExp(x: number, m: number, c: number): number {
  if (x <= 0) return -Infinity;
  const z = (Math.log(x) - m) / c;
  return -0.5 * z ** 2 - 0.5 * Math.log(2 * Math.PI) + Math.log(Math.abs(c) * x);
}`,
    // without the absolute value: NaN for a falling g
    `function logDensityOfExp(x: number, m: number, c: number): number {
  if (x <= 0) return -Infinity;
  const z = (Math.log(x) - m) / c;
  return -0.5 * z ** 2 - 0.5 * Math.log(2 * Math.PI) - Math.log(c * x);
}`,
    // the factor forgotten
    `function logDensityOfExp(x: number, m: number, c: number): number {
  if (x <= 0) return -Infinity;
  return -0.5 * ((Math.log(x) - m) / c) ** 2 - 0.5 * Math.log(2 * Math.PI);
}`,
    // NaN where there is no z
    `function logDensityOfExp(x: number, m: number, c: number): number {
  const z = (Math.log(x) - m) / c;
  return -0.5 * z ** 2 - 0.5 * Math.log(2 * Math.PI) - Math.log(Math.abs(c) * x);
}`,
  ],
  coupling: [
    // backwards: the log-determinant of the way forward
    `function coupling(input: number[], kept: number, network: (a: number[]) => { s: number[]; t: number[] },
  backwards = false): { value: number[]; logDet: number } {
  const [a, b] = [input.slice(0, kept), input.slice(kept)];
  const { s, t } = network(a);
  const moved = b.map((v, i) => (backwards ? (v - t[i]) * Math.exp(-s[i]) : v * Math.exp(s[i]) + t[i]));
  return { value: [...a, ...moved], logDet: s.reduce((all, v) => all + v, 0) };
}`,
    // backwards: unscaled first, then unshifted
    `function coupling(input: number[], kept: number, network: (a: number[]) => { s: number[]; t: number[] },
  backwards = false): { value: number[]; logDet: number } {
  const [a, b] = [input.slice(0, kept), input.slice(kept)];
  const { s, t } = network(a);
  const sum = s.reduce((all, v) => all + v, 0);
  const moved = b.map((v, i) => (backwards ? v * Math.exp(-s[i]) - t[i] : v * Math.exp(s[i]) + t[i]));
  return { value: [...a, ...moved], logDet: backwards ? -sum : sum };
}`,
    // always halves
    `function coupling(input: number[], kept: number, network: (a: number[]) => { s: number[]; t: number[] },
  backwards = false): { value: number[]; logDet: number } {
  const half = input.length / 2;
  const [a, b] = [input.slice(0, half), input.slice(half)];
  const { s, t } = network(a);
  const sum = s.reduce((all, v) => all + v, 0);
  const moved = b.map((v, i) => (backwards ? (v - t[i]) * Math.exp(-s[i]) : v * Math.exp(s[i]) + t[i]));
  return { value: [...a, ...moved], logDet: backwards ? -sum : sum };
}`,
    // the product of the scales, not the logarithm of it
    `function coupling(input: number[], kept: number, network: (a: number[]) => { s: number[]; t: number[] },
  backwards = false): { value: number[]; logDet: number } {
  const [a, b] = [input.slice(0, kept), input.slice(kept)];
  const { s, t } = network(a);
  const product = s.reduce((all, v) => all * Math.exp(v), 1);
  const moved = b.map((v, i) => (backwards ? (v - t[i]) * Math.exp(-s[i]) : v * Math.exp(s[i]) + t[i]));
  return { value: [...a, ...moved], logDet: backwards ? 1 / product : product };
}`,
  ],
  "flow-log-prob": [
    // every layer is asked about x
    `type Layer = (x: number[]) => { value: number[]; logDet: number };
function flowLogProb(x: number[], layers: Layer[]): number {
  const sum = layers.reduce((all, layer) => all + layer(x).logDet, 0);
  const z = layers.reduce((h, layer) => layer(h).value, x);
  return sum + z.reduce((all, v) => all - 0.5 * v ** 2 - 0.5 * Math.log(2 * Math.PI), 0);
}`,
    // the constant of one dimension only
    `type Layer = (x: number[]) => { value: number[]; logDet: number };
function flowLogProb(x: number[], layers: Layer[]): number {
  let [h, sum] = [x, 0];
  for (const layer of layers) {
    const { value, logDet } = layer(h);
    h = value;
    sum += logDet;
  }
  return sum - 0.5 * h.reduce((all, z) => all + z ** 2, 0) - 0.5 * Math.log(2 * Math.PI);
}`,
    // the determinants subtracted
    `type Layer = (x: number[]) => { value: number[]; logDet: number };
function flowLogProb(x: number[], layers: Layer[]): number {
  let [h, sum] = [x, 0];
  for (const layer of layers) {
    const { value, logDet } = layer(h);
    h = value;
    sum -= logDet;
  }
  return sum + h.reduce((all, z) => all - 0.5 * z ** 2 - 0.5 * Math.log(2 * Math.PI), 0);
}`,
  ],
  "bits-per-pixel": [
    // 8 bits, whatever the scale
    `function bitsPerPixel(logDensity: number, D: number, levels: number, low: number, high: number): number {
  return -logDensity / (D * Math.LN2) + Math.log2(levels);
}`,
    // the scale with the wrong sign
    `function bitsPerPixel(logDensity: number, D: number, levels: number, low: number, high: number): number {
  return -logDensity / (D * Math.LN2) + Math.log2(levels * (high - low));
}`,
    // nats
    `function bitsPerPixel(logDensity: number, D: number, levels: number, low: number, high: number): number {
  return -logDensity / D + Math.log2(levels / (high - low));
}`,
  ],
};
