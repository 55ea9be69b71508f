import type { Examples } from "./examples";
import type { NdArray } from "./ndarray";
import type { Rng } from "./rng";
import type * as tf from "./tf";

/**
 * What every generative model can do. Further abilities are separate interfaces, so that no model carries a method it
 * cannot honour.
 */
export interface GenerativeModel<FitOptions, SampleOptions, History, Card, CardNotes> {
  /** Trains on `data`. */
  fit(data: Examples, options: FitOptions): Promise<History>;
  /** Draws `n` examples, [n, ...event]. */
  sample(n: number, options: SampleOptions): Promise<NdArray>;
  /** Writes what is needed to sample to `file` (.safetensors) and a card beside it. */
  save(file: string, notes?: CardNotes): Promise<Card>;
  /** Frees every tensor that the model owns. */
  dispose(): void;
}

/** An exact log-density: flows, autoregressive models. In nats per example. */
export interface HasLogProb {
  logProb(x: tf.Tensor): tf.Tensor1D;
}

/** A lower bound of the log-density: VAE, diffusion. In nats per example. */
export interface HasElbo {
  elbo(x: tf.Tensor, rng: Rng): tf.Tensor1D;
}
