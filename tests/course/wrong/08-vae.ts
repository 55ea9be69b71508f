/** Wrong answers to the exercises of notebook 08, by answer cell; its tests must reject each of them. */
export const WRONG: Readonly<Record<string, readonly string[]>> = {
  "pathwise-gradient": [
    // the derivative for σ in the place of that for log σ²
    `function pathwiseGradient(slope: (z: number) => number, mu: number, rho: number, noise: number[]): [number, number] {
  const sigma = Math.exp(rho / 2);
  const values = noise.map((e) => [slope(mu + sigma * e), slope(mu + sigma * e) * e]);
  const average = (d: number) => values.reduce((sum, v) => sum + v[d], 0) / noise.length;
  return [average(0), average(1)];
}`,
    // e^ρ taken for the standard deviation
    `function pathwiseGradient(slope: (z: number) => number, mu: number, rho: number, noise: number[]): [number, number] {
  const sigma = Math.exp(rho);
  const values = noise.map((e) => [slope(mu + sigma * e), (slope(mu + sigma * e) * sigma * e) / 2]);
  const average = (d: number) => values.reduce((sum, v) => sum + v[d], 0) / noise.length;
  return [average(0), average(1)];
}`,
    // sums in the place of averages
    `function pathwiseGradient(slope: (z: number) => number, mu: number, rho: number, noise: number[]): [number, number] {
  const sigma = Math.exp(rho / 2);
  let [forMu, forRho] = [0, 0];
  for (const e of noise) {
    forMu += slope(mu + sigma * e);
    forRho += (slope(mu + sigma * e) * sigma * e) / 2;
  }
  return [forMu, forRho];
}`,
    // the slope at the mean, not at the draw
    `function pathwiseGradient(slope: (z: number) => number, mu: number, rho: number, noise: number[]): [number, number] {
  const sigma = Math.exp(rho / 2);
  const mean = noise.reduce((sum, e) => sum + e, 0) / noise.length;
  return [slope(mu), (slope(mu) * sigma * mean) / 2];
}`,
  ],
  "latent-use": [
    // activity read off the KL
    `function latentUse(means: number[][], deviations: number[][]): { kl: number; active: boolean }[] {
  return means[0].map((_, d) => {
    const kl = means.reduce((sum, row, i) => {
      const [mu, sigma] = [row[d], deviations[i][d]];
      return sum + (mu * mu + sigma * sigma - 1) / 2 - Math.log(sigma);
    }, 0) / means.length;
    return { kl, active: kl > 0.01 };
  });
}`,
    // the variance over n
    `function latentUse(means: number[][], deviations: number[][]): { kl: number; active: boolean }[] {
  const n = means.length;
  return means[0].map((_, d) => {
    const kl = means.reduce((sum, row, i) => {
      const [mu, sigma] = [row[d], deviations[i][d]];
      return sum + (mu * mu + sigma * sigma - 1) / 2 - Math.log(sigma);
    }, 0) / n;
    const average = means.reduce((sum, row) => sum + row[d], 0) / n;
    return { kl, active: means.reduce((sum, row) => sum + (row[d] - average) ** 2, 0) / n > 0.01 };
  });
}`,
    // log σ in the place of log σ²
    `function latentUse(means: number[][], deviations: number[][]): { kl: number; active: boolean }[] {
  const n = means.length;
  return means[0].map((_, d) => {
    const kl = means.reduce((sum, row, i) => {
      const [mu, sigma] = [row[d], deviations[i][d]];
      return sum + (mu * mu + sigma * sigma - 1 - Math.log(sigma)) / 2;
    }, 0) / n;
    const average = means.reduce((sum, row) => sum + row[d], 0) / n;
    return { kl, active: means.reduce((sum, row) => sum + (row[d] - average) ** 2, 0) / (n - 1) > 0.01 };
  });
}`,
  ],
  "water-level": [
    // the rate shared equally by all axes, dry or not
    `function waterLevel(variances: number[], rate: number): number {
  const logs = variances.reduce((sum, v) => sum + Math.log(v), 0) / variances.length;
  return Math.exp(logs - (2 * rate) / variances.length);
}`,
    // without the factor ½
    `function waterLevel(variances: number[], rate: number): number {
  const spent = (level: number) => variances.reduce((sum, v) => sum + Math.max(0, Math.log(v / level)), 0);
  let [low, high] = [Math.log(Math.max(...variances)) - 2 * rate - 1, Math.log(Math.max(...variances))];
  for (let i = 0; i < 80; i++) {
    const middle = (low + high) / 2;
    if (spent(Math.exp(middle)) > rate) low = middle;
    else high = middle;
  }
  return Math.exp(low);
}`,
    // negative rates of the axes under water are counted
    `function waterLevel(variances: number[], rate: number): number {
  const spent = (level: number) => variances.reduce((sum, v) => sum + Math.log(v / level) / 2, 0);
  let [low, high] = [-50, 50];
  for (let i = 0; i < 100; i++) {
    const middle = (low + high) / 2;
    if (spent(Math.exp(middle)) > rate) low = middle;
    else high = middle;
  }
  return Math.exp(low);
}`,
  ],
  "level-log-probability": [
    // the plain difference of two sigmoids
    `function levelLogProbability(level: number, m: number, s: number): number {
  const x = -1 + (2 * level) / 255;
  const sigmoid = (t: number) => 1 / (1 + Math.exp(-t));
  const upper = level === 255 ? 1 : sigmoid((x + 1 / 255 - m) / s);
  const lower = level === 0 ? 0 : sigmoid((x - 1 / 255 - m) / s);
  return Math.log(upper - lower);
}`,
    // bins of black and white that end
    `function levelLogProbability(level: number, m: number, s: number): number {
  const x = -1 + (2 * level) / 255;
  const [a, b] = [(x - 1 / 255 - m) / s, (x + 1 / 255 - m) / s];
  const logSigmoid = (t: number) => Math.min(t, 0) - Math.log1p(Math.exp(-Math.abs(t)));
  return logSigmoid(b) + logSigmoid(-a) + Math.log(-Math.expm1(a - b));
}`,
    // the density times the bin's width
    `function levelLogProbability(level: number, m: number, s: number): number {
  const t = Math.abs(-1 + (2 * level) / 255 - m) / s;
  return -t - 2 * Math.log1p(Math.exp(-t)) - Math.log(s) + Math.log(2 / 255);
}`,
  ],
  "codebook-step": [
    // the perplexity to the base 2 of nats
    `function codebookStep(vectors: number[][], codebook: number[][]): { codes: number[]; perplexity: number; moved: number[][] } {
  const squared = (a: number[], b: number[]) => a.reduce((sum, v, d) => sum + (v - b[d]) ** 2, 0);
  const codes = vectors.map((z) => {
    const far = codebook.map((e) => squared(z, e));
    return far.indexOf(Math.min(...far));
  });
  const members = codebook.map((_, k) => vectors.filter((_, i) => codes[i] === k));
  const shares = members.map((m) => m.length / vectors.length).filter((p) => p > 0);
  const moved = codebook.map((e, k) => members[k].length === 0 ? e
    : e.map((_, d) => members[k].reduce((sum, z) => sum + z[d], 0) / members[k].length));
  return { codes, perplexity: 2 ** shares.reduce((sum, p) => sum - p * Math.log(p), 0), moved };
}`,
    // an unused code becomes 0 / 0
    `function codebookStep(vectors: number[][], codebook: number[][]): { codes: number[]; perplexity: number; moved: number[][] } {
  const squared = (a: number[], b: number[]) => a.reduce((sum, v, d) => sum + (v - b[d]) ** 2, 0);
  const codes = vectors.map((z) => {
    const far = codebook.map((e) => squared(z, e));
    return far.indexOf(Math.min(...far));
  });
  const members = codebook.map((_, k) => vectors.filter((_, i) => codes[i] === k));
  const shares = members.map((m) => m.length / vectors.length).filter((p) => p > 0);
  const moved = codebook.map((e, k) =>
    e.map((_, d) => members[k].reduce((sum, z) => sum + z[d], 0) / members[k].length));
  return { codes, perplexity: Math.exp(shares.reduce((sum, p) => sum - p * Math.log(p), 0)), moved };
}`,
    // the codebook is changed in place
    `function codebookStep(vectors: number[][], codebook: number[][]): { codes: number[]; perplexity: number; moved: number[][] } {
  const squared = (a: number[], b: number[]) => a.reduce((sum, v, d) => sum + (v - b[d]) ** 2, 0);
  const codes = vectors.map((z) => {
    const far = codebook.map((e) => squared(z, e));
    return far.indexOf(Math.min(...far));
  });
  const members = codebook.map((_, k) => vectors.filter((_, i) => codes[i] === k));
  const shares = members.map((m) => m.length / vectors.length).filter((p) => p > 0);
  codebook.forEach((e, k) => {
    if (members[k].length > 0)
      e.forEach((_, d) => (e[d] = members[k].reduce((sum, z) => sum + z[d], 0) / members[k].length));
  });
  return { codes, perplexity: Math.exp(shares.reduce((sum, p) => sum - p * Math.log(p), 0)), moved: codebook };
}`,
  ],
};
