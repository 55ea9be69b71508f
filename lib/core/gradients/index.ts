import { addAvgPoolGrad } from "./avgPool";
import { correctComparisons } from "./comparisons";
import { correctConv2d } from "./conv2d";
import { addCumprod } from "./cumprod";
import { addDepthToSpace } from "./depthToSpace";
import { addEinsum } from "./einsum";
import { correctElu } from "./elu";
import { correctGather } from "./gather";
import { correctMatMul } from "./matMul";
import { correctMirrorPad } from "./mirrorPad";
import { correctParts } from "./parts";
import { correctRelu } from "./relu";
import { correctResize } from "./resize";
import { addStridedSlice } from "./stridedSlice";
import { orderTape } from "./tapeOrder";
import { explainUnsupported } from "./unsupported";

let corrected = false;

/**
 * Repairs the gradients of TensorFlow.js 4.22 on every back end: wrong ones, missing ones, and second order. Once per
 * process, after its packages are loaded.
 */
export function correctGradients(): void {
  if (corrected) return;
  corrected = true;
  orderTape();
  correctComparisons();
  correctConv2d();
  correctElu();
  correctGather();
  correctMatMul();
  correctMirrorPad();
  correctParts();
  correctRelu();
  correctResize();
  addAvgPoolGrad();
  addCumprod();
  addDepthToSpace();
  addEinsum();
  addStridedSlice();
  explainUnsupported();
}
