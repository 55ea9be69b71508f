import { improveBatchMatMul } from "./batchMatMul";
import { addConv2dBackpropFilter } from "./conv2dBackpropFilter";
import { addConv2dBackpropInput } from "./conv2dBackpropInput";
import { replaceConv3dBackpropFilter } from "./conv3dBackpropFilter";
import { replaceConv3dBackpropInput } from "./conv3dBackpropInput";
import { addDepthwiseBackpropFilter } from "./depthwiseBackpropFilter";
import { addDepthwiseBackpropInput } from "./depthwiseBackpropInput";
import { addEinsum } from "../einsum";
import { padExplicitly } from "./explicitPadding";
import { replaceMaxPoolGrad } from "./maxPoolGrad";
import { refuseWrong } from "./refused";
import { addUnsortedSegmentSum } from "./unsortedSegmentSum";

/** Gives `wasm` the kernels that its package lacks for training, or has in a slow or wrong form only. Once. */
export function correctKernels(): void {
  addConv2dBackpropFilter();
  addConv2dBackpropInput();
  addDepthwiseBackpropFilter();
  addDepthwiseBackpropInput();
  addEinsum("wasm");
  addUnsortedSegmentSum();
  improveBatchMatMul();
  padExplicitly();
  replaceConv3dBackpropFilter();
  replaceConv3dBackpropInput();
  replaceMaxPoolGrad();
  refuseWrong();
}
