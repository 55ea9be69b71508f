const types = "type Conditional = (before: number[]) => { mu: number; alpha: number };\n";

/** `judge` and `draw`, of which the right one is left out. */
const judge = (body: string) =>
  `${types}function judge(x: number[], conditional: Conditional): number {\n  ${body}\n}\n${rightDraw}`;
const draw = (body: string) =>
  `${types}${rightJudge}function draw(z: number[], conditional: Conditional): number[] {\n  ${body}\n}`;

const rightDraw = `function draw(z: number[], conditional: Conditional): number[] {
  const x: number[] = [];
  for (const value of z) {
    const { mu, alpha } = conditional([...x]);
    x.push(mu + Math.exp(alpha) * value);
  }
  return x;
}`;

const rightJudge = `function judge(x: number[], conditional: Conditional): number {
  return x.reduce((sum, value, i) => {
    const { mu, alpha } = conditional(x.slice(0, i));
    return sum - 0.5 * Math.log(2 * Math.PI) - alpha - 0.5 * ((value - mu) * Math.exp(-alpha)) ** 2;
  }, 0);
}
`;

const iaf = (body: string) =>
  "function judgeIaf(x: number[], conditional: (before: number[]) => { mu: number; alpha: number }): " +
  `{ z: number[]; logDensity: number } {\n  ${body}\n}`;

const masks = (body: string) =>
  `function masksOf(order: number[], hidden: number[]): [number[][], number[][]] {\n  ${body}\n}`;

const merged = (body: string) =>
  "type Ask = (before: number[]) => { mu: number; alpha: number };\n" +
  `function mergedConditional(first: Ask, second: Ask): Ask {\n  ${body}\n}`;

const bits = (body: string) =>
  `function bitsFromLogit(logY: number, x: number[], lambda: number): number {\n  ${body}\n}`;

/** Wrong answers to the exercises of notebook 12, by answer cell; its tests must reject each of them. */
export const WRONG: Readonly<Record<string, readonly string[]>> = {
  "made-masks": [
    // an output sees its own input
    masks(`const degrees = order.map((_, input) => order.indexOf(input) + 1);
  return [
    degrees.map((m) => hidden.map((k) => (k >= m ? 1 : 0))),
    hidden.map((k) => degrees.map((m) => (m >= k ? 1 : 0))),
  ];`),
    // the order itself for the degrees: right for the natural order only
    masks(`const degrees = order.map((input) => input + 1);
  return [
    degrees.map((m) => hidden.map((k) => (k >= m ? 1 : 0))),
    hidden.map((k) => degrees.map((m) => (m > k ? 1 : 0))),
  ];`),
    // the strict sign in the first mask as well
    masks(`const degrees = order.map((_, input) => order.indexOf(input) + 1);
  return [
    degrees.map((m) => hidden.map((k) => (k > m ? 1 : 0))),
    hidden.map((k) => degrees.map((m) => (m > k ? 1 : 0))),
  ];`),
  ],
  "judge-and-draw": [
    // the sign of the log-determinant
    judge(`return x.reduce((sum, value, i) => {
    const { mu, alpha } = conditional(x.slice(0, i));
    return sum - 0.5 * Math.log(2 * Math.PI) + alpha - 0.5 * ((value - mu) * Math.exp(-alpha)) ** 2;
  }, 0);`),
    // alpha taken for the logarithm of the variance
    judge(`return x.reduce((sum, value, i) => {
    const { mu, alpha } = conditional(x.slice(0, i));
    return sum - 0.5 * Math.log(2 * Math.PI) - alpha / 2 - 0.5 * (value - mu) ** 2 * Math.exp(-alpha);
  }, 0);`),
    // all of x, and so the future, is shown
    judge(`return x.reduce((sum, value) => {
    const { mu, alpha } = conditional(x);
    return sum - 0.5 * Math.log(2 * Math.PI) - alpha - 0.5 * ((value - mu) * Math.exp(-alpha)) ** 2;
  }, 0);`),
    // asked with the noise: that is the inverse flow
    draw(`return z.map((value, i) => {
    const { mu, alpha } = conditional(z.slice(0, i));
    return mu + Math.exp(alpha) * value;
  });`),
    // judges in the place of drawing
    draw(`return z.map((value, i) => {
    const { mu, alpha } = conditional(z.slice(0, i));
    return (value - mu) * Math.exp(-alpha);
  });`),
  ],
  "judge-iaf": [
    // asked with the earlier x: that is a MAF
    iaf(`let logDensity = 0;
  const z = x.map((value, i) => {
    const { mu, alpha } = conditional(x.slice(0, i));
    const latent = (value - mu) * Math.exp(-alpha);
    logDensity += -0.5 * Math.log(2 * Math.PI) - 0.5 * latent ** 2 - alpha;
    return latent;
  });
  return { z, logDensity };`),
    // the volume forgotten
    iaf(`const z: number[] = [];
  for (const value of x) {
    const { mu, alpha } = conditional([...z]);
    z.push((value - mu) * Math.exp(-alpha));
  }
  return { z, logDensity: z.reduce((sum, v) => sum - 0.5 * Math.log(2 * Math.PI) - 0.5 * v * v, 0) };`),
    // its sign
    iaf(`const z: number[] = [];
  let logDensity = 0;
  for (const value of x) {
    const { mu, alpha } = conditional([...z]);
    z.push((value - mu) * Math.exp(-alpha));
    logDensity += -0.5 * Math.log(2 * Math.PI) - 0.5 * z[z.length - 1] ** 2 + alpha;
  }
  return { z, logDensity };`),
  ],
  "merged-conditional": [
    // the second layer asked with x
    merged(`return (before) => {
    const [one, two] = [first(before), second(before)];
    return { mu: one.mu + Math.exp(one.alpha) * two.mu, alpha: one.alpha + two.alpha };
  };`),
    // the second mean not stretched by the first layer
    merged(`return (before) => {
    const z = before.map((x, i) => (x - first(before.slice(0, i)).mu) * Math.exp(-first(before.slice(0, i)).alpha));
    const [one, two] = [first(before), second(z)];
    return { mu: one.mu + two.mu, alpha: one.alpha + two.alpha };
  };`),
    // stretched the wrong way
    merged(`return (before) => {
    const z = before.map((x, i) => (x - first(before.slice(0, i)).mu) * Math.exp(-first(before.slice(0, i)).alpha));
    const [one, two] = [first(before), second(z)];
    return { mu: one.mu + Math.exp(-one.alpha) * two.mu, alpha: one.alpha + two.alpha };
  };`),
  ],
  "bits-from-logit": [
    // without the volume of the logit
    bits("return -logY / (x.length * Math.LN2) + 8;"),
    // its sign
    bits(`const volume = x.reduce((sum, value) => {
    const a = lambda + (1 - 2 * lambda) * value;
    return sum + Math.log(1 - 2 * lambda) - Math.log(a) - Math.log(1 - a);
  }, 0);
  return -(logY - volume) / (x.length * Math.LN2) + 8;`),
    // without the scale of bytes
    bits(`const volume = x.reduce((sum, value) => {
    const a = lambda + (1 - 2 * lambda) * value;
    return sum + Math.log(1 - 2 * lambda) - Math.log(a) - Math.log(1 - a);
  }, 0);
  return -(logY + volume) / (x.length * Math.LN2);`),
    // without λ
    bits(`const volume = x.reduce((sum, value) => sum - Math.log(value) - Math.log(1 - value), 0);
  return -(logY + volume) / (x.length * Math.LN2) + 8;`),
  ],
};
