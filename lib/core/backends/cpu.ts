import * as tf from "../tf";
import type { Backend } from "./description";
import { addEinsum } from "./einsum";
import { loadPortable, switchTo } from "./packages";

/** Plain JavaScript, one thread: the reference for tests, thousands of times slower than the others on images. */
export const cpu: Backend = {
  load: () => {
    loadPortable();
    addEinsum("cpu");
  },
  start: () => switchTo("cpu"),
  describe: (reason) => ({
    backend: "cpu",
    device: "CPU",
    threads: 1,
    reason,
    summary: `TensorFlow.js ${tf.version_core} on cpu, 1 thread (${reason})`,
  }),
};
