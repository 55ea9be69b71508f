/**
 * Inception-v3 (Szegedy et al. 2016, "Rethinking the Inception Architecture", section 6) as data: the network of
 * 2015-12-05 that the FID is defined by. Names are those of the published PyTorch ports of its weights.
 */

/** A convolution without bias, then batch norm, then ReLU. */
export interface ConvLayer {
  readonly kind: "conv";
  readonly name: string;
  readonly inChannels: number;
  readonly outChannels: number;
  /** Height and width. */
  readonly kernel: readonly [number, number];
  readonly stride: number;
  readonly padding: "same" | "valid";
}

/** A 3 x 3 pooling; what is outside the picture counts neither in the mean nor in the maximum. */
export interface PoolLayer {
  readonly kind: "averagePool" | "maxPool";
  readonly stride: number;
  readonly padding: "same" | "valid";
}

/** Chains that all read the same input and whose outputs are joined along the channels. */
export interface BranchLayer {
  readonly kind: "branches";
  readonly branches: readonly (readonly Layer[])[];
}

export type Layer = ConvLayer | PoolLayer | BranchLayer;

/** One block of the network by the name its weights begin with. */
export interface Block {
  readonly name: string;
  readonly layers: readonly Layer[];
}

type Kernel = number | readonly [number, number];

const conv = (
  name: string,
  inChannels: number,
  outChannels: number,
  kernel: Kernel = 1,
  stride = 1,
  padding: "same" | "valid" = stride === 1 ? "same" : "valid",
): ConvLayer => ({
  kind: "conv",
  name,
  inChannels,
  outChannels,
  kernel: typeof kernel === "number" ? [kernel, kernel] : kernel,
  stride,
  padding,
});

const averagePool: PoolLayer = { kind: "averagePool", stride: 1, padding: "same" };
const maxPool: PoolLayer = { kind: "maxPool", stride: 1, padding: "same" };
const halvingPool: PoolLayer = { kind: "maxPool", stride: 2, padding: "valid" };

const block = (name: string, ...branches: readonly (readonly Layer[])[]): Block => ({
  name,
  layers: [{ kind: "branches", branches }],
});

/** 35 x 35, inChannels → 224 + poolChannels. */
export function inceptionA(name: string, inChannels: number, poolChannels: number): Block {
  return block(
    name,
    [conv(`${name}.branch1x1`, inChannels, 64)],
    [conv(`${name}.branch5x5_1`, inChannels, 48), conv(`${name}.branch5x5_2`, 48, 64, 5)],
    [
      conv(`${name}.branch3x3dbl_1`, inChannels, 64),
      conv(`${name}.branch3x3dbl_2`, 64, 96, 3),
      conv(`${name}.branch3x3dbl_3`, 96, 96, 3),
    ],
    [averagePool, conv(`${name}.branch_pool`, inChannels, poolChannels)],
  );
}

/** 35 x 35 → 17 x 17, inChannels → 480 + inChannels. */
export function inceptionB(name: string, inChannels: number): Block {
  return block(
    name,
    [conv(`${name}.branch3x3`, inChannels, 384, 3, 2)],
    [
      conv(`${name}.branch3x3dbl_1`, inChannels, 64),
      conv(`${name}.branch3x3dbl_2`, 64, 96, 3),
      conv(`${name}.branch3x3dbl_3`, 96, 96, 3, 2),
    ],
    [halvingPool],
  );
}

/** 17 x 17, inChannels → 768; convolutions of 7 x 7 as rows and columns of `width` channels. */
export function inceptionC(name: string, inChannels: number, width: number): Block {
  const [row, column] = [[1, 7] as const, [7, 1] as const];
  return block(
    name,
    [conv(`${name}.branch1x1`, inChannels, 192)],
    [
      conv(`${name}.branch7x7_1`, inChannels, width),
      conv(`${name}.branch7x7_2`, width, width, row),
      conv(`${name}.branch7x7_3`, width, 192, column),
    ],
    [
      conv(`${name}.branch7x7dbl_1`, inChannels, width),
      conv(`${name}.branch7x7dbl_2`, width, width, column),
      conv(`${name}.branch7x7dbl_3`, width, width, row),
      conv(`${name}.branch7x7dbl_4`, width, width, column),
      conv(`${name}.branch7x7dbl_5`, width, 192, row),
    ],
    [averagePool, conv(`${name}.branch_pool`, inChannels, 192)],
  );
}

/** 17 x 17 → 8 x 8, inChannels → 512 + inChannels. */
export function inceptionD(name: string, inChannels: number): Block {
  return block(
    name,
    [conv(`${name}.branch3x3_1`, inChannels, 192), conv(`${name}.branch3x3_2`, 192, 320, 3, 2)],
    [
      conv(`${name}.branch7x7x3_1`, inChannels, 192),
      conv(`${name}.branch7x7x3_2`, 192, 192, [1, 7]),
      conv(`${name}.branch7x7x3_3`, 192, 192, [7, 1]),
      conv(`${name}.branch7x7x3_4`, 192, 192, 3, 2),
    ],
    [halvingPool],
  );
}

/**
 * 8 x 8, inChannels → 2048. The paper's network averages in the pooling branch; the network of 2015-12-05 does so in its
 * first block of this kind and takes the maximum in the second.
 */
export function inceptionE(name: string, inChannels: number, pool: "average" | "max"): Block {
  const rowAndColumn = (prefix: string): Layer => ({
    kind: "branches",
    branches: [[conv(`${prefix}a`, 384, 384, [1, 3])], [conv(`${prefix}b`, 384, 384, [3, 1])]],
  });
  return block(
    name,
    [conv(`${name}.branch1x1`, inChannels, 320)],
    [conv(`${name}.branch3x3_1`, inChannels, 384), rowAndColumn(`${name}.branch3x3_2`)],
    [
      conv(`${name}.branch3x3dbl_1`, inChannels, 448),
      conv(`${name}.branch3x3dbl_2`, 448, 384, 3),
      rowAndColumn(`${name}.branch3x3dbl_3`),
    ],
    [pool === "average" ? averagePool : maxPool, conv(`${name}.branch_pool`, inChannels, 192)],
  );
}

/** The whole network up to its last pooling: [B,299,299,3] → [B,8,8,2048]. */
export const INCEPTION_BLOCKS: readonly Block[] = [
  {
    name: "stem", // 299 → 149 → 147 → 147 → 73 → 73 → 71 → 35 pixels a side
    layers: [
      conv("Conv2d_1a_3x3", 3, 32, 3, 2),
      conv("Conv2d_2a_3x3", 32, 32, 3, 1, "valid"),
      conv("Conv2d_2b_3x3", 32, 64, 3),
      halvingPool,
      conv("Conv2d_3b_1x1", 64, 80),
      conv("Conv2d_4a_3x3", 80, 192, 3, 1, "valid"),
      halvingPool,
    ],
  },
  inceptionA("Mixed_5b", 192, 32),
  inceptionA("Mixed_5c", 256, 64),
  inceptionA("Mixed_5d", 288, 64),
  inceptionB("Mixed_6a", 288),
  inceptionC("Mixed_6b", 768, 128),
  inceptionC("Mixed_6c", 768, 160),
  inceptionC("Mixed_6d", 768, 160),
  inceptionC("Mixed_6e", 768, 192),
  inceptionD("Mixed_7a", 768),
  inceptionE("Mixed_7b", 1280, "average"),
  inceptionE("Mixed_7c", 2048, "max"),
];

/** Side of the square pictures that the network takes. */
export const INCEPTION_SIDE = 299;
export const INCEPTION_FEATURES = 2048;
/** ImageNet's 1000 classes and 8 that are not used. */
export const INCEPTION_CLASSES = 1008;

/** Every convolution among some layers, in order. */
export function convolutionsOf(layers: readonly Layer[]): ConvLayer[] {
  return layers.flatMap((layer) => {
    if (layer.kind === "conv") return [layer];
    return layer.kind === "branches" ? layer.branches.flatMap(convolutionsOf) : [];
  });
}
