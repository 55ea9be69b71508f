export { alphas, alphaBars, noiseVariances, betasOfAlphaBars } from "./alphaBars";
export { assignment, type Assignment } from "./assignment";
export { chiSquareTail, chiSquareTest } from "./chiSquareTest";
export { cholesky, type Cholesky } from "./cholesky";
export {
  eulerMaruyama,
  solveOde,
  type OdeMethod,
  type SdeOptions,
  type TimeSteps,
} from "./differentialEquations";
export { logDeterminant, type LogDeterminant } from "./determinant";
export {
  tanhNormalCdf,
  discretizedGaussianLogLikelihood,
  type DiscretizedGaussianOptions,
} from "./discretizedGaussian";
export { discretizedLogisticLogLikelihood } from "./discretizedLogistic";
export {
  klByQuadrature,
  jensenShannon,
  totalVariation,
  jensenShannonDiscrete,
  totalVariationDiscrete,
  type LogDensity,
  type DivergenceOptions,
} from "./divergences";
export { eigenvalues, type ComplexNumber } from "./eigenvalues";
export {
  normalEntropy,
  diagonalEntropy,
  gaussianEntropy,
  normalCrossEntropy,
  diagonalCrossEntropy,
  discreteEntropy,
  discreteCrossEntropy,
} from "./entropy";
export { erf, erfcx, erfc } from "./erf";
export {
  bonferroniLevel,
  sidakLevel,
  familyRate,
  zLimit,
  zPower,
  detectableEffect,
  holmRejections,
} from "./falseAlarms";
export {
  derivative,
  gradient,
  jacobian,
  jacobianLogDeterminant,
  type FiniteDifferenceOptions,
} from "./finiteDifference";
export {
  forwardStep,
  forwardJump,
  forwardMarginal,
  mergedForwardSteps,
  addNoise,
  sampleForward,
  sampleForwardChain,
} from "./forwardProcess";
export { freshNoisePosterior } from "./freshNoise";
export { logGamma, gammaP, gammaQ } from "./gamma";
export { gaussHermite, type GaussHermite } from "./gaussHermite";
export {
  composeKernels,
  pushForward,
  stationaryGaussian,
  noisingKernel,
  gaussianChain,
  bayesGaussian,
  completeSquare,
  type GaussianKernel,
  type Gaussian,
  type CompletedSquare,
} from "./gaussianChain";
export { gaussianFlow, gaussianNoise } from "./gaussianFlow";
export {
  isotropicMixture,
  mixtureLogDensity,
  mixtureResponsibilities,
  mixtureScore,
  diffusedMixture,
  mixturePosterior,
  mixtureMean,
  mixtureCovariance,
  mixtureDenoiser,
  sampleMixture,
  type GaussianMixture,
} from "./gaussianMixture";
export { normalisedWeights, effectiveSampleSize, weightedMean } from "./importanceWeights";
export {
  klNormal,
  klDiagonalPerDim,
  klDiagonal,
  klFull,
  klDiscrete,
  type DiagonalGaussian,
  type FullGaussian,
} from "./kl";
export { kolmogorovSmirnovTest, kolmogorovTail, kolmogorovLimitTail } from "./kolmogorovSmirnov";
export {
  exactReverseSteps,
  modelMarginal,
  modelLogLikelihood,
  linearModelBound,
  type AffineKernel,
} from "./linearGaussianModel";
export { logSumExp, logMeanExp } from "./logSumExp";
export {
  nStepMatrix,
  evolveDistribution,
  isIrreducible,
  stationaryDistribution,
  detailedBalanceGap,
  reversedChain,
  mixingCurve,
  sampleMarkovChain,
  transitionShares,
} from "./markovChain";
export {
  identityMatrix,
  transpose,
  dot,
  matrixProduct,
  matrixVector,
  matrixPower,
  type Matrix,
} from "./matrices";
export {
  sampleMean,
  sampleVariance,
  meanEstimate,
  varianceEstimate,
  sampleCovariance,
  type Estimate,
} from "./moments";
export {
  normalLogDensity,
  normalDensity,
  normalCdf,
  twoSidedTail,
  normalLogCdf,
  normalQuantile,
} from "./normal";
export {
  convertPrediction,
  predictedEnds,
  requireParametrization,
  type Combination,
  type Parametrization,
  type PredictedEnds,
  type PredictionConversion,
} from "./parametrization";
export {
  reversePosterior,
  posteriorMean,
  epsilonForm,
  type ReversePosterior,
  type EpsilonForm,
} from "./posterior";
export {
  posteriorLogVariance,
  learnedRangeLogVariance,
  interpolatedVariance,
  type LogVarianceConvention,
} from "./posteriorLogVariance";
export { integrate, integrate2d, type QuadratureOptions, type Quadrature } from "./quadrature";
export { respacedBetas, compoundedBetas } from "./respacing";
export { sampleNormal } from "./sampleNormal";
export { semidefiniteFactor, type SemidefiniteFactor } from "./semidefiniteFactor";
export { singularValues } from "./singularValues";
export { slerp } from "./slerp";
export { snr, logSnr, alphaBarOfLogSnr } from "./snr";
export {
  symbolicDerivative,
  simplifyExpression,
  expressionToTex,
  evaluateExpression,
} from "./symbolic";
export { symmetricEigen, type SymmetricEigen } from "./symmetricEigen";
export { symmetricEigenvalues } from "./symmetricEigenvalues";
export { symmetricPower } from "./symmetricPower";
export { provesEqual } from "./symbolicEquality";
export {
  timestepSpacing,
  evenTimesteps,
  type TimestepSpacing,
  type TimestepSpacingOptions,
} from "./timestepSpacing";
export { traceSqrtProduct } from "./traceSqrtProduct";
export { tridiagonalEigenvalues } from "./tridiagonalEigenvalues";
export {
  natsToBits,
  bitsToNats,
  bitsPerDim,
  natsPerExample,
  scalingOffset,
  bitsPerDimOfDensity,
  logDensityOfBitsPerDim,
  dequantise,
  logitTransform,
  type DataScaling,
} from "./units";
export {
  latentKl,
  elbo,
  iwaeBound,
  linearVaePosterior,
  linearVaeLogLikelihood,
  linearVaeElbo,
  type LinearVae,
} from "./vaeBounds";
export {
  priorTerm,
  stepTerm,
  noiseLossWeights,
  dataLossWeights,
  velocityLossWeights,
  varianceMismatch,
  variationalBound,
  simpleLoss,
  type ReverseVariance,
  type VariationalBound,
} from "./variationalBound";
export {
  linearVpSde,
  probabilityFlow,
  reverseSdeDrift,
  vpBetas,
  vpDiffusion,
  vpDrift,
  vpTransition,
  type VectorField,
  type VpSde,
  type VpSdeConfig,
} from "./vpSde";
export { zTest, type TestResult } from "./zTest";
export { zeroTerminalSnrBetas } from "./zeroTerminalSnr";
export {
  constantBetas,
  cosineBetas,
  type CosineScheduleOptions,
  customBetas,
  jsdBetas,
  linearBetas,
  type LinearScheduleOptions,
  quadraticBetas,
  scaledLinearBetas,
  type EndPoints,
  sigmoidAlphaBarBetas,
  sigmoidBetas,
  type SigmoidAlphaBarOptions,
  type SigmoidScheduleOptions,
  warmupBetas,
  type WarmupScheduleOptions,
} from "./schedules";
