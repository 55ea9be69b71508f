/* eslint-disable max-lines -- one table, a line or two per operation */
import * as tf from "../../../lib/core/tf";
import {
  booleans,
  fixed,
  integers,
  normal,
  positive,
  separated,
  uniform,
  type Input,
} from "./inputs";

type Backend = "native" | "wasm" | "cpu" | "webgpu";

/** An operation with fixed arguments. */
export interface OperationCase {
  readonly name: string;
  readonly inputs: readonly Input[];
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- each case knows the rank of its own inputs
  readonly f: (...inputs: any[]) => tf.Tensor;
  /** Back ends where the operation itself is an error, and what it says. */
  readonly missing?: Partial<Record<Backend, RegExp>>;
  /** What the first, or the second, gradient says where it is refused. */
  readonly refused?: { readonly order: 1 | 2; readonly message: RegExp };
}

type Options = Pick<OperationCase, "missing" | "refused">;
type T = tf.Tensor;
type T2 = tf.Tensor2D;
type T3 = tf.Tensor3D;
type T4 = tf.Tensor4D;

const cases: OperationCase[] = [];
const add = (name: string, inputs: Input[], f: OperationCase["f"], options: Options = {}): void =>
  void cases.push({ name, inputs, f, ...options });

const refused = (order: 1 | 2, kernel: string): Options => ({
  refused: {
    order,
    message: new RegExp(`^gradient: ${kernel} cannot be differentiated here; .{12,}\\.$`),
  },
});
const noKernel = (...backends: Backend[]): Options => ({
  missing: Object.fromEntries(
    backends.map((backend) => [backend, /not registered|not yet|Cannot/]),
  ),
});

// Convolution and pooling
add("conv2d same", [normal(2, 7, 7, 3), normal(3, 3, 3, 4)], (x: T4, w: T4) =>
  tf.conv2d(x, w, 1, "same"),
);
add("conv2d stride 2 same", [normal(2, 8, 8, 3), normal(3, 3, 3, 4)], (x: T4, w: T4) =>
  tf.conv2d(x, w, 2, "same"),
);
add("conv2d stride 2 same, odd", [normal(1, 7, 5, 2), normal(3, 3, 2, 3)], (x: T4, w: T4) =>
  tf.conv2d(x, w, 2, "same"),
);
add("conv2d valid", [normal(1, 6, 5, 2), normal(3, 2, 2, 3)], (x: T4, w: T4) =>
  tf.conv2d(x, w, 1, "valid"),
);
add("conv2d stride 2 valid", [normal(1, 8, 6, 2), normal(3, 3, 2, 3)], (x: T4, w: T4) =>
  tf.conv2d(x, w, 2, "valid"),
);
add("conv2d 4x4 stride 2 same", [normal(1, 8, 8, 2), normal(4, 4, 2, 3)], (x: T4, w: T4) =>
  tf.conv2d(x, w, 2, "same"),
);
add("conv2d 1x1", [normal(2, 5, 5, 3), normal(1, 1, 3, 6)], (x: T4, w: T4) =>
  tf.conv2d(x, w, 1, "same"),
);
add("conv2d 1x1 stride 2", [normal(1, 6, 6, 3), normal(1, 1, 3, 4)], (x: T4, w: T4) =>
  tf.conv2d(x, w, 2, "same"),
);
add(
  "conv2d dilated",
  [normal(1, 9, 9, 2), normal(3, 3, 2, 3)],
  (x: T4, w: T4) => tf.conv2d(x, w, 1, "valid", "NHWC", 2),
  { refused: { order: 1, message: /^conv2d: no gradient for dilations \[2\]; use dilation 1/ } },
);
add("conv1d", [normal(2, 9, 3), normal(3, 3, 4)], (x: T3, w: T3) => tf.conv1d(x, w, 1, "same"));
add(
  "conv3d",
  [normal(1, 4, 4, 4, 2), normal(2, 2, 2, 2, 3)],
  (x: tf.Tensor5D, w: tf.Tensor5D) => tf.conv3d(x, w, 1, "same"),
  refused(2, "Conv3DBackprop(Input|Filter)V2"),
);
add(
  "depthwiseConv2d",
  [normal(2, 6, 6, 3), normal(3, 3, 3, 2)],
  (x: T4, w: T4) => tf.depthwiseConv2d(x, w, 1, "same"),
  refused(2, "DepthwiseConv2dNativeBackprop(Input|Filter)"),
);
add(
  "depthwiseConv2d stride 2",
  [normal(1, 6, 6, 2), normal(3, 3, 2, 1)],
  (x: T4, w: T4) => tf.depthwiseConv2d(x, w, 2, "same"),
  refused(2, "DepthwiseConv2dNativeBackprop(Input|Filter)"),
);
add(
  "separableConv2d",
  [normal(2, 6, 6, 3), normal(3, 3, 3, 1), normal(1, 1, 3, 4)],
  (x: T4, d: T4, p: T4) => tf.separableConv2d(x, d, p, 1, "same"),
  refused(2, "DepthwiseConv2dNativeBackprop(Input|Filter)"),
);
add("conv2dTranspose stride 2", [normal(2, 4, 4, 3), normal(4, 4, 5, 3)], (x: T4, w: T4) =>
  tf.conv2dTranspose(x, w, [2, 8, 8, 5], 2, "same"),
);
add("conv2dTranspose stride 1", [normal(1, 4, 4, 3), normal(3, 3, 2, 3)], (x: T4, w: T4) =>
  tf.conv2dTranspose(x, w, [1, 4, 4, 2], 1, "same"),
);
add("avgPool", [normal(2, 6, 6, 3)], (x: T4) => tf.avgPool(x, 2, 2, "same"));
add("avgPool, squared", [normal(1, 6, 6, 2)], (x: T4) => tf.avgPool(x, 2, 2, "valid").square());
add(
  "maxPool",
  [separated(2, 6, 6, 2)],
  (x: T4) => tf.maxPool(x, 2, 2, "same").square(),
  refused(2, "MaxPoolGrad"),
);

// Normalisation
add("batchNorm", [normal(4, 3, 3, 5), normal(5), normal(5)], (x: T4, g: T, b: T) => {
  const { mean, variance } = tf.moments(x, [0, 1, 2]);
  return tf.batchNorm(
    x,
    mean as tf.Tensor1D,
    variance as tf.Tensor1D,
    b as never,
    g as never,
    1e-5,
  );
});
add("layer norm by moments", [normal(4, 6, 8), normal(8), normal(8)], (x: T, g: T, b: T) => {
  const { mean, variance } = tf.moments(x, [2], true);
  return x.sub(mean).mul(variance.add(1e-5).rsqrt()).mul(g).add(b);
});
add("group norm by moments", [normal(2, 4, 4, 8), normal(8), normal(8)], (x: T, g: T, b: T) => {
  const y = x.reshape([2, 4, 4, 2, 4]);
  const { mean, variance } = tf.moments(y, [1, 2, 4], true);
  const normed = y.sub(mean).mul(variance.add(1e-5).rsqrt());
  return normed.reshape([2, 4, 4, 8]).mul(g).add(b);
});
add(
  "localResponseNormalization",
  [normal(1, 4, 4, 6)],
  (x: T4) => tf.localResponseNormalization(x),
  refused(2, "LRNGrad"),
);

// Products
add("matMul", [normal(3, 5), normal(5, 4)], (a: T2, b: T2) => tf.matMul(a, b));
add("matMul Aᵀ B", [normal(5, 3), normal(5, 4)], (a: T2, b: T2) => tf.matMul(a, b, true, false));
add("matMul A Bᵀ", [normal(3, 5), normal(4, 5)], (a: T2, b: T2) => tf.matMul(a, b, false, true));
add("matMul Aᵀ Bᵀ", [normal(5, 3), normal(4, 5)], (a: T2, b: T2) => tf.matMul(a, b, true, true));
add("matMul batched A Bᵀ", [normal(2, 3, 4, 5), normal(2, 3, 6, 5)], (a: T, b: T) =>
  tf.matMul(a, b, false, true),
);
add("matMul batched Aᵀ B", [normal(2, 5, 4), normal(2, 5, 3)], (a: T, b: T) =>
  tf.matMul(a, b, true, false),
);
add("matMul, B repeated", [normal(4, 3, 5), normal(5, 6)], (a: T, b: T) => tf.matMul(a, b));
add("matMul, A repeated", [normal(3, 5), normal(4, 5, 6)], (a: T, b: T) => tf.matMul(a, b));
add("matMul, batch of one repeated", [normal(1, 3, 5), normal(4, 5, 2)], (a: T, b: T) =>
  tf.matMul(a, b),
);
add("dot", [normal(5), normal(5)], (a: T, b: T) => tf.dot(a, b));
add("outerProduct", [normal(4), normal(5)], (a: tf.Tensor1D, b: tf.Tensor1D) =>
  tf.outerProduct(a, b),
);
add("einsum bhqd,bhkd->bhqk", [normal(2, 2, 3, 4), normal(2, 2, 5, 4)], (a: T, b: T) =>
  tf.einsum("bhqd,bhkd->bhqk", a, b),
);
add("einsum ij,jk->ik", [normal(3, 4), normal(4, 5)], (a: T, b: T) => tf.einsum("ij,jk->ik", a, b));
add("einsum ij,jk->ki", [normal(3, 4), normal(4, 5)], (a: T, b: T) => tf.einsum("ij,jk->ki", a, b));
add("einsum ijk,kl->lj", [normal(2, 3, 4), normal(4, 5)], (a: T, b: T) =>
  tf.einsum("ijk,kl->lj", a, b),
);
add("einsum ij->i", [normal(3, 4)], (a: T) => tf.einsum("ij->i", a.square()));
add("einsum bij,bj->bi", [normal(2, 3, 4), normal(2, 4)], (a: T, b: T) =>
  tf.einsum("bij,bj->bi", a, b),
);

// Softmax and losses
add("softmax", [normal(4, 6)], (x: T) => tf.softmax(x));
add("logSoftmax", [normal(4, 6)], (x: T) => tf.logSoftmax(x));
add("logSumExp", [normal(4, 6)], (x: T) => tf.logSumExp(x, 1));
add("softmax, composed", [normal(4, 6)], (x: T) => tf.softmax(x.square()).mul(x).square());
add("logSoftmax, composed", [normal(4, 6)], (x: T) => tf.logSoftmax(x.square()).square());
add("sigmoidCrossEntropy", [normal(4, 3)], (x: T) =>
  tf.losses.sigmoidCrossEntropy(tf.ones([4, 3]), x),
);
add(
  "softmaxCrossEntropy",
  [normal(4, 3)],
  (x: T) => tf.losses.softmaxCrossEntropy(tf.oneHot(tf.tensor1d([0, 1, 2, 1], "int32"), 3), x),
  { refused: { order: 2, message: /^gradient: .* keeps an intermediate result for its gradient/ } },
);

// Indexing
add("gather rows", [normal(7, 4), integers(7, 5)], (w: T, i: tf.Tensor1D) => tf.gather(w, i));
add("gather rows, squared", [normal(7, 4), integers(7, 5)], (w: T, i: tf.Tensor1D) =>
  tf.gather(w, i).square(),
);
add("gather along axis 1", [normal(3, 7, 2), integers(7, 4)], (w: T, i: tf.Tensor1D) =>
  tf.gather(w, i, 1),
);
add("gatherND", [fixed(normal(4, 5)), integers(4, 3, 2)], (w: T, i: T) => tf.gatherND(w, i));
add("scatterND", [fixed(normal(3))], (x: T) =>
  tf.scatterND(tf.tensor2d([[0], [2], [4]], [3, 1], "int32"), x, [6]),
);
add("tensorScatterUpdate", [fixed(normal(6))], (x: T) =>
  tf.tensorScatterUpdate(x, tf.tensor2d([[1], [2]], [2, 1], "int32"), tf.tensor1d([5, 6])),
);
add("unsortedSegmentSum", [normal(6, 2)], (x: T) =>
  tf.unsortedSegmentSum(x, tf.tensor1d([0, 1, 0, 2, 1, 0], "int32"), 3).square(),
);
add("oneHot", [integers(5, 6)], (i: T) => tf.oneHot(i, 5).cast("float32"));
add("topk", [separated(3, 6)], (x: T) => tf.topk(x, 2).values, refused(1, "TopK"));
add("topk indices", [fixed(separated(3, 6))], (x: T) => tf.topk(x, 2).indices.cast("float32"));
add("argMax", [fixed(separated(3, 6))], (x: T) => tf.argMax(x, 1).cast("float32"));

// Shape
add("concat", [normal(2, 3), normal(2, 4)], (a: T2, b: T2) => tf.concat([a, b], 1).square());
add("split", [normal(2, 3, 6)], (x: T) => {
  const [a, b, c] = tf.split(x, [1, 2, 3], 2) as [T, T, T];
  return tf.concat([c.mul(2), a.mul(a), b], 2);
});
add("stack and unstack", [normal(3, 4)], (x: T) => tf.stack(tf.unstack(x).reverse(), 1).square());
add("slice", [normal(5, 6)], (x: T) => tf.slice(x, [1, 2], [3, 3]).square());
add("stridedSlice", [normal(5, 6)], (x: T) => tf.stridedSlice(x, [0, 0], [5, 6], [2, 2]).square());
add("stridedSlice from inside", [normal(7, 6)], (x: T) =>
  tf.stridedSlice(x, [1, 2], [6, 5], [3, 1]).square(),
);
add("stridedSlice backwards", [normal(7, 4)], (x: T) =>
  tf.stridedSlice(x, [6, 0], [0, 4], [-2, 1]).square(),
);
add("stridedSlice with masks", [normal(7, 4)], (x: T) =>
  tf.stridedSlice(x, [3, 1], [5, 2], [1, 1], 1, 1, 0, 0, 2).square(),
);
add("pad", [normal(2, 3, 3, 2)], (x: T4) =>
  tf
    .pad(x, [
      [0, 0],
      [1, 2],
      [2, 1],
      [0, 0],
    ])
    .square(),
);
for (const mode of ["reflect", "symmetric"] as const) {
  add(`mirrorPad ${mode}`, [normal(1, 4, 4, 2)], (x: T4) =>
    tf
      .mirrorPad(
        x,
        [
          [0, 0],
          [1, 2],
          [3, 1],
          [0, 0],
        ],
        mode,
      )
      .square(),
  );
}
add("tile", [normal(2, 3)], (x: T) => tf.tile(x, [2, 3]).square());
add("broadcastTo", [normal(1, 3)], (x: T) => tf.broadcastTo(x, [4, 3]).square());
add("reverse", [normal(4, 3)], (x: T) => tf.reverse(x, 0).square());
add("transpose", [normal(2, 3, 4, 5)], (x: T) => tf.transpose(x, [0, 2, 1, 3]).square());
add("transpose, six axes", [normal(2, 2, 3, 2, 3, 2)], (x: T) =>
  tf.transpose(x, [0, 1, 3, 2, 4, 5]).square(),
);
add("reshape, expandDims, squeeze", [normal(4, 3)], (x: T) =>
  tf.squeeze(tf.expandDims(tf.reshape(x, [3, 4]), 1)).square(),
);
add("depthToSpace", [normal(1, 2, 2, 8)], (x: T4) => tf.depthToSpace(x, 2).square());
add("space to depth by reshape", [normal(2, 4, 4, 3)], (x: T) =>
  x.reshape([2, 2, 2, 2, 2, 3]).transpose([0, 1, 3, 2, 4, 5]).reshape([2, 2, 2, 12]).square(),
);
add("spaceToBatchND", [normal(1, 4, 4, 2)], (x: T) =>
  tf
    .spaceToBatchND(
      x,
      [2, 2],
      [
        [0, 0],
        [0, 0],
      ],
    )
    .square(),
);
add("batchToSpaceND", [normal(4, 2, 2, 2)], (x: T) =>
  tf
    .batchToSpaceND(
      x,
      [2, 2],
      [
        [0, 0],
        [0, 0],
      ],
    )
    .square(),
);
add("cumsum", [normal(3, 5)], (x: T) => tf.cumsum(x, 1).square());
add("cumsum, exclusive, from behind", [normal(3, 5)], (x: T) =>
  tf.cumsum(x, 1, true, true).square(),
);
add("cumprod", [positive(3, 5)], (x: T) => tf.cumprod(x, 1));
add("cumprod along axis 0", [normal(4, 2)], (x: T) => tf.cumprod(x, 0));
add("cumprod, exclusive, from behind", [normal(3, 5)], (x: T) => tf.cumprod(x, 1, true, true));
add("cumprod with a zero", [normal(3, 4)], (x: T) =>
  tf.cumprod(
    x.mul(tf.tensor2d([[1, 0, 1, 1]], [1, 4])).add(tf.tensor2d([[0, 0, 1, 0]], [1, 4])),
    1,
  ),
);

// Resizing
add("resizeNearestNeighbor up", [normal(2, 3, 3, 2)], (x: T4) =>
  tf.image.resizeNearestNeighbor(x, [6, 6]).square(),
);
add("resizeNearestNeighbor down", [normal(1, 6, 5, 2)], (x: T4) =>
  tf.image.resizeNearestNeighbor(x, [4, 3]).square(),
);
add("resizeNearestNeighbor, half-pixel", [normal(1, 4, 3, 2)], (x: T4) =>
  tf.image.resizeNearestNeighbor(x, [6, 7], false, true).square(),
);
add("resizeNearestNeighbor, aligned", [normal(1, 4, 3, 1)], (x: T4) =>
  tf.image.resizeNearestNeighbor(x, [6, 7], true).square(),
);
add("resizeBilinear up", [normal(2, 3, 3, 2)], (x: T4) =>
  tf.image.resizeBilinear(x, [6, 6]).square(),
);
add("resizeBilinear, half-pixel", [normal(2, 4, 4, 2)], (x: T4) =>
  tf.image.resizeBilinear(x, [7, 7], false, true).square(),
);
add("resizeBilinear down, aligned", [normal(2, 6, 6, 2)], (x: T4) =>
  tf.image.resizeBilinear(x, [3, 4], true).square(),
);

// Element by element
const smooth: Record<string, (x: T) => T> = {
  erf: (x) => tf.erf(x),
  "gelu by erf": (x) => x.mul(0.5).mul(tf.erf(x.mul(Math.SQRT1_2)).add(1)),
  softplus: (x) => tf.softplus(x),
  sigmoid: (x) => tf.sigmoid(x),
  "sigmoid, composed": (x) => tf.sigmoid(x.square()).square(),
  logSigmoid: (x) => tf.logSigmoid(x),
  tanh: (x) => tf.tanh(x),
  "tanh, composed": (x) => tf.tanh(x.square()).square(),
  silu: (x) => x.mul(tf.sigmoid(x)),
  exp: (x) => tf.exp(x),
  "exp, composed": (x) => tf.exp(x.sin()).square(),
  expm1: (x) => tf.expm1(x),
  sin: (x) => tf.sin(x),
  cos: (x) => tf.cos(x),
  atan: (x) => tf.atan(x),
  sinh: (x) => tf.sinh(x),
  cosh: (x) => tf.cosh(x),
  square: (x) => tf.square(x),
  neg: (x) => tf.neg(x).square(),
  "pow 3": (x) => tf.pow(x, 3),
};
for (const [name, f] of Object.entries(smooth)) add(name, [normal(10)], f);

const onPositive: Record<string, (x: T) => T> = {
  log: (x) => tf.log(x),
  log1p: (x) => tf.log1p(x),
  sqrt: (x) => tf.sqrt(x),
  rsqrt: (x) => tf.rsqrt(x),
  reciprocal: (x) => tf.reciprocal(x),
  "1/x": (x) => tf.div(1, x),
};
for (const [name, f] of Object.entries(onPositive)) add(name, [positive(10)], f);

const kinked: Record<string, (x: T) => T> = {
  relu: (x) => tf.relu(x).square(),
  relu6: (x) => tf.relu6(x).square(),
  leakyRelu: (x) => tf.leakyRelu(x, 0.2).square(),
  elu: (x) => tf.elu(x),
  selu: (x) => tf.selu(x),
  abs: (x) => tf.abs(x).square(),
  clipByValue: (x) => tf.clipByValue(x, -1.03, 1.03).square(),
  sign: (x) => tf.sign(x).mul(x),
  step: (x) => tf.step(x).mul(x).square(),
  "where above 1.1": (x) => tf.where(x.greater(1.1), x, x.mul(0.5)).square(),
};
for (const [name, f] of Object.entries(kinked)) add(name, [separated(12)], f);

add("prelu", [separated(2, 5), normal(5)], (x: T, a: T) => tf.prelu(x, a).square());
add("atan2", [positive(10), positive(10)], (x: T, y: T) => tf.atan2(x, y));
add("pow", [positive(6), uniform(0.5, 2, 6)], (a: T, b: T) => tf.pow(a, b));
add("mul, repeated", [normal(3, 4), normal(4)], (a: T, b: T) => a.mul(b));
add("add and sub, repeated", [normal(3, 4), normal(3, 1)], (a: T, b: T) => a.add(b).mul(a.sub(b)));
add("div", [normal(3, 4), positive(4)], (a: T, b: T) => tf.div(a, b));
add("maximum", [separated(10), fixed(positive(10))], (a: T, b: T) => tf.maximum(a, b).square());
add("minimum", [separated(10), fixed(positive(10))], (a: T, b: T) => tf.minimum(a, b).square());
add("squaredDifference", [normal(6), normal(6)], (a: T, b: T) => tf.squaredDifference(a, b));
add("where", [booleans(3, 4), normal(3, 4), normal(3, 4)], (m: T, a: T, b: T) =>
  tf.where(m, a, b).square(),
);
add("where, mask repeated", [booleans(3, 1), normal(3, 4), normal(3, 4)], (m: T, a: T, b: T) =>
  tf.where(m, a, b).square(),
);
add("addN", [normal(3), normal(3)], (a: T, b: T) => tf.addN([a, b]).square());
add("cast", [fixed(separated(6))], (x: T) =>
  x.cast("int32").cast("float32").add(x.greater(0).cast("float32")),
);
add("floor, round, mod", [fixed(separated(6))], (x: T) =>
  tf.floor(x).add(tf.round(x)).add(tf.mod(x, 1.3)),
);
add("logicalXor", [booleans(6), booleans(6)], (a: T, b: T) => tf.logicalXor(a, b).cast("float32"));
add("logicalAnd, logicalOr", [booleans(6), booleans(6)], (a: T, b: T) =>
  tf.logicalAnd(a, b).cast("float32").add(tf.logicalOr(a, b).cast("float32")),
);
add(
  "bitwiseAnd",
  [integers(99, 6), integers(99, 6)],
  (a: T, b: T) => tf.bitwiseAnd(a, b).cast("float32"),
  noKernel("native", "webgpu"),
);

// Reductions
add("sum", [normal(3, 4, 5)], (x: T) => tf.sum(x, [0, 2]).square());
add("mean", [normal(3, 4, 5)], (x: T) => tf.mean(x, [0, 2]).square());
add("mean of all", [normal(3, 4)], (x: T) => tf.mean(x).square());
add("max", [separated(4, 5)], (x: T) => tf.max(x, 1).square());
add("min", [separated(4, 5)], (x: T) => tf.min(x, 1).square());
add("prod", [positive(3, 4)], (x: T) => tf.prod(x, 1));
add("norm", [normal(3, 4)], (x: T) => tf.norm(x, 2, 1));
add("variance", [normal(3, 4)], (x: T) => tf.moments(x, 1).variance);

// Linear algebra and signals
add("bandPart", [normal(5, 5)], (x: T) => tf.linalg.bandPart(x as T2, -1, 0).square());
add("diag", [fixed(normal(4))], (x: T) => tf.diag(x));
add("qr", [fixed(normal(5, 5))], (x: T2) => {
  const [q, r] = tf.linalg.qr(x) as [T2, T2];
  return tf.matMul(q, r);
});
add("gramSchmidt", [fixed(normal(4, 4))], (x: T2) => tf.linalg.gramSchmidt(x) as T2);
const fft = (x: T): T => tf.spectral.fft(tf.complex(x, tf.zerosLike(x)));
add("fft", [normal(2, 8)], (x: T) => tf.concat([tf.real(fft(x)), tf.imag(fft(x))]), {
  ...refused(1, "(FFT|Real|Imag|Complex)"),
  ...noKernel("wasm"),
});
add(
  "ifft of fft",
  [fixed(normal(2, 8))],
  (x: T) => tf.real(tf.spectral.ifft(fft(x))),
  noKernel("wasm"),
);
add(
  "rfft",
  [fixed(normal(2, 8))],
  (x: T) => tf.concat([tf.real(tf.spectral.rfft(x)), tf.imag(tf.spectral.rfft(x))]),
  noKernel("wasm"),
);
add("abs of complex", [fixed(normal(4))], (x: T) => tf.abs(tf.complex(x, x)), noKernel("wasm"));
add("range and linspace", [fixed(normal(1))], (x: T) =>
  tf
    .range(0, 5)
    .add(tf.linspace(0, 1, 5))
    .add(x),
);

// Images, counts
add("cropAndResize", [fixed(normal(1, 5, 5, 2))], (x: T4) =>
  tf.image.cropAndResize(x, tf.tensor2d([[0, 0, 0.8, 0.8]]), tf.tensor1d([0], "int32"), [3, 3]),
);
add("flipLeftRight", [fixed(normal(1, 4, 4, 1))], (x: T4) => tf.image.flipLeftRight(x));
add("unique", [integers(4, 8)], (x: T) => tf.unique(x).values.cast("float32"), noKernel("webgpu"));
add(
  "dilation2d",
  [separated(1, 5, 5, 2), normal(2, 2, 2)],
  (x: T4, w: T3) => tf.dilation2d(x, w, 1, "same"),
  { ...refused(2, "Dilation2DBackprop(Input|Filter)"), ...noKernel("wasm") },
);

// What models are made of
add("gradient of a gradient", [positive(5)], (x: T) =>
  tf
    .grad((z) => z.mul(z).mul(z).sum())(x)
    .square(),
);
add(
  "gradient penalty, tanh of a convolution",
  [normal(2, 5, 5, 1), normal(3, 3, 1, 2)],
  (x: T, w: T) =>
    tf
      .grad((z) => tf.tanh(tf.conv2d(z as T4, w as T4, 1, "same")).sum())(x)
      .square(),
);
add("gradient penalty, tanh of a product", [normal(3, 4), normal(4, 5)], (x: T, w: T) =>
  tf
    .grad((z) => tf.tanh(tf.matMul(z, w)).sum())(x)
    .square(),
);
add("customGrad that keeps its input", [normal(6)], (x: T) =>
  tf.customGrad((...args) => {
    const [z, save] = args as unknown as [T, tf.GradSaveFunc];
    save([z]);
    return {
      value: z.square(),
      gradFunc: (dy: T, saved: T[]) => dy.mul(saved[0]!.mul(2)),
    };
  })(x),
);
add("customGrad that keeps its output", [normal(6)], (x: T) =>
  tf.customGrad((...args) => {
    const [z, save] = args as unknown as [T, tf.GradSaveFunc];
    const value = z.exp();
    save([value]);
    return { value, gradFunc: (dy: T, saved: T[]) => dy.mul(saved[0]!) };
  })(x),
);

add(
  "customGrad that keeps an intermediate result",
  [normal(6)],
  (x: T) =>
    tf.customGrad((...args) => {
      const [z, save] = args as unknown as [T, tf.GradSaveFunc];
      const e = z.exp();
      save([e]);
      return {
        value: e.square(),
        gradFunc: (dy: T, saved: T[]) => dy.mul(saved[0]!.square()).mul(2),
      };
    })(x),
  { refused: { order: 2, message: /^gradient: .* keeps an intermediate result for its gradient/ } },
);

/** Every operation that is checked on every back end. */
export const operations: readonly OperationCase[] = cases;
