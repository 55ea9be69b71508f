/**
 * The tensor library, one instance for every back end. Everything in lib/ imports tensors from here, never from a
 * back-end package, so that the same code runs on all of them.
 */
export type {} from "@tensorflow/tfjs-core/dist/public/chained_ops/register_all_chained_ops"; // types of x.add(y)
export * from "@tensorflow/tfjs-core";
