import type * as tf from "../../core/tf";
import { tensorAlgebra } from "../samplers";
import type { Node } from "./timeGrid";

/** Where the ODE is: x, and what the integral of the divergence has come to. */
export interface OdePoint {
  /** [B,...] */
  readonly x: tf.Tensor;
  /** [P,B] */
  readonly change: tf.Tensor;
}

/** The field dx/du and its divergence at a node. */
export type OdeField = (x: tf.Tensor, node: Node) => OdePoint;

export interface OdeRule {
  /** Nodes of one step besides its start: the last is the end. */
  readonly stride: number;
  /** Evaluations of the network in one step. */
  readonly evaluations: number;
  step(field: OdeField, point: OdePoint, nodes: readonly Node[]): OdePoint;
}

/** point + Σ weight · slope, for x and the integral alike. */
function moved(point: OdePoint, slopes: readonly (readonly [number, OdePoint])[]): OdePoint {
  const sum = (part: keyof OdePoint) =>
    tensorAlgebra.combine([
      [1, point[part]],
      ...slopes.map(([weight, slope]) => [weight, slope[part]] as const),
    ]);
  return { x: sum("x"), change: sum("change") };
}

const heun: OdeRule = {
  stride: 1,
  evaluations: 2,
  step(field, point, [start, end]) {
    const h = end!.u - start!.u;
    const first = field(point.x, start!);
    const second = field(moved(point, [[h, first]]).x, end!);
    return moved(point, [
      [h / 2, first],
      [h / 2, second],
    ]);
  },
};

/**
 * The classical Runge-Kutta method, for a middle node that is not quite in the middle: the step runs in v from 0 to 1 with
 * u(v) the parabola through the three nodes, dx/dv = u'(v) dx/du. That is the same ODE in another time, so that the order
 * stays 4.
 */
const rk4: OdeRule = {
  stride: 2,
  evaluations: 4,
  step(field, point, [start, middle, end]) {
    const length = end!.u - start!.u;
    const bend = 4 * (middle!.u - start!.u) - 2 * length; // u'(0) = length + bend, u'(1) = length - bend
    const slope = (x: tf.Tensor, node: Node): OdePoint => field(x, node);
    const k1 = slope(point.x, start!);
    const k2 = slope(moved(point, [[(length + bend) / 2, k1]]).x, middle!);
    const k3 = slope(moved(point, [[length / 2, k2]]).x, middle!);
    const k4 = slope(moved(point, [[length, k3]]).x, end!);
    return moved(point, [
      [(length + bend) / 6, k1],
      [length / 3, k2],
      [length / 3, k3],
      [(length - bend) / 6, k4],
    ]);
  },
};

export type OdeMethodName = "rk4" | "heun";

export const odeRules: Record<OdeMethodName, OdeRule> = { rk4, heun };
