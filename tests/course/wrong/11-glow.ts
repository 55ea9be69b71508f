/** Wrong answers to the exercises of notebook 11, by answer cell; its tests must reject each of them. */
export const WRONG: Readonly<Record<string, readonly string[]>> = {
  actnorm: [
    // the variance in the place of the deviation
    `function actnormFrom(x: number[][]): { scale: number[]; shift: number[] } {
  const channels = x[0].map((_, c) => x.map((row) => row[c]));
  const mean = channels.map((v) => v.reduce((s, y) => s + y, 0) / v.length);
  const variance = channels.map((v, c) => v.reduce((s, y) => s + (y - mean[c]) ** 2, 0) / v.length);
  return { scale: variance.map((v) => 1 / v), shift: variance.map((v, c) => -mean[c] / v) };
}`,
    // shifted first, then scaled
    `function actnormFrom(x: number[][]): { scale: number[]; shift: number[] } {
  const channels = x[0].map((_, c) => x.map((row) => row[c]));
  const mean = channels.map((v) => v.reduce((s, y) => s + y, 0) / v.length);
  const sigma = channels.map((v, c) => Math.sqrt(v.reduce((s, y) => s + (y - mean[c]) ** 2, 0) / v.length));
  return { scale: sigma.map((v) => 1 / v), shift: mean.map((m) => -m) };
}`,
    // one scale for all channels
    `function actnormFrom(x: number[][]): { scale: number[]; shift: number[] } {
  const all = x.flat();
  const mean = all.reduce((s, y) => s + y, 0) / all.length;
  const sigma = Math.sqrt(all.reduce((s, y) => s + (y - mean) ** 2, 0) / all.length);
  return { scale: x[0].map(() => 1 / sigma), shift: x[0].map(() => -mean / sigma) };
}`,
    // divided by one less than the number of rows
    `function actnormFrom(x: number[][]): { scale: number[]; shift: number[] } {
  const channels = x[0].map((_, c) => x.map((row) => row[c]));
  const mean = channels.map((v) => v.reduce((s, y) => s + y, 0) / v.length);
  const sigma = channels.map((v, c) => Math.sqrt(v.reduce((s, y) => s + (y - mean[c]) ** 2, 0) / (v.length - 1)));
  return { scale: sigma.map((v) => 1 / v), shift: sigma.map((v, c) => -mean[c] / v) };
}`,
  ],
  convolution: [
    // the log-determinant of one place
    `function convolve(x: number[][], { order, lower, upper, s }: { order: number[]; lower: number[][]; upper: number[][]; s: number[] }) {
  const value = x.map((v) => {
    const u = v.map((_, i) => v.reduce((sum, vj, j) => sum + (j > i ? upper[i][j] * vj : j === i ? s[i] * vj : 0), 0));
    const l = u.map((ui, i) => u.reduce((sum, uj, j) => sum + (j < i ? lower[i][j] * uj : 0), ui));
    return order.map((k) => l[k]);
  });
  return { value, logDet: s.reduce((sum, si) => sum + Math.log(Math.abs(si)), 0) };
}`,
    // negative s: NaN
    `function convolve(x: number[][], { order, lower, upper, s }: { order: number[]; lower: number[][]; upper: number[][]; s: number[] }) {
  const value = x.map((v) => {
    const u = v.map((_, i) => v.reduce((sum, vj, j) => sum + (j > i ? upper[i][j] * vj : j === i ? s[i] * vj : 0), 0));
    const l = u.map((ui, i) => u.reduce((sum, uj, j) => sum + (j < i ? lower[i][j] * uj : 0), ui));
    return order.map((k) => l[k]);
  });
  return { value, logDet: x.length * s.reduce((sum, si) => sum + Math.log(si), 0) };
}`,
    // the permutation the wrong way round
    `function convolve(x: number[][], { order, lower, upper, s }: { order: number[]; lower: number[][]; upper: number[][]; s: number[] }) {
  const value = x.map((v) => {
    const u = v.map((_, i) => v.reduce((sum, vj, j) => sum + (j > i ? upper[i][j] * vj : j === i ? s[i] * vj : 0), 0));
    const l = u.map((ui, i) => u.reduce((sum, uj, j) => sum + (j < i ? lower[i][j] * uj : 0), ui));
    const out = [...l];
    order.forEach((k, i) => (out[k] = l[i]));
    return out;
  });
  return { value, logDet: x.length * s.reduce((sum, si) => sum + Math.log(Math.abs(si)), 0) };
}`,
    // numbers of lower and upper that should not count do
    `function convolve(x: number[][], { order, lower, upper, s }: { order: number[]; lower: number[][]; upper: number[][]; s: number[] }) {
  const value = x.map((v) => {
    const u = v.map((_, i) => v.reduce((sum, vj, j) => sum + (upper[i][j] + (j === i ? s[i] : 0)) * vj, 0));
    const l = u.map((_, i) => u.reduce((sum, uj, j) => sum + lower[i][j] * uj, 0));
    return order.map((k) => l[k]);
  });
  return { value, logDet: x.length * s.reduce((sum, si) => sum + Math.log(Math.abs(si)), 0) };
}`,
  ],
  "two-scales": [
    // the log-deviations forgotten
    `function twoScales(a: number[], b: number[], network: (a: number[]) => { mean: number[]; logDeviation: number[] }, logDetBefore: number) {
  const { mean, logDeviation } = network(a);
  const z = [...a, ...b.map((v, i) => (v - mean[i]) * Math.exp(-logDeviation[i]))];
  return { z, logProb: z.reduce((s, v) => s - 0.5 * v ** 2 - 0.5 * Math.log(2 * Math.PI), 0) + logDetBefore };
}`,
    // their sign
    `function twoScales(a: number[], b: number[], network: (a: number[]) => { mean: number[]; logDeviation: number[] }, logDetBefore: number) {
  const { mean, logDeviation } = network(a);
  const z = [...a, ...b.map((v, i) => (v - mean[i]) * Math.exp(-logDeviation[i]))];
  const normal = z.reduce((s, v) => s - 0.5 * v ** 2 - 0.5 * Math.log(2 * Math.PI), 0);
  return { z, logProb: normal + logDeviation.reduce((s, v) => s + v, 0) + logDetBefore };
}`,
    // the other half first
    `function twoScales(a: number[], b: number[], network: (a: number[]) => { mean: number[]; logDeviation: number[] }, logDetBefore: number) {
  const { mean, logDeviation } = network(a);
  const z = [...b.map((v, i) => (v - mean[i]) * Math.exp(-logDeviation[i])), ...a];
  const normal = z.reduce((s, v) => s - 0.5 * v ** 2 - 0.5 * Math.log(2 * Math.PI), 0);
  return { z, logProb: normal - logDeviation.reduce((s, v) => s + v, 0) + logDetBefore };
}`,
    // the deviation, not its logarithm
    `function twoScales(a: number[], b: number[], network: (a: number[]) => { mean: number[]; logDeviation: number[] }, logDetBefore: number) {
  const { mean, logDeviation } = network(a);
  const z = [...a, ...b.map((v, i) => (v - mean[i]) / logDeviation[i])];
  const normal = z.reduce((s, v) => s - 0.5 * v ** 2 - 0.5 * Math.log(2 * Math.PI), 0);
  return { z, logProb: normal - logDeviation.reduce((s, v) => s + Math.log(Math.abs(v)), 0) + logDetBefore };
}`,
  ],
  direction: [
    // in the order in which the codes come
    `function attributeDirection(codes: number[][], values: number[], share: number): number[] {
  const count = Math.round(share * values.length);
  const mean = (which: number[][], i: number) => which.reduce((s, z) => s + z[i], 0) / which.length;
  const [few, many] = [codes.slice(0, count), codes.slice(-count)];
  return codes[0].map((_, i) => mean(many, i) - mean(few, i));
}`,
    // from many to few
    `function attributeDirection(codes: number[][], values: number[], share: number): number[] {
  const order = values.map((_, k) => k).sort((p, q) => values[q] - values[p]);
  const count = Math.round(share * values.length);
  const mean = (which: number[], i: number) => which.reduce((s, k) => s + codes[k][i], 0) / which.length;
  const [few, many] = [order.slice(0, count), order.slice(-count)];
  return codes[0].map((_, i) => mean(many, i) - mean(few, i));
}`,
    // sorts as text
    `function attributeDirection(codes: number[][], values: number[], share: number): number[] {
  const order = values.map((_, k) => k).sort((p, q) => (String(values[p]) < String(values[q]) ? -1 : 1));
  const count = Math.round(share * values.length);
  const mean = (which: number[], i: number) => which.reduce((s, k) => s + codes[k][i], 0) / which.length;
  const [few, many] = [order.slice(0, count), order.slice(-count)];
  return codes[0].map((_, i) => mean(many, i) - mean(few, i));
}`,
    // sorts the values that it was given
    `function attributeDirection(codes: number[][], values: number[], share: number): number[] {
  const order = values.map((_, k) => k).sort((p, q) => values[p] - values[q]);
  values.sort((p, q) => p - q);
  const count = Math.round(share * values.length);
  const mean = (which: number[], i: number) => which.reduce((s, k) => s + codes[k][i], 0) / which.length;
  const [few, many] = [order.slice(0, count), order.slice(values.length - count)];
  return codes[0].map((_, i) => mean(many, i) - mean(few, i));
}`,
  ],
};
