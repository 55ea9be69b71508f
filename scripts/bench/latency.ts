import { type CellResult, KernelClient } from "../../tests/kernel/client";
import type { Measured, Measurement } from "./measurement";
import { table } from "./table";
import { spreadOf } from "./timing";

/** Kernels that are started, at most. */
const MAX_KERNELS = 5;

/** What every notebook does first. */
const IMPORT_CELL = `import { ready, seed } from "dgm/core";
import { loadMnist, toy2d } from "dgm/datasets";
import { createDdpm } from "dgm/diffusion";
import { alphaBars, cosineBetas } from "dgm/math";
import { digitQuality } from "dgm/metrics";
import { check, markdown, show, table } from "dgm/notebook";
import { lineChart } from "dgm/plot";
const backend = await ready();
markdown(backend.summary);`;

/** What cells of notebooks do; `i` makes their names new. */
const LATER_CELLS: Readonly<Record<string, (i: number) => string>> = {
  "an expression": () => "1 + 1",
  "random numbers": (i) => `const z${i} = seed(${i}).normalArray(1000);\nz${i}.length`,
  "a function": (i) => `function f${i}(x: number): number {\n  return x * x;\n}\nf${i}(3)`,
  "a formula and a check": (i) =>
    `const bars${i} = alphaBars(cosineBetas(1000));\ncheck({ claim: "it begins near 1", left: bars${i}[0], right: 1, tolerance: { absolute: 1e-3 } });`,
  "a plot": (i) =>
    `show(lineChart({ title: "t", xLabel: "x", yLabel: "y", series: [{ name: "s", y: seed(${i}).normalArray(1000) }] }));`,
  "a network": (i) =>
    `const model${i} = createDdpm({ network: { imageSize: 8, channels: 1, baseChannels: 8, channelMultipliers: [1, 1], groups: 4 } }, seed(${i}));\nmodel${i}.dispose();`,
};

/** Milliseconds of one kernel. */
interface KernelTimes {
  readonly start: number;
  readonly first: number;
  readonly later: ReadonlyMap<string, number[]>;
}

function requireOk(cell: string, result: CellResult): number {
  if (result.status === "ok") return result.ms;
  const why = result.error ? `${result.error.ename}: ${result.error.evalue}` : result.status;
  throw new Error(
    `bench: the cell "${cell}" ended with ${why}; times of failing cells say nothing.`,
  );
}

async function oneKernel(repeats: number): Promise<KernelTimes> {
  const kernel = await KernelClient.start();
  try {
    const first = requireOk("imports", await kernel.execute(IMPORT_CELL));
    const later = new Map<string, number[]>();
    for (let i = 0; i < repeats; i++) {
      for (const [name, code] of Object.entries(LATER_CELLS)) {
        const ms = requireOk(name, await kernel.execute(code(i)));
        later.set(name, [...(later.get(name) ?? []), ms]);
      }
    }
    return { start: kernel.startMs, first, later };
  } finally {
    await kernel.kill();
  }
}

/** How long a reader waits for a cell, from sending it to the kernel's being idle again. */
export const latency: Measurement = {
  name: "latency",
  title: "Kernel and cells, ms from request to idle",
  async run({ rounds, say }): Promise<Measured> {
    const kernels: KernelTimes[] = [];
    for (let i = 1; i <= Math.min(rounds, MAX_KERNELS); i++) {
      say(`kernel ${i} ...`);
      kernels.push(await oneKernel(rounds));
    }
    const start = spreadOf(kernels.map((times) => times.start));
    const firstImport = spreadOf(kernels.map(({ first }) => first));
    const byCell = Object.keys(LATER_CELLS).map((name) => {
      const times = kernels.flatMap(({ later }) => later.get(name)!);
      return [name, times] as const;
    });
    const laterCells = spreadOf(byCell.flatMap(([, times]) => times));
    const cells = Object.fromEntries(byCell.map(([name, times]) => [name, spreadOf(times)]));
    const lines = Object.entries({
      "start of the kernel": start,
      "first cell, all imports (limit 1500)": firstImport,
      "later cells, all kinds (limit 300)": laterCells,
      ...Object.fromEntries(Object.entries(cells).map(([name, times]) => [`  ${name}`, times])),
    });
    const rows = lines.map(([name, { median, min, q3 }]) => [name, median, min, q3]);
    const text = table(["ms", "median", "min", "3rd quartile"], rows);
    return { text, figures: { start, firstImport, laterCells, cells } };
  },
};
