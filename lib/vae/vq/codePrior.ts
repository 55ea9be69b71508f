import * as tf from "../../core/tf";
import type { Rng } from "../../core/rng";
import type { ParameterScope } from "../../nn";

/**
 * p(codes): each position by itself, with the shares of the codes that training saw there. A stand-in for the autoregressive
 * prior of van den Oord et al. 2017, section 3.3: a probability of codes, but one that knows nothing of neighbours.
 */
export interface CodePrior {
  /** log p of codes [B,P], nats, [B]. */
  logProb(codes: tf.Tensor2D): tf.Tensor1D;
  /** Codes of `n` draws, [n·P], position by position. */
  sample(n: number, rng: Rng): Promise<Int32Array>;
  /** Lets the shares follow the codes [B,P] of a batch. */
  follow(codes: tf.Tensor2D): void;
}

/** Part of every position's probability that is spread evenly, so that no code has none. */
const EVEN = 1e-3;

export function createCodePrior(
  scope: ParameterScope,
  { positions: P, codes: K, decay }: { positions: number; codes: number; decay: number },
): CodePrior {
  const shares = scope.createBuffer("shares", [P, K], (shape) => tf.fill([...shape], 1 / K));
  const probabilities = (): tf.Tensor2D =>
    tf.tidy(() => {
      const total = shares.sum(1, true); // 1, but for half precision in files
      return shares
        .div(total)
        .mul(1 - EVEN)
        .add(EVEN / K) as tf.Tensor2D;
    });
  const chosen = (codes: tf.Tensor2D) => tf.oneHot(codes, K).toFloat(); // [B,P,K]
  return {
    logProb: (codes) =>
      tf.tidy(() =>
        chosen(codes).mul(probabilities().log().expandDims(0)).sum<tf.Tensor1D>([1, 2]),
      ),
    async sample(n, rng) {
      const table = probabilities();
      const p = await table.data<"float32">();
      table.dispose();
      const u = rng.uniformArray(n * P);
      return Int32Array.from(u, (level, i) => {
        const row = p.subarray((i % P) * K, ((i % P) + 1) * K);
        let [code, sum] = [0, row[0]!];
        while (code < K - 1 && level >= sum) sum += row[++code]!;
        return code;
      });
    },
    follow: (codes) =>
      tf.tidy(() => {
        const seen = chosen(codes).mean(0);
        shares.assign(shares.mul(decay).add(seen.mul(1 - decay)));
      }),
  };
}
