import fs from "node:fs";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { expect, it } from "vitest";
import type { CellResult, KernelClient } from "../kernel/client";
import { ROOT } from "../kernel/connection";
import { compare, type Scenario } from "../kernel/fixtures";

/** A defect of tslab 1.0.22 that our kernel repairs: the same scenario on both must give what is written. */
function defect<T>(name: string, scenario: Scenario<T>): void {
  it(name, async () => {
    const found = await compare(scenario);
    expect(found.ours).toEqual(scenario.ours);
    expect(found.stock, "tslab as published no longer shows the defect").toEqual(scenario.stock);
  });
}

const shape = ({ status, outputs, error }: CellResult) => ({
  status,
  outputs: outputs.map(({ type }) => type),
  ename: error?.ename,
});
const failing = (code: string) => async (kernel: KernelClient) => shape(await kernel.execute(code));

defect("a type error is an error output", {
  run: failing("const s: string = 3;"),
  ours: { status: "error", outputs: ["execute_input", "error"], ename: "TypeScriptError" },
  stock: { status: "error", outputs: ["stream"], ename: undefined },
});

defect("a thrown exception is an error output", {
  run: failing('throw new RangeError("far");'),
  ours: { status: "error", outputs: ["execute_input", "error"], ename: "RangeError" },
  stock: { status: "error", outputs: ["stream"], ename: undefined },
});

defect("a cell requested after a failure runs", {
  run: async (kernel) => {
    await kernel.execute("throw new Error();");
    const { status, stdout } = await kernel.execute('console.log("ran");');
    return { status, stdout };
  },
  ours: { status: "ok", stdout: "ran\n" },
  stock: { status: "abort", stdout: "" },
});

defect("cells that waited behind a failure are answered `aborted`", {
  run: async (kernel) => {
    const cells = ["throw new Error();", "console.log(1);", "console.log(2);"];
    const results = await Promise.all(cells.map((code) => kernel.execute(code)));
    return results.map(({ status, stdout }) => status + stdout);
  },
  ours: ["error", "aborted", "aborted"],
  stock: ["error", "abort", "abort"],
});

defect("50,000 printed lines arrive", {
  run: async (kernel) => {
    const print = "for (let i = 1; i <= 50000; i++) console.log(i);";
    const { status, stdout } = await kernel.execute(print, { timeout: 15_000 });
    const lines = stdout.trimEnd().split("\n");
    const complete = lines.length === 50_000 && lines.every((line, i) => line === String(i + 1));
    return status === "ok" && complete;
  },
  ours: true,
  stock: false,
});

defect("a mistyped relative import does not brick the kernel", {
  run: async (kernel) => {
    const folder = (await kernel.execute("console.log(process.cwd())")).stdout.trim();
    const mistyped = await kernel.execute('import { a } from "./mistyped";');
    fs.writeFileSync(path.join(folder, "data.json"), "{}");
    await sleep(1000);
    const after = await kernel.execute('console.log("alive")', { timeout: 5000 });
    return { mistyped: mistyped.status, after: after.status, stdout: after.stdout };
  },
  ours: { mistyped: "error", after: "ok", stdout: "alive\n" },
  stock: { mistyped: "error", after: "error", stdout: "" },
});

defect("an unhandled rejection fails its cell", {
  run: async (kernel) => {
    const lost = 'void Promise.reject(new RangeError("lost")); console.log("end");';
    const { status, stdout, error } = await kernel.execute(lost);
    return { status, stdout, ename: error?.ename };
  },
  ours: { status: "error", stdout: "end\n", ename: "RangeError" },
  stock: { status: "ok", stdout: "end\n", ename: undefined },
});

defect("an exception in a timer fails the cell that waits", {
  run: async (kernel) => {
    const { status, error } = await kernel.execute(
      'setTimeout(() => { throw new RangeError("late"); }, 20); await new Promise(() => {});',
      { timeout: 4000 },
    );
    return { status, evalue: error?.evalue };
  },
  ours: { status: "error", evalue: "late" },
  stock: { status: "timeout", evalue: undefined },
});

defect("cells are type-checked strictly", {
  run: async (kernel) => {
    const codes = ["const a: string = null;", "const f = (x) => x;"];
    const results = [];
    for (const code of codes) results.push((await kernel.execute(code)).status);
    return results;
  },
  ours: ["error", "error"],
  stock: ["ok", "ok"],
});

/** The line of the library that throws in the next scenario. */
function throwingLine(): number {
  const source = fs.readFileSync(path.join(ROOT, "lib", "core", "arguments.ts"), "utf8");
  const lines = source.split("\n");
  const start = lines.findIndex((line) => line.includes("export function requireInteger"));
  return lines.findIndex((line, i) => i > start && line.includes("throw new")) + 1;
}

defect("stack traces name the library's source and the cell's lines", {
  run: async (kernel) => {
    await kernel.execute('import { requireInteger } from "dgm/core";');
    const { error, stderr } = await kernel.execute(
      'interface Unused { a: 1 }\n\n\nrequireInteger("test", "n", 0.5, 0);',
    );
    const trace = error?.traceback.join("\n") ?? stderr;
    return {
      source: trace.includes(`(lib/core/arguments.ts:${throwingLine()}:`),
      cell: trace.includes("cell 2:4:1"),
      compiled: trace.includes("dist/core/arguments.js"),
    };
  },
  ours: { source: true, cell: true, compiled: false },
  stock: { source: false, cell: false, compiled: true },
});

defect("packages are found through their `exports`", {
  run: async (kernel) => {
    const folder = (await kernel.execute("console.log(process.cwd())")).stdout.trim();
    const module = path.join(folder, "node_modules", "modern");
    fs.mkdirSync(module, { recursive: true });
    const manifest = { name: "modern", exports: { ".": { types: "./a.d.ts", default: "./a.js" } } };
    fs.writeFileSync(path.join(module, "package.json"), JSON.stringify(manifest));
    fs.writeFileSync(path.join(module, "a.d.ts"), "export const a: number;");
    fs.writeFileSync(path.join(module, "a.js"), "exports.a = 1;");
    return (await kernel.execute('import { a } from "modern"; console.log(a);')).status;
  },
  ours: "ok",
  stock: "error",
});

/** What cells print after a cell that declares `mean`, `spread` and `point`. */
const printedAfterPoint =
  (...cells: string[]) =>
  async (kernel: KernelClient) => {
    await kernel.execute(
      "let mean = 2; const spread = 3; const point = { mean: 5, far: { mean: 7 } };",
    );
    const results = await Promise.all(
      cells.map((code) => kernel.execute(`console.log(JSON.stringify(${code}));`)),
    );
    return results.map(({ stdout }) => stdout.trim());
  };

defect("names of earlier cells work as shorthand", {
  run: printedAfterPoint(
    "{ mean, spread }",
    "((spread: number) => ({ spread, mean }))(1)",
    "{ point: [{ mean }], mean: mean + 1 }",
  ),
  ours: ['{"mean":2,"spread":3}', '{"spread":1,"mean":2}', '{"point":[{"mean":2}],"mean":3}'],
  stock: ["", "", ""],
});

defect("properties of what earlier cells declare can be taken out under another name", {
  run: printedAfterPoint(
    "(({ mean: m, far: { mean: n } }: typeof point) => m + n)(point)",
    "(() => { const { mean: m = 1 } = point; return m; })()",
    "(() => { let m = 0; ({ mean: m } = point); return m; })()",
  ),
  ours: ["12", "5", "5"],
  stock: ["", "", ""],
});
