/**
 * A program: prints what is known of every operation, computed by TensorFlow.js's plain JavaScript back end in float64.
 * Only values are computed, and differences of them.
 */
import "./float64";
import "@tensorflow/tfjs";
import { addEinsum } from "../../../lib/core/backends/einsum";
import * as tf from "../../../lib/core/tf";
import { operations } from "./cases";
import { referenceOf } from "./directions";

async function main(): Promise<void> {
  tf.env().platform.isTypedArray = (a): a is Float32Array => ArrayBuffer.isView(a);
  addEinsum("cpu");
  await tf.setBackend("cpu");
  console.log(JSON.stringify(operations.map(referenceOf)));
}

void main();
