import { requireShape } from "../core/arguments";
import type { HasElbo } from "../core/model";
import { valuesNow, type NdArray } from "../core/ndarray";
import { requirePixels } from "../core/pixels";
import { keyTensor, type KeyTensor } from "../core/random";
import type { Rng } from "../core/rng";
import * as tf from "../core/tf";
import { requireEvents } from "./bijector";
import type { Dequantiser } from "./dequantiser";
import { createFlow, type Flow, type FlowParts } from "./flow";
import { createRowMap } from "./rowMap";

/**
 * A flow of pictures of whole-number levels in [-1, 1]. `logProb` is the density of dequantised pictures, on the scale of
 * [-1, 1]; `elbo` is the bound of log P of the pictures themselves that dequantisation gives, nats per example; samples are
 * pictures of levels again. Values out of range are refused, but by `logProb`, which training goes through: it does not look
 * at them, and says NaN.
 */
export interface PictureFlow<Config extends object = object> extends Flow<Config>, HasElbo {
  readonly dequantiser: Dequantiser;
  /** Pictures [n,H,W,C] with noise within each level, [n,H,W,C]. */
  dequantise(x: NdArray, rng: Rng): Promise<NdArray>;
  /** `elbo` of pictures [n,H,W,C], in batches. */
  elbos(x: NdArray, rng: Rng): Promise<Float32Array>;
}

/** Rows that are computed at once. */
const BATCH = 256;

/** Builds the model over its parts, which it owns from now on. */
export function createPictureFlow<Config extends object>(
  parts: FlowParts<Config> & { readonly dequantiser: Dequantiser },
): PictureFlow<Config> {
  const { kind, eventShape, dequantiser } = parts;
  const flow = createFlow({ limit: 1, ...parts });
  const bound = (x: tf.Tensor, key: KeyTensor): tf.Tensor1D =>
    tf.tidy(() => {
      const { value, logDensity } = dequantiser.dequantise(x, key);
      return flow.logProb(value).sub(logDensity);
    });
  const maps = {
    dequantise: createRowMap((x, key) => dequantiser.dequantise(x, key as KeyTensor).value, BATCH),
    elbos: createRowMap((x, key) => bound(x, key as KeyTensor), BATCH),
  };
  const keys = (rng: Rng) => (part: number) => [keyTensor(rng.fold(part))];
  const requirePictures = (x: NdArray) => {
    requireShape(kind, "x", x.shape, [-1, ...eventShape]);
    requirePixels(kind, "x", x);
  };
  return {
    ...flow,
    dequantiser,
    elbo(x, rng) {
      requireEvents(kind, "x", x, eventShape);
      const values = valuesNow(x);
      if (values) requirePixels(kind, "x", values);
      return tf.tidy(() => bound(x, keyTensor(rng)));
    },
    async dequantise(x, rng) {
      requirePictures(x);
      return maps.dequantise.run(x, keys(rng));
    },
    async elbos(x, rng) {
      requirePictures(x);
      return (await maps.elbos.run(x, keys(rng))).data;
    },
    dispose() {
      for (const map of Object.values(maps)) map.dispose();
      flow.dispose();
    },
  };
}
