import { type NdArray, seed } from "../../lib/core";
import {
  densityCoverage,
  featureStatistics,
  fid,
  kid,
  kidOfSubsets,
  mmd,
  precisionRecall,
  slicedWasserstein,
} from "../../lib/metrics";
import { sampleMetricContract, type SampleMetric } from "../contracts/sampleMetric";

const rng = seed(11);
const statistics = (features: NdArray) => featureStatistics(features, "cloud");

/** Around a value of 0 for one distribution: FID's bias at these sizes is below 0.1, the others' scatter smaller. */
const distances: SampleMetric[] = [
  {
    name: "fid",
    measure: (x, y) => fid(statistics(x), statistics(y)),
    same: { value: 0.05, within: 0.1 },
    apart: "grows",
    least: 2,
  },
  {
    name: "kid",
    measure: (x, y) => kid(x, y).estimate,
    same: { value: 0, within: 0.1 },
    apart: "grows",
    least: 3,
  },
  {
    name: "kidOfSubsets",
    measure: (x, y) =>
      kidOfSubsets(x, y, { rng, subsets: 2, subsetSize: Math.max(3, y.shape[0]!) }).estimate,
    same: { value: 0, within: 0.1 },
    apart: "grows",
    least: 3,
  },
  {
    name: "mmd",
    measure: (x, y) => mmd(x, y, { bandwidths: [1, 2, 4] }).estimate,
    same: { value: 0, within: 0.05 },
    apart: "grows",
    least: 3,
  },
  {
    name: "slicedWasserstein",
    measure: (x, y) => slicedWasserstein(x, y, { rng, directions: 64 }).estimate,
    same: { value: 0.1, within: 0.2 },
    apart: "grows",
    least: 1,
  },
];

type Pair = [reference: NdArray, samples: NdArray];

/** Near 1 for one distribution; each is a share of some 150 points, or a mean of as many counts over k. */
const shares: SampleMetric[] = [
  {
    name: "precision",
    measure: (...pair: Pair) => precisionRecall(...pair).precision.estimate,
    least: 4,
  },
  {
    name: "recall",
    measure: (...pair: Pair) => precisionRecall(...pair).recall.estimate,
    least: 4,
  },
  {
    name: "density",
    measure: (...pair: Pair) => densityCoverage(...pair).density.estimate,
    least: 1,
  },
  {
    name: "coverage",
    measure: (...pair: Pair) => densityCoverage(...pair).coverage.estimate,
    least: 1,
  },
].map((metric) => ({ ...metric, same: { value: 0.9, within: 0.3 }, apart: "falls" }));

[...distances, ...shares].forEach(sampleMetricContract);
