import type { Rng } from "../../../lib/core";
import * as tf from "../../../lib/core/tf";
import { createLinear, Parameters, type ParameterScope } from "../../../lib/nn";
import type { BenchNetwork } from "./network";

/** The flow of Dinh et al. 2017 on points: affine couplings that take turns at the two halves. */
export interface RealNvpConfig {
  /** An even number. */
  readonly dim: number;
  readonly couplings: number;
  /** Width of the two hidden layers. */
  readonly hidden: number;
}

type Half = tf.Tensor2D;

/** The log-scale and the shift of one half as functions of the other. */
function createCoupling(scope: ParameterScope, { dim, hidden }: RealNvpConfig) {
  const [inFeatures, outFeatures] = [dim / 2, dim];
  const linear1 = createLinear(scope.in("linear1"), { inFeatures, outFeatures: hidden });
  const linear2 = createLinear(scope.in("linear2"), { inFeatures: hidden, outFeatures: hidden });
  const linear3 = createLinear(scope.in("linear3"), { inFeatures: hidden, outFeatures });
  return (kept: Half): { logScale: Half; shift: Half } => {
    const both = linear3(tf.relu(linear2(tf.relu(linear1(kept)))));
    const [raw, shift] = tf.split(both, 2, 1) as [Half, Half];
    return { logScale: tf.tanh(raw), shift };
  };
}

/** Builds the flow with fresh weights from `rng`; its loss is the negative log-likelihood, in nats per pair of axes. */
export function createRealNvp(config: RealNvpConfig, rng: Rng): BenchNetwork {
  const parameters = new Parameters(rng);
  const couplings = Array.from({ length: config.couplings }, (_, i) =>
    createCoupling(parameters.in("couplings").in(String(i)), config),
  );
  const loss = (x: tf.Tensor): tf.Scalar =>
    tf.tidy(() => {
      let [kept, moved] = tf.split(x, 2, 1) as [Half, Half]; // [B,dim/2] each
      const logScales: Half[] = [];
      for (const coupling of couplings) {
        const { logScale, shift } = coupling(kept);
        logScales.push(logScale);
        [kept, moved] = [moved.mul(logScale.exp()).add(shift), kept];
      }
      const energy = kept.square().add(moved.square()).mul(0.5);
      return energy
        .sub(tf.addN(logScales))
        .mean()
        .add(Math.log(2 * Math.PI));
    });
  const inputs = (count: number, key: Rng) => new Map([["x", key.normal([count, config.dim])]]);
  return { parameters, inputs, loss: (x) => loss(x!) };
}
