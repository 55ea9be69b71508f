export { imageToImage, type ImageToImageOptions } from "./imageToImage";
export { inpaint, type InpaintOptions } from "./inpaint";
export { interpolateNoise } from "./interpolateNoise";
