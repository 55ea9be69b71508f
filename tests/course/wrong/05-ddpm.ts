/** Wrong answers to the exercises of notebook 05, by answer cell; its tests must reject each of them. */

const noiseLoss = (body: string) => `function noiseLoss(
  x0: number[],
  noise: number[],
  betas: number[],
  t: number,
  predict: (xt: number[], t: number) => number[],
): number {
  ${body}
}`;

/** Wrong in what is predicted from, and how often, and in the mean. */
const lossOf = ({
  last = "t",
  noise = "Math.sqrt(1 - bar)",
  asked = "t",
  divisor = " / x0.length",
} = {}) =>
  noiseLoss(`const bar = betas.slice(0, ${last}).reduce((product, beta) => product * (1 - beta), 1);
  const xt = x0.map((x, i) => Math.sqrt(bar) * x + ${noise} * noise[i]);
  const said = predict(xt, ${asked});
  return noise.reduce((sum, e, i) => sum + (e - said[i]) ** 2, 0)${divisor};`);

const sampler = ({
  first = "betas.length",
  beta = "(1 - before) / (1 - bar) * beta",
  sigma = "Math.sqrt(variance)",
  share = "beta / Math.sqrt(1 - bar)",
  weakening = " / Math.sqrt(1 - beta)",
  z = "t > 1 ? draw(t) : x.map(() => 0)",
} = {}) => `function ddpmSample(
  xT: number[],
  betas: number[],
  predict: (x: number[], t: number) => number[],
  draw: (t: number) => number[],
  kind: "posterior" | "beta",
): number[] {
  const barOf = (step: number) => betas.slice(0, step).reduce((p, b) => p * (1 - b), 1);
  let x = xT;
  for (let t = ${first}; t >= 1; t--) {
    const [beta, bar, before] = [betas[t - 1], barOf(t), barOf(t - 1)];
    const variance = kind === "beta" ? beta : ${beta};
    const sigma = ${sigma};
    const said = predict(x, t);
    const z = ${z};
    x = x.map((xi, i) => (xi - (${share}) * said[i])${weakening} + sigma * z[i]);
  }
  return x;
}`;

const errors = (body: string) =>
  `function errorsOfVelocity(squared: number, alphaBar: number): { x0: number; epsilon: number } {
  ${body}
}`;

const jump = (
  body: string,
) => `function jumpBack(betas: number[], t: number, s: number): { coefX0: number; coefXt: number; variance: number } {
  const barOf = (step: number) => betas.slice(0, step).reduce((p, b) => p * (1 - b), 1);
  const [barT, barS] = [barOf(t), barOf(s)];
  ${body}
}`;

const guide = ({
  scale = 'convention === "weight" ? 1 + amount : amount',
  start = "u",
  factor = "(phi * std(conditional)) / std(g) + 1 - phi",
  centre = "values.reduce((sum, v) => sum + v, 0) / values.length",
} = {}) => `function guide(
  conditional: number[],
  unconditional: number[],
  amount: number,
  convention: "scale" | "weight",
  phi: number,
): number[] {
  const s = ${scale};
  const g = unconditional.map((u, i) => ${start} + s * (conditional[i] - u));
  const std = (values: number[]) => {
    const mean = ${centre};
    return Math.sqrt(values.reduce((sum, v) => sum + (v - mean) ** 2, 0) / values.length);
  };
  const factor = ${factor};
  return g.map((value) => factor * value);
}`;

export const WRONG: Readonly<Record<string, readonly string[]>> = {
  "noise-loss": [
    // the sum in the place of the mean
    lossOf({ divisor: "" }),
    // the variance taken for the standard deviation of the noise
    lossOf({ noise: "(1 - bar)" }),
    // ᾱ_{t−1}: the step taken for the array's index
    lossOf({ last: "t - 1" }),
    // the network asked with a step that begins at 0
    lossOf({ asked: "t - 1" }),
    // β_t in the place of ᾱ_t: one step of noise, not t of them
    noiseLoss(`const beta = betas[t - 1];
  const xt = x0.map((x, i) => Math.sqrt(1 - beta) * x + Math.sqrt(beta) * noise[i]);
  const said = predict(xt, t);
  return noise.reduce((sum, e, i) => sum + (e - said[i]) ** 2, 0) / x0.length;`),
  ],
  "ddpm-sample": [
    // noise in the last step as well
    sampler({ z: "draw(t)" }),
    // the variance taken for the standard deviation
    sampler({ sigma: "variance" }),
    // the predicted noise subtracted without the schedule's factor
    sampler({ share: "1" }),
    // the weakening not undone
    sampler({ weakening: "" }),
    // σ_t² = β_t, whatever is asked for
    sampler({ beta: "beta" }),
    // the first step forgotten: it begins at T − 1
    sampler({ first: "betas.length - 1" }),
  ],
  "errors-of-velocity": [
    // without the squares of the factors
    errors(
      "return { x0: Math.sqrt(1 - alphaBar) * squared, epsilon: Math.sqrt(alphaBar) * squared };",
    ),
    // the two exchanged
    errors("return { x0: alphaBar * squared, epsilon: (1 - alphaBar) * squared };"),
    // by the ratios of the text, which are NaN at the ends
    errors(`const snr = alphaBar / (1 - alphaBar);
  const x0 = squared / (snr + 1);
  return { x0, epsilon: snr * x0 };`),
  ],
  "jump-back": [
    // one step's β in the place of the jump's
    jump(`const beta = betas[t - 1];
  return {
    coefX0: (Math.sqrt(barS) * beta) / (1 - barT),
    coefXt: (Math.sqrt(1 - beta) * (1 - barS)) / (1 - barT),
    variance: ((1 - barS) / (1 - barT)) * beta,
  };`),
    // the variance of the jump forward
    jump(`const alpha = barT / barS;
  return {
    coefX0: (Math.sqrt(barS) * (1 - alpha)) / (1 - barT),
    coefXt: (Math.sqrt(alpha) * (1 - barS)) / (1 - barT),
    variance: 1 - alpha,
  };`),
    // √ᾱ_t in the place of the root of the ratio
    jump(`const alpha = barT / barS;
  return {
    coefX0: (Math.sqrt(barS) * (1 - alpha)) / (1 - barT),
    coefXt: (Math.sqrt(barT) * (1 - barS)) / (1 - barT),
    variance: ((1 - barS) / (1 - barT)) * (1 - alpha),
  };`),
  ],
  guide: [
    // the weight taken for a scale
    guide({ scale: "amount" }),
    // the scale taken for a weight
    guide({ scale: "1 + amount" }),
    // begins at the conditional prediction
    guide({ start: "conditional[i]" }),
    // the ratio of the deviations upside down
    guide({ factor: "(phi * std(g)) / std(conditional) + 1 - phi" }),
    // the root of the mean square, not the distance from the mean
    guide({ centre: "0" }),
  ],
};
