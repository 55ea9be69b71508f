import * as tf from "../tf";

const OF_GRADIENT = "it has a gradient, but no gradient of its gradient;";
const SECOND = `${OF_GRADIENT} use`;

/** Kernels that cannot be differentiated in TensorFlow.js, and what to use instead. */
const ALTERNATIVES: Readonly<Record<string, string>> = {
  MaxPoolGrad: `${SECOND} avgPool or a strided convolution under a gradient penalty.`,
  LRNGrad: `${SECOND} groupNorm or layerNorm.`,
  DepthwiseConv2dNativeBackpropInput: `${SECOND} conv2d under a gradient penalty.`,
  DepthwiseConv2dNativeBackpropFilter: `${SECOND} conv2d under a gradient penalty.`,
  Conv3DBackpropInputV2: `${SECOND} conv2d under a gradient penalty.`,
  Conv3DBackpropFilterV2: `${SECOND} conv2d under a gradient penalty.`,
  AvgPool3DGrad: `${SECOND} avgPool under a gradient penalty.`,
  MaxPool3DGrad: `${SECOND} avgPool under a gradient penalty.`,
  Dilation2DBackpropInput: `${OF_GRADIENT} use a convolution.`,
  Dilation2DBackpropFilter: `${OF_GRADIENT} use a convolution.`,
  TopK: "take the indices with topk and the values with oneHot and a product.",
  GatherNd: "gather from a reshaped tensor with one index each.",
  ScatterNd: "use tf.unsortedSegmentSum.",
  TensorScatterUpdate: "use tf.where with a mask.",
  FFT: "multiply with the matrix of the transform.",
  IFFT: "multiply with the matrix of the transform.",
  RFFT: "multiply with the matrix of the transform.",
  Real: "keep real and imaginary parts as two tensors.",
  Imag: "keep real and imaginary parts as two tensors.",
  Complex: "keep real and imaginary parts as two tensors.",
  CropAndResize: "use tf.slice and tf.image.resizeBilinear.",
  Transform: "use tf.image.resizeBilinear.",
  Bincount: "sum a oneHot.",
  DenseBincount: "sum a oneHot.",
};

/** Gives each of them a gradient that throws and names the alternative. */
export function explainUnsupported(): void {
  for (const [kernelName, alternative] of Object.entries(ALTERNATIVES)) {
    if (tf.getGradient(kernelName)) continue;
    tf.registerGradient({
      kernelName,
      gradFunc: () => {
        throw new Error(`gradient: ${kernelName} cannot be differentiated here; ${alternative}`);
      },
    });
  }
}
