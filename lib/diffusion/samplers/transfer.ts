import type { Context, Move } from "./stepper";

/**
 * The move along the probability-flow ODE with ε held fixed: x' = (a'/a) x + (s' - s a'/a) ε for x_t = a x_0 + s ε. It is
 * DDIM's step at η = 0 (Song et al. 2021, equation 13), the "transfer part" of PNDM (Liu et al. 2022), and
 * Euler's step in σ = s/a, since d(x/a) = ε dσ.
 * @throws RangeError where a = 0: ε alone then says nothing of x_0.
 */
export function transfer<V>(x: V, epsilon: V, { from, to }: Move, context: Context<V>): V {
  const [here, there] = [context.marginal(from), context.marginal(to)];
  if (here.signal === 0) {
    throw new RangeError(
      `sampler: alphaBar=0 at t=${from}, from where ε alone leads nowhere; start earlier, or use ddim or dpmSolver2M ` +
        "with a network that predicts x0 or v.",
    );
  }
  const ratio = there.signal / here.signal;
  return context.algebra.combine([
    [ratio, x],
    [there.noise - here.noise * ratio, epsilon],
  ]);
}
