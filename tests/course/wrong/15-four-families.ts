/** Wrong answers to the exercises of notebook 15, by answer cell; its tests must reject each of them. */
export const WRONG: Readonly<Record<string, readonly string[]>> = {
  "normal-model": [
    // divided by one less than the number of rows
    `function createNormalModel() {
  let fitted: { mean: number[]; variance: number[] } | undefined;
  const known = () => { if (!fitted) throw new Error("call fit first"); return fitted; };
  return {
    fit(rows: number[][]) {
      const columns = rows[0].map((_, c) => rows.map((row) => row[c]));
      const mean = columns.map((v) => v.reduce((s, x) => s + x, 0) / v.length);
      fitted = { mean, variance: columns.map((v, c) => v.reduce((s, x) => s + (x - mean[c]) ** 2, 0) / (v.length - 1)) };
    },
    logProb: (row: number[]) => { const { mean, variance } = known(); return row.reduce((s, x, c) => s - 0.5 * Math.log(2 * Math.PI * variance[c]) - (x - mean[c]) ** 2 / (2 * variance[c]), 0); },
    sample: (n: number, z: number[]) => { const { mean, variance } = known(); return Array.from({ length: n }, (_, i) => mean.map((m, c) => m + Math.sqrt(variance[c]) * z[i * mean.length + c])); },
  };
}`,
    // scaled by the variance
    `function createNormalModel() {
  let fitted: { mean: number[]; variance: number[] } | undefined;
  const known = () => { if (!fitted) throw new Error("call fit first"); return fitted; };
  return {
    fit(rows: number[][]) {
      const columns = rows[0].map((_, c) => rows.map((row) => row[c]));
      const mean = columns.map((v) => v.reduce((s, x) => s + x, 0) / v.length);
      fitted = { mean, variance: columns.map((v, c) => v.reduce((s, x) => s + (x - mean[c]) ** 2, 0) / v.length) };
    },
    logProb: (row: number[]) => { const { mean, variance } = known(); return row.reduce((s, x, c) => s - 0.5 * Math.log(2 * Math.PI * variance[c]) - (x - mean[c]) ** 2 / (2 * variance[c]), 0); },
    sample: (n: number, z: number[]) => { const { mean, variance } = known(); return Array.from({ length: n }, (_, i) => mean.map((m, c) => m + variance[c] * z[i * mean.length + c])); },
  };
}`,
    // every sample from the first normals
    `function createNormalModel() {
  let fitted: { mean: number[]; variance: number[] } | undefined;
  const known = () => { if (!fitted) throw new Error("call fit first"); return fitted; };
  return {
    fit(rows: number[][]) {
      const columns = rows[0].map((_, c) => rows.map((row) => row[c]));
      const mean = columns.map((v) => v.reduce((s, x) => s + x, 0) / v.length);
      fitted = { mean, variance: columns.map((v, c) => v.reduce((s, x) => s + (x - mean[c]) ** 2, 0) / v.length) };
    },
    logProb: (row: number[]) => { const { mean, variance } = known(); return row.reduce((s, x, c) => s - 0.5 * Math.log(2 * Math.PI * variance[c]) - (x - mean[c]) ** 2 / (2 * variance[c]), 0); },
    sample: (n: number, z: number[]) => { const { mean, variance } = known(); return Array.from({ length: n }, () => mean.map((m, c) => m + Math.sqrt(variance[c]) * z[c])); },
  };
}`,
    // untrained it answers as a standard normal model
    `function createNormalModel() {
  let fitted: { mean: number[]; variance: number[] } | undefined;
  return {
    fit(rows: number[][]) {
      const columns = rows[0].map((_, c) => rows.map((row) => row[c]));
      const mean = columns.map((v) => v.reduce((s, x) => s + x, 0) / v.length);
      fitted = { mean, variance: columns.map((v, c) => v.reduce((s, x) => s + (x - mean[c]) ** 2, 0) / v.length) };
    },
    logProb: (row: number[]) => { const { mean, variance } = fitted ?? { mean: row.map(() => 0), variance: row.map(() => 1) }; return row.reduce((s, x, c) => s - 0.5 * Math.log(2 * Math.PI * variance[c]) - (x - mean[c]) ** 2 / (2 * variance[c]), 0); },
    sample: (n: number, z: number[]) => Array.from({ length: n }, (_, i) => fitted!.mean.map((m, c) => m + Math.sqrt(fitted!.variance[c]) * z[i * fitted!.mean.length + c])),
  };
}`,
  ],
  "league-row": [
    // nats for bits
    `function leagueRow(model: { logProb(row: number[]): number }, heldOut: number[][]) {
  const bits = heldOut.map((row) => -model.logProb(row) / row.length);
  const mean = bits.reduce((s, b) => s + b, 0) / bits.length;
  const variance = bits.reduce((s, b) => s + (b - mean) ** 2, 0) / (bits.length - 1);
  return { bitsPerDim: mean, bitsPerDimError: Math.sqrt(variance / bits.length) };
}`,
    // the standard deviation in the place of the standard error
    `function leagueRow(model: { logProb(row: number[]): number }, heldOut: number[][]) {
  const bits = heldOut.map((row) => -model.logProb(row) / (row.length * Math.LN2));
  const mean = bits.reduce((s, b) => s + b, 0) / bits.length;
  const variance = bits.reduce((s, b) => s + (b - mean) ** 2, 0) / (bits.length - 1);
  return { bitsPerDim: mean, bitsPerDimError: Math.sqrt(variance) };
}`,
    // divided by n
    `function leagueRow(model: { logProb(row: number[]): number }, heldOut: number[][]) {
  const bits = heldOut.map((row) => -model.logProb(row) / (row.length * Math.LN2));
  const mean = bits.reduce((s, b) => s + b, 0) / bits.length;
  const variance = bits.reduce((s, b) => s + (b - mean) ** 2, 0) / bits.length;
  return { bitsPerDim: mean, bitsPerDimError: Math.sqrt(variance / bits.length) };
}`,
  ],
  undominated: [
    // worse in one figure counts as dominated
    `function undominated(entries: { name: string; figures: Record<string, number> }[], lower: string[], higher: string[]): string[] {
  const costs = (e: { figures: Record<string, number> }) => [...lower.map((k) => e.figures[k]), ...higher.map((k) => -e.figures[k])];
  return entries.filter((e) => !entries.some((o) => costs(o).some((v, i) => v < costs(e)[i]))).map(({ name }) => name);
}`,
    // twins beat each other
    `function undominated(entries: { name: string; figures: Record<string, number> }[], lower: string[], higher: string[]): string[] {
  const costs = (e: { figures: Record<string, number> }) => [...lower.map((k) => e.figures[k]), ...higher.map((k) => -e.figures[k])];
  return entries.filter((e) => !entries.some((o) => o !== e && costs(o).every((v, i) => v <= costs(e)[i]))).map(({ name }) => name);
}`,
    // less is always better
    `function undominated(entries: { name: string; figures: Record<string, number> }[], lower: string[], higher: string[]): string[] {
  const costs = (e: { figures: Record<string, number> }) => [...lower, ...higher].map((k) => e.figures[k]);
  const beats = (a: number[], b: number[]) => a.every((v, i) => v <= b[i]) && a.some((v, i) => v < b[i]);
  return entries.filter((e) => !entries.some((o) => beats(costs(o), costs(e)))).map(({ name }) => name);
}`,
    // dominated only by what is better in everything
    `function undominated(entries: { name: string; figures: Record<string, number> }[], lower: string[], higher: string[]): string[] {
  const costs = (e: { figures: Record<string, number> }) => [...lower.map((k) => e.figures[k]), ...higher.map((k) => -e.figures[k])];
  return entries.filter((e) => !entries.some((o) => costs(o).every((v, i) => v < costs(e)[i]))).map(({ name }) => name);
}`,
  ],
};
