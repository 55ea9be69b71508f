export type { InceptionExtractor, LogitsOptions } from "./extractor";
export { loadInception, type InceptionOptions } from "./load";
export type { InceptionResize } from "./resize";
