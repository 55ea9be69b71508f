export { checkpoint } from "./checkpoint";
export { cost, costText, type RecordedCost } from "./cost";
export { display, LiveOutput, type DisplayOptions, type MimeBundle } from "./display";
export { markdown, show, showImage, type ShowImageOptions } from "./show";
export { table, type TableCell, type TableOptions, type TableRow } from "./table";
export { progressBar, type ProgressDisplay, type ProgressOptions } from "./progressBar";
export { trainingMonitor, type TrainingMonitorOptions } from "./trainingMonitor";
export { check, checkBook, createCheck } from "./check";
export type { Check } from "./check";
export type { EqualityClaim, Statement, StatisticClaim, TestClaim } from "./checkRecords";
export { CheckBook, CheckError, type CheckRecord } from "./checkBook";
export type { Tolerance, Values } from "./compare";
export { interruptSignal } from "./interrupt";
export { statistics } from "./statistics";
export {
  parseStudy,
  readLeague,
  readStudy,
  type Figures,
  type StudyFile,
  type StudyFileRow,
  type StudySettings,
} from "./study";
