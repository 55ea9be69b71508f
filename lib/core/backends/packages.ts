import { createRequire } from "node:module";
import * as tf from "../tf";

/** Loads a package as Node finds it from here, at the moment that it is asked for. */
export const requirePackage = createRequire(__filename);

/**
 * Loads what the native package would have loaded as well: the methods of tensors (x.add(y)), which tfjs-core alone does
 * not register, and the back end in plain JavaScript.
 */
export function loadPortable(): void {
  requirePackage("@tensorflow/tfjs");
}

/**
 * Makes a registered back end the one in use.
 * @throws Error when it does not start; what is wrong is then in the log that comes before.
 */
export async function switchTo(name: string): Promise<void> {
  if (!(await tf.setBackend(name))) throw new Error(`backend: '${name}' did not start; see above.`);
  await tf.ready();
}
