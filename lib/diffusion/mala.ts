import { requireInteger, requireShape } from "../core/arguments";
import { compile } from "../core/compile/compile";
import { toNdArray, type NdArray } from "../core/ndarray";
import * as tf from "../core/tf";
import { runLoop } from "../train";
import { requireStepSize, type LangevinOptions } from "./langevin";

export interface MalaResult {
  /** [B,...] */
  readonly x: NdArray;
  /** Share of accepted proposals, over all steps and chains. */
  readonly acceptance: number;
}

/** Sum over all axes but the first. */
const perExample = (x: tf.Tensor): tf.Tensor => x.reshape([x.shape[0]!, -1]).sum(1);

/**
 * Metropolis-adjusted Langevin sampling: the step of `langevin` is a proposal x', accepted with probability
 * min(1, p(x') q(x|x') / (p(x) q(x'|x))), q(x'|x) = N(x + (h/2) ∇ log p(x), h I), so that p itself is stationary, whatever
 * the step size; Roberts & Tweedie 1996. It needs log p, which a score alone does not give.
 * @param logDensity log p of x [B,...], up to a constant, as tensors: [B]; differentiated here.
 * @param start [B,...], B independent chains
 * @throws RangeError for options out of range or a density of another shape.
 */
export async function mala(
  logDensity: (x: tf.Tensor) => tf.Tensor,
  start: NdArray,
  { stepSize, steps, rng, visit, signal, onProgress }: LangevinOptions,
): Promise<MalaResult> {
  requireInteger("mala", "steps", steps, 1);
  requireStepSize("mala", stepSize);
  if (start.shape.length < 1) throw new RangeError("mala: the start has no axes; pass [B,...].");
  const B = start.shape[0]!;
  const step = createStep(logDensity, B);
  let x: tf.Tensor = tf.tensor(start.data, [...start.shape], "float32");
  let accepted = 0;
  try {
    await visit?.(x, 0);
    await runLoop({
      steps,
      run: async (i) => {
        const [noiseRng, uniformRng] = rng.fold(i).split(2);
        const inputs = [
          tf.scalar(stepSize),
          noiseRng!.normal([...start.shape] as [number]),
          uniformRng!.uniform([B]),
        ];
        try {
          const [next, share] = step.run(x, ...inputs) as [tf.Tensor, tf.Tensor];
          x.dispose();
          x = next;
          accepted += (await share.data())[0]!;
          share.dispose();
        } finally {
          tf.dispose(inputs);
        }
        await visit?.(x, i + 1);
        return {};
      },
      ...(signal && { signal }),
      ...(onProgress && { onProgress }),
    });
  } catch (error) {
    x.dispose();
    throw error;
  } finally {
    step.dispose();
  }
  return { x: await toNdArray(x), acceptance: accepted / steps };
}

/** x, h, noise and uniforms in; the next x and the share of accepted proposals out. */
function createStep(logDensity: (x: tf.Tensor) => tf.Tensor, B: number) {
  let shape: number[] = [];
  const withScore = tf.valueAndGrad((x) => {
    const value = logDensity(x);
    shape = value.shape;
    return shape.join() === `${B}` ? value : perExample(x); // refused below: a throw in here leaks the tape
  });
  return compile((x, h, noise, uniform) => {
    const ones = tf.onesLike(uniform!);
    const here = withScore(x!, ones);
    requireShape("mala", "the log density", shape, [B]);
    const drift = (at: { grad: tf.Tensor }) => at.grad.mul(h!.div(2));
    const move = drift(here).add(noise!.mul(h!.sqrt()));
    const proposal = x!.add(move);
    const there = withScore(proposal, ones);
    const back = perExample(move.neg().sub(drift(there)).square()); // |x - x' - (h/2) score(x')|²
    const forth = perExample(noise!.square()).mul(h!);
    const logRatio = there.value.sub(here.value).sub(back.sub(forth).div(h!.mul(2)));
    const accept = uniform!.log().less(logRatio).toFloat(); // log 0 = -∞ accepts
    const mask = accept.reshape([B, ...x!.shape.slice(1).map(() => 1)]);
    return [x!.add(move.mul(mask)), accept.mean()];
  });
}
