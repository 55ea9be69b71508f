import { table, type TableCell } from "../table";
import type { Spread } from "../timing";
import type { Case, Target, Task } from "./cases";
import type { Comparison, TaskTimes } from "./compare";
import type { LossComparison } from "./losses";
import { SIDES, type Side } from "./sides";

const verdict = (value: number, limit: number): string => (value <= limit ? "met" : "missed");

/** Times that were disturbed: as a rule medians are at most so many times the minimum. */
const STEADY = 1.6;
const isSteady = ({ median, min }: Spread): boolean => median <= STEADY * min;

/** Beside a ratio of medians what was aimed at; empty where there is no target or nothing to compare with. */
function targetCell(times: TaskTimes, side: Side, target: Target | undefined): string {
  const own = times[side]!;
  const other = target && times[target.of ?? "torch"];
  if (!other) return "";
  const ratio = own.median / other.median;
  const of = target.of ? ` of ${SIDES[target.of].label} (${ratio.toFixed(1)})` : "";
  const outcome = isSteady(own) && isSteady(other) ? verdict(ratio, target.atMost) : "disturbed";
  return `<= ${target.atMost}${of}: ${outcome}`;
}

function rowsOf({ name, targets }: Task, times: TaskTimes): TableCell[][] {
  const { torch } = times;
  return (Object.entries(times) as [Side, Spread][]).map(([side, spread], i) => [
    i === 0 ? name : "",
    SIDES[side].label,
    spread.median,
    spread.min,
    `${spread.q1.toFixed(1)}-${spread.q3.toFixed(1)}`,
    torch ? (spread.median / torch.median).toFixed(2) : "",
    torch ? (spread.min / torch.min).toFixed(2) : "",
    targetCell(times, side, targets?.[side]),
  ]);
}

/** How well figures agree, in one line. */
function agreement(what: string, { reference, differences }: LossComparison): string {
  const worst = (Object.entries(differences) as [Side, number[]][]).map(
    ([side, values]) => `${Math.max(...values).toExponential(0)} (${SIDES[side].label})`,
  );
  return `${what} differ from those of ${SIDES[reference].label} by at most: ${worst.join(", ")}`;
}

/** A task that has a limit, in seconds: what our compiled side took. */
function secondsLines({ tasks }: Case, times: Comparison["tasks"]): string[] {
  return tasks.flatMap(({ name, limitSeconds }) => {
    const own = times[name]!.compiled;
    if (limitSeconds === undefined || !own) return [];
    const seconds = own.median / 1000;
    const outcome = isSteady(own) ? verdict(seconds, limitSeconds) : "disturbed";
    return [`${name}: ${seconds.toFixed(2)} s (<= ${limitSeconds}: ${outcome})`];
  });
}

function limitLines({ limits }: Case, { firstCallMs, peakMB }: Comparison): string[] {
  const line = (what: string, value: number, unit: string, limit: number | undefined): string => {
    const aim = limit === undefined ? "" : ` (<= ${limit}: ${verdict(value, limit)})`;
    return `${what}: ${value.toFixed(unit === "s" ? 2 : 0)} ${unit}${aim}`;
  };
  return [
    line(
      "first compiled update (record, load, run)",
      firstCallMs / 1000,
      "s",
      limits?.firstCallSeconds,
    ),
    line("peak of memory after the first compiled updates", peakMB, "MB", limits?.peakMB),
  ];
}

/** A comparison as text: a table with a line per task and side, and what was found beside the times. */
export function comparisonText(specimen: Case, comparison: Comparison): string {
  const { name, threads, losses, samples, tasks, missing } = comparison;
  const head = ["ms", "", "median", "min", "quartiles", "ratio", "of minima", "target"];
  const rows = specimen.tasks.flatMap((task) => rowsOf(task, tasks[task.name]!));
  return [
    `${name}, ${threads} thread${threads === 1 ? "" : "s"} each`,
    agreement("losses of the first updates", losses),
    ...Object.entries(samples).map(([task, found]) =>
      agreement(`mean absolute values of ${task}`, found),
    ),
    ...(Object.entries(missing) as [Side, string][]).map(
      ([side, reason]) => `not measured here: ${SIDES[side].label}: ${reason}`,
    ),
    ...limitLines(specimen, comparison),
    ...secondsLines(specimen, tasks),
    table(head, rows),
  ].join("\n");
}
