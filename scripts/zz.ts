import { ready, seed, toTensor, type Examples, type NdArray } from "dgm/core";
import { loadMnist, toy2d } from "dgm/datasets";
import { loadDdpm } from "dgm/diffusion";
import * as maths from "dgm/math";
import * as metrics from "dgm/metrics";
import { warmupCosine } from "dgm/train";
import * as vae from "dgm/vae";
import { check, checkpoint, cost, interruptSignal, markdown, show, showImage, table, trainingMonitor } from "dgm/notebook";
import { barChart, imageGrid, lineChart, scatterPlot } from "dgm/plot";
import { check } from "dgm/notebook";
import { seed as seedOfNoise } from "dgm/core";
let __t = Date.now();
void (async () => {
// imports
console.log("[imports] " + ((Date.now() - __t) / 1000).toFixed(1)); __t = Date.now();

markdown(`Computing on: **${(await ready()).summary}**.`);
cost("08-vae");
// cell-058
console.log("[cell-058] " + ((Date.now() - __t) / 1000).toFixed(1)); __t = Date.now();
const mnist = await loadMnist({ split: "test" });
const digits = { height: 28, width: 28, channels: 1, scale: 2, range: [-1, 1] } as const;
const { model: digitVae, card } = await vae.loadVae(checkpoint("vae-mnist"));
const order = seed(40).permutation(mnist.count); // test pictures in a random order
const pictures = (from: number, n: number): NdArray => ({ shape: [n, 28, 28, 1], data: Float32Array.from({ length: 784 * n },
  (_, i) => mnist.images[784 * order[from + Math.floor(i / 784)] + (i % 784)] / 127.5 - 1) });
const labelOf = (i: number) => mnist.labels[order[i]];
table([
  { fact: "latent numbers", value: String(digitVae.latentDim) }, { fact: "weights", value: card.parameters.toLocaleString("en") },
  { fact: "training", value: `${card.training!.steps} updates, ${Math.round(card.training!.seconds / 60)} minutes on ${card.training!.machine}` },
  { fact: "bound of all 10,000 test pictures", value: `${card.metrics!.bitsPerDim} ± ${card.metrics!.bitsPerDimError.toFixed(3)} bits per pixel` },
], { title: "The VAE of this section" });
// cell-059
console.log("[cell-059] " + ((Date.now() - __t) / 1000).toFixed(1)); __t = Date.now();
const sixteen = pictures(0, 16);
const rebuiltDigits = await digitVae.reconstruct(sixteen);
const images = Float32Array.from([...sixteen.data, ...rebuiltDigits.data]);
showImage(imageGrid({ images, count: 32, columns: 16, ...digits }), { title: "Test digits, and what 24 numbers keep of them (means)" });
const digitSamples = await digitVae.sample(32, { rng: seed(30), show: "mean" });
showImage(imageGrid({ images: digitSamples.data, count: 32, columns: 16, ...digits }), { title: "Drawn: z from the prior, means of p(x|z)" });
const digitDraws = await digitVae.sample(16, { rng: seed(30) });
showImage(imageGrid({ images: digitDraws.data, count: 16, columns: 16, ...digits }), { title: "The first 16 of them, with the pixels drawn as well: true samples" });
// cell-061
console.log("[cell-061] " + ((Date.now() - __t) / 1000).toFixed(1)); __t = Date.now();
const fiveHundred = pictures(0, 500);
const digitBound = await digitVae.bound(fiveHundred, { rng: seed(31) });
const figure = metrics.likelihoodOf(digitBound.elbo, { kind: "elbo", dequantisation: "none (discrete)", dims: 784, unit: "bits per dim" });
const [rec, code24] = [digitBound.reconstruction, digitBound.kl].map((v) => maths.meanEstimate(v));
markdown(`${metrics.formatLikelihood(figure)}: reconstruction ${rec.estimate.toFixed(1)} ± ${rec.standardError.toFixed(1)}, KL ${code24.estimate.toFixed(2)} ± ` +
  `${code24.standardError.toFixed(2)} nats per picture. The code carries ${(code24.estimate / Math.LN2).toFixed(0)} bits.`);
check.statistic({
  claim: "The bound of 500 pictures is that of the card, for all 10,000",
  estimate: figure.value, expected: card.metrics!.bitsPerDim, standardError: Math.hypot(figure.standardError, card.metrics!.bitsPerDimError),
});
// cell-063
console.log("[cell-063] " + ((Date.now() - __t) / 1000).toFixed(1)); __t = Date.now();
const [from, to] = [7, 2].map((label) => pictures(order.findIndex((i) => mnist.labels[i] === label), 1)); // a 7 and a 2
const ends = (await digitVae.encode({ data: Float32Array.from([...from.data, ...to.data]), shape: [2, 28, 28, 1] })).mean.data;
const path = vae.interpolateLatents(ends.subarray(0, 24), ends.subarray(24), { steps: 12 });
const inBetween = await digitVae.decode(path);
const faded = Array.from({ length: 12 }, (_, i) => from.data.map((x, j) => x + (i / 11) * (to.data[j] - x)));
const both = Float32Array.from([...faded.flatMap((p) => [...p]), ...inBetween.data]);
showImage(imageGrid({ images: both, count: 24, columns: 12, ...digits }), { title: "Mixed pixels, and decoded mixtures of codes" });
// cell-067
console.log("[cell-067] " + ((Date.now() - __t) / 1000).toFixed(1)); __t = Date.now();
const digitActivity = vae.latentActivity(await digitVae.encode(fiveHundred));
const digitKl = Array.from(digitActivity.kl).sort((a, b) => b - a);
show(barChart({
  title: `The VAE of digits: ${digitActivity.active} of ${digitVae.latentDim} latent numbers are active`,
  xLabel: "latent number, sorted", yLabel: "KL (nats)", categories: digitKl.map((_, i) => String(i + 1)),
  series: [{ name: "KL", values: digitKl }],
}));
check({ claim: "The KLs of the dimensions add up to the KL of the bound", left: digitKl.reduce((x, y) => x + y, 0), right: code24.estimate,
  tolerance: { relative: 1e-4 } });
// cell-070
console.log("[cell-070] " + ((Date.now() - __t) / 1000).toFixed(1)); __t = Date.now();
const sums = Array.from({ length: 10 }, () => new Float64Array(785)); // 784 pixels, and how many pictures
fiveHundred.data.forEach((x, i) => (sums[labelOf(Math.floor(i / 784))][i % 784] += x));
for (let i = 0; i < 500; i++) sums[labelOf(i)][784]++;
const classMeans = fiveHundred.data.map((_, i) => {
  const sum = sums[labelOf(Math.floor(i / 784))];
  return sum[i % 784] / sum[784];
});
const spectrum = (data: Float32Array) => metrics.radialPowerSpectrum({ data, shape: [data.length / 784, 28, 28, 1] });
const [whole, ofMeans, ofRest] = [fiveHundred.data, classMeans, fiveHundred.data.map((x, i) => x - classMeans[i])].map(spectrum);
// cell-071
console.log("[cell-071] " + ((Date.now() - __t) / 1000).toFixed(1)); __t = Date.now();
check({
  claim: "Power of the pictures = power of their class means + power of the rest, at 15 frequencies",
  left: [...whole.power], right: Array.from(ofMeans.power, (p, r) => p + ofRest.power[r]), tolerance: { relative: 1e-4 },
  leftLabel: "pictures", rightLabel: "means + rest",
});
// cell-073
console.log("[cell-073] " + ((Date.now() - __t) / 1000).toFixed(1)); __t = Date.now();
const manyRebuilt = await digitVae.reconstruct(fiveHundred);
const manyMeans = await digitVae.sample(500, { rng: seed(32), show: "mean" });
const manyDraws = await digitVae.sample(500, { rng: seed(32) });
const spectra = [["data", fiveHundred], ["reconstructions (means)", manyRebuilt], ["samples: means", manyMeans], ["samples: drawn pixels", manyDraws]]
  .map(([name, set]) => ({ name: name as string, ...spectrum((set as NdArray).data) }));
show(lineChart({
  title: "Radially averaged power spectra of digits", xLabel: "cycles per picture", yLabel: "power (mean |F|²)", yLog: true,
  series: spectra.map(({ name, frequency, power }) => ({ name, x: frequency.subarray(1), y: power.subarray(1) })),
}));
// cell-074
console.log("[cell-074] " + ((Date.now() - __t) / 1000).toFixed(1)); __t = Date.now();
const kept = (set: { power: Float64Array }, from: number, to: number) => {
  const band = (power: Float64Array) => power.slice(from, to + 1).reduce((x, y) => x + y, 0);
  return band(set.power) / band(spectra[0].power);
};
const bands = [[1, 3], [4, 7], [8, 10], [11, 14]];
const keptByRebuilt = bands.map(([a, b]) => kept(spectra[1], a, b));
table(spectra.slice(1).map((set) => ({ set: set.name, ...Object.fromEntries(bands.map(([a, b]) =>
  [`${a}–${b} cycles`, `${(100 * kept(set, a, b)).toFixed(0)} %`])) })), { title: "Share of the data's power" });
check.that({ claim: "Reconstructions keep over 90 % of the power at 1–3 cycles, less in every higher band, under 60 % at the top",
  holds: keptByRebuilt[0] > 0.9 && keptByRebuilt.every((share, i) => i === 0 || share < keptByRebuilt[i - 1]) && keptByRebuilt[3] < 0.6,
  detail: keptByRebuilt.map((share) => `${(100 * share).toFixed(0)} %`).join(", ") });
// cell-077
console.log("[cell-077] " + ((Date.now() - __t) / 1000).toFixed(1)); __t = Date.now();
const logW = await digitVae.logWeights(pictures(0, 50), { rng: seed(33), draws: 64 });
const ks = [1, 2, 4, 8, 16, 32, 64];
const iwae = ks.map((k) => vae.iwaeBounds(logW, k));
const gains = iwae.map((bounds) => maths.meanEstimate(bounds.map((value, i) => value - iwae[0][i])));
show(lineChart({
  title: "The importance-weighted bound of digits", xLabel: "k, draws under the logarithm", yLabel: "gain over the ELBO (nats per picture)", xLog: true,
  series: [{ name: "L_k − L_1", x: ks, y: gains.map(({ estimate }) => estimate), errors: gains.map((g) => g.standardError), style: "line+markers" }],
}));
// cell-078
console.log("[cell-078] " + ((Date.now() - __t) / 1000).toFixed(1)); __t = Date.now();
check.that({ claim: "The bound rises with k", holds: gains.every(({ estimate }, i) => i === 0 || estimate > gains[i - 1].estimate),
  detail: `${gains.map(({ estimate }) => estimate.toFixed(2)).join(" < ")} nats over the ELBO` });
const [first, last] = [iwae[0], iwae[6]].map((values) => metrics.likelihoodOf(values, { kind: "iwae", k: 1, dequantisation: "none (discrete)", dims: 784,
  unit: "bits per dim" }).value);
markdown(`In bits per pixel: ${first.toFixed(4)} with one draw, ${last.toFixed(4)} with 64. It still rises, so the truth is better than either figure, ` +
  `by an amount that nobody knows: a likelihood without its k says little.`);
// cell-080
console.log("[cell-080] " + ((Date.now() - __t) / 1000).toFixed(1)); __t = Date.now();
const { model: ddpm, card: ddpmCard } = await loadDdpm(checkpoint("ddpm-mnist"));
const bits = (m: Readonly<Record<string, number>>) => `${m.bitsPerDim} ± ${m.bitsPerDimError}`;
table([
  { "": "encoder q", VAE: "learned, one evaluation", diffusion: "fixed: noise, nothing to learn" },
  { "": "latent variables", VAE: `${digitVae.latentDim} numbers`, diffusion: `${ddpm.process.T} noisy pictures of 784` },
  { "": "decoder", VAE: "learned, one evaluation", diffusion: "learned, one evaluation a step" },
  { "": "loss", VAE: "the bound, both terms", diffusion: "the bound, terms reweighted" },
  { "": "weights", VAE: card.parameters.toLocaleString("en"), diffusion: ddpmCard.parameters.toLocaleString("en") },
  { "": "bound (bits per pixel)", VAE: bits(card.metrics!), diffusion: bits(ddpmCard.metrics!) },
  { "": "FID of 10,000 samples", VAE: `${card.metrics!.fidOfMeans} (means), ${card.metrics!.fid} (drawn)`, diffusion: `${ddpmCard.metrics!.fid}` },
], { title: "Two models of MNIST" });
// cell-081
console.log("[cell-081] " + ((Date.now() - __t) / 1000).toFixed(1)); __t = Date.now();
check.that({
  claim: "The cards: diffusion has the better FID, the VAE needs one evaluation",
  holds: ddpmCard.metrics!.fid < Math.min(card.metrics!.fid, card.metrics!.fidOfMeans),
  detail: `FID ${ddpmCard.metrics!.fid} with ${ddpmCard.metrics!.fidSteps} evaluations, against ${card.metrics!.fidOfMeans} with 1`,
});
})().catch((e) => { console.error(e); process.exit(1); });
