export { drawProbes, tracedNetwork } from "./divergence";
export type { ProbeKind, TracedNetwork, TraceMethod, TraceOptions } from "./divergence";
export type { OdeMethodName } from "./methods";
export { odeLogLikelihood } from "./odeLikelihood";
export type { NoiseProcess, OdeLikelihood, OdeLikelihoodOptions } from "./odeLikelihood";
