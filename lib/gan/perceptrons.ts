import { requireInteger, requireShape } from "../core/arguments";
import * as tf from "../core/tf";
import { createLinear, leakyRelu, type ParameterScope } from "../nn";
import { createLabelInput, createProjection, requireClasses } from "./classes";
import type { Networks, NetworkScopes, NetworkSizes } from "./network";

/** Two perceptrons for points, in one typed config. */
export interface PerceptronConfig {
  /** Numbers in a point: 2 for the plane. */
  readonly dim: number;
  /** Width of every hidden layer. @default 128 */
  readonly width?: number;
  /** Hidden layers of each network. @default 2 */
  readonly depth?: number;
  /** Width of the discriminator's hidden layers. @default width */
  readonly discriminatorWidth?: number;
}

/** @throws RangeError for sizes that are none. */
export function perceptronDefaults(config: PerceptronConfig): Required<PerceptronConfig> {
  const { dim, width = 128, depth = 2, discriminatorWidth = width } = config;
  const full = { dim, width, depth, discriminatorWidth };
  for (const [name, size] of Object.entries(full)) requireInteger("perceptrons", name, size, 1);
  return full;
}

/** `depth` linear layers of one width, each followed by the activation: [B,inFeatures] → [B,width]. */
function createHidden(
  scope: ParameterScope,
  { inFeatures, width, depth }: { inFeatures: number; width: number; depth: number },
  activate: (x: tf.Tensor2D) => tf.Tensor2D,
): (x: tf.Tensor2D) => tf.Tensor2D {
  const layers = Array.from({ length: depth }, (_, i) =>
    createLinear(scope.in(`hidden${i}`), {
      inFeatures: i === 0 ? inFeatures : width,
      outFeatures: width,
    }),
  );
  return (x) => layers.reduce((h, layer) => activate(layer(h)), x);
}

/** Generator z → ReLU layers → point; discriminator point → leaky ReLU layers → logit. */
export function createPerceptrons(
  config: PerceptronConfig,
  { generator, discriminator }: NetworkScopes,
  { latentDim, classes }: NetworkSizes,
): Networks {
  const { dim, width, depth, discriminatorWidth: F } = perceptronDefaults(config);
  const label = createLabelInput(generator.in("label"), { classes, labelDim: latentDim });
  const inFeatures = classes > 0 ? 2 * latentDim : latentDim;
  const up = createHidden(generator, { inFeatures, width, depth }, tf.relu);
  const point = createLinear(generator.in("out"), { inFeatures: width, outFeatures: dim });
  const down = createHidden(discriminator, { inFeatures: dim, width: F, depth }, leakyRelu);
  const logit = createLinear(discriminator.in("out"), { inFeatures: F, outFeatures: 1 });
  const projection =
    classes > 0 ? createProjection(discriminator.in("label"), { classes, features: F }) : undefined;

  return {
    generate(z, oneHot) {
      requireShape("perceptrons", "z", z.shape, [-1, latentDim]);
      requireClasses("perceptrons", oneHot, { classes, count: z.shape[0] });
      return tf.tidy(() => point(up(label(z, oneHot))));
    },
    discriminate(x, oneHot) {
      requireShape("perceptrons", "x", x.shape, [-1, dim]);
      requireClasses("perceptrons", oneHot, { classes, count: x.shape[0]! });
      return tf.tidy(() => {
        const h = down(x as tf.Tensor2D);
        const plain = logit(h).reshape<tf.Tensor1D>([-1]);
        return projection ? plain.add<tf.Tensor1D>(projection(h, oneHot!)) : plain;
      });
    },
  };
}
