/** Wrong answers to the exercises of notebook 04, by answer cell; its tests must reject each of them. */
export const WRONG: Readonly<Record<string, readonly string[]>> = {
  "gaussian-kl": [
    // standard deviations taken for variances
    `function gaussianKl(m1: number[], s1: number[], m2: number[], s2: number[]): number {
  return m1.reduce(
    (sum, m, i) => sum + (Math.log(s2[i] / s1[i]) + (s1[i] + (m - m2[i]) ** 2) / s2[i] - 1) / 2,
    0,
  );
}`,
    // the two distributions exchanged
    `function gaussianKl(m1: number[], s1: number[], m2: number[], s2: number[]): number {
  let sum = 0;
  for (let i = 0; i < m1.length; i++) {
    const ratio = (s2[i] / s1[i]) ** 2;
    sum += (ratio - 1 - Math.log(ratio) + ((m1[i] - m2[i]) / s1[i]) ** 2) / 2;
  }
  return sum;
}`,
    // the mean over the dimensions in the place of the sum
    `function gaussianKl(m1: number[], s1: number[], m2: number[], s2: number[]): number {
  let sum = 0;
  for (let i = 0; i < m1.length; i++) {
    const ratio = (s1[i] / s2[i]) ** 2;
    sum += (ratio - 1 - Math.log(ratio) + ((m1[i] - m2[i]) / s2[i]) ** 2) / 2;
  }
  return sum / m1.length;
}`,
    // half of the logarithm only: log(s2/s1) and ½ log(v2/v1) are the same number
    `function gaussianKl(m1: number[], s1: number[], m2: number[], s2: number[]): number {
  let sum = 0;
  for (let i = 0; i < m1.length; i++) {
    const square = (s1[i] ** 2 + (m1[i] - m2[i]) ** 2) / s2[i] ** 2;
    sum += Math.log(s2[i] / s1[i]) / 2 + (square - 1) / 2;
  }
  return sum;
}`,
  ],
  "step-nats": [
    // one step late: betas[t] in the place of betas[t - 1]
    `function stepNats(betas: number[], t: number, eps: number, predicted: number, kind: "beta" | "posterior"): number {
  const beta = betas[Math.min(t, betas.length - 1)];
  const barBefore = betas.slice(0, Math.min(t, betas.length - 1)).reduce((p, b) => p * (1 - b), 1);
  const bar = barBefore * (1 - beta);
  const exactVariance = ((1 - barBefore) / (1 - bar)) * beta;
  const sigma2 = kind === "beta" ? beta : exactVariance;
  const weight = beta ** 2 / (2 * sigma2 * (1 - beta) * (1 - bar));
  return (
    weight * (eps - predicted) ** 2 +
    (Math.log(sigma2 / exactVariance) + exactVariance / sigma2 - 1) / 2
  );
}`,
    // without the part that no network changes
    `function stepNats(betas: number[], t: number, eps: number, predicted: number, kind: "beta" | "posterior"): number {
  const beta = betas[t - 1];
  const barBefore = betas.slice(0, t - 1).reduce((p, b) => p * (1 - b), 1);
  const bar = barBefore * (1 - beta);
  const sigma2 = kind === "beta" ? beta : ((1 - barBefore) / (1 - bar)) * beta;
  return (beta ** 2 / (2 * sigma2 * (1 - beta) * (1 - bar))) * (eps - predicted) ** 2;
}`,
    // the weight without α
    `function stepNats(betas: number[], t: number, eps: number, predicted: number, kind: "beta" | "posterior"): number {
  const beta = betas[t - 1];
  const barBefore = betas.slice(0, t - 1).reduce((p, b) => p * (1 - b), 1);
  const bar = barBefore * (1 - beta);
  const exactVariance = ((1 - barBefore) / (1 - bar)) * beta;
  const sigma2 = kind === "beta" ? beta : exactVariance;
  const weight = beta ** 2 / (2 * sigma2 * (1 - bar));
  return (
    weight * (eps - predicted) ** 2 +
    (Math.log(sigma2 / exactVariance) + exactVariance / sigma2 - 1) / 2
  );
}`,
    // L_simple
    `function stepNats(betas: number[], t: number, eps: number, predicted: number, kind: "beta" | "posterior"): number {
  return (eps - predicted) ** 2;
}`,
  ],
  "picture-weight": [
    // without the factor ½
    `function pictureWeight(betas: number[], t: number): number {
  const snr = (n: number) => {
    const bar = betas.slice(0, n).reduce((p, b) => p * (1 - b), 1);
    return bar / (1 - bar);
  };
  return snr(t - 1) - snr(t);
}`,
    // SNR(t) - SNR(t + 1): the array's index taken for the step
    `function pictureWeight(betas: number[], t: number): number {
  const snr = (n: number) => {
    const bar = betas.slice(0, n).reduce((p, b) => p * (1 - b), 1);
    return bar / (1 - bar);
  };
  return (snr(t) - snr(t + 1)) / 2;
}`,
    // the weight of the noise
    `function pictureWeight(betas: number[], t: number): number {
  const before = betas.slice(0, t - 1).reduce((p, b) => p * (1 - b), 1);
  const bar = before * (1 - betas[t - 1]);
  const variance = ((1 - before) / (1 - bar)) * betas[t - 1];
  return betas[t - 1] ** 2 / (2 * variance * (1 - betas[t - 1]) * (1 - bar));
}`,
  ],
  "bits-per-pixel": [
    // the offset subtracted
    `function bitsPerPixel(logDensity: number, dims: number, levels: number, low: number, high: number): number {
  return -logDensity / (dims * Math.LN2) - Math.log2(levels / (high - low));
}`,
    // the offset of [0, 1], always
    `function bitsPerPixel(logDensity: number, dims: number, levels: number, low: number, high: number): number {
  return -logDensity / (dims * Math.LN2) + Math.log2(levels);
}`,
    // nats per dimension with an offset in bits
    `function bitsPerPixel(logDensity: number, dims: number, levels: number, low: number, high: number): number {
  return -logDensity / dims + Math.log2(levels / (high - low));
}`,
    // the sign forgotten
    `function bitsPerPixel(logDensity: number, dims: number, levels: number, low: number, high: number): number {
  return logDensity / (dims * Math.LN2) + Math.log2(levels / (high - low));
}`,
  ],
  "importance-bound": [
    // the weights themselves, which underflow and overflow
    `function importanceBound(logWeights: number[], k: number): number {
  let sum = 0;
  for (let i = 0; i < logWeights.length; i += k) {
    sum += Math.log(logWeights.slice(i, i + k).reduce((part, log) => part + Math.exp(log), 0) / k);
  }
  return (sum * k) / logWeights.length;
}`,
    // the mean of the logarithms, whatever k is: the ELBO
    `function importanceBound(logWeights: number[], k: number): number {
  return logWeights.reduce((sum, log) => sum + log, 0) / logWeights.length;
}`,
    // one maximum for all groups: a group far below it underflows
    `function importanceBound(logWeights: number[], k: number): number {
  const largest = Math.max(...logWeights);
  let sum = 0;
  for (let i = 0; i < logWeights.length; i += k) {
    const part = logWeights.slice(i, i + k).reduce((s, log) => s + Math.exp(log - largest), 0);
    sum += largest + Math.log(part / k);
  }
  return (sum * k) / logWeights.length;
}`,
    // the sum of the weights, not their average
    `function importanceBound(logWeights: number[], k: number): number {
  let sum = 0;
  for (let i = 0; i < logWeights.length; i += k) {
    const group = logWeights.slice(i, i + k);
    const largest = Math.max(...group);
    sum += largest + Math.log(group.reduce((s, log) => s + Math.exp(log - largest), 0));
  }
  return (sum * k) / logWeights.length;
}`,
  ],
};
