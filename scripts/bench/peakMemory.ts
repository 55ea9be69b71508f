import { readFileSync } from "node:fs";

/** The peak from the text of Linux's /proc/self/status, in bytes; undefined when it is not in it. */
export function peakOf(status: string): number | undefined {
  const kilobytes = /^VmHWM:\s*(\d+) kB$/m.exec(status)?.[1];
  return kilobytes === undefined ? undefined : Number(kilobytes) * 1024;
}

/** The most memory that this process ever had resident, in bytes. */
export function peakBytes(): number {
  // getrusage's figure, the only one elsewhere, may on Linux be that of the process that started this one.
  const status = process.platform === "linux" ? readFileSync("/proc/self/status", "utf8") : "";
  return peakOf(status) ?? process.resourceUsage().maxRSS * 1024;
}
