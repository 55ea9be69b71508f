import { setTimeout as sleep } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import { STOCK_COMMAND } from "../kernel/connection";
import { hasNative, skipWithout, withKernel } from "../kernel/fixtures";
import { findNode, NODE_VERSIONS } from "../kernel/nodeVersions";

const ADD = `import * as tfn from "@tensorflow/tfjs-node-gpu";
console.log(tfn.add(tfn.tensor1d([1, 2]), 1).dataSync().join());`;

describe.each(NODE_VERSIONS)("on Node %s", (version) => {
  it("the kernel runs cells, reports errors and computes natively", async (context) => {
    const node = findNode(version);
    skipWithout(context, "program" in node, "missing" in node ? node.missing : "");
    await withKernel(
      async (kernel) => {
        const line = await kernel.execute('console.log(process.versions.node.split(".")[0]);');
        expect(line.stdout.trim()).toBe(version.split(".")[0]);
        expect((await kernel.execute("const s: string = 3;")).error?.ename).toBe("TypeScriptError");
        const { error } = await kernel.execute('throw new RangeError("far");');
        expect(error?.traceback).toEqual(["RangeError: far", "    at cell 3:1:7"]);
        const endless = kernel.execute("while (true) {}");
        await sleep(500);
        kernel.interrupt();
        expect((await endless).error?.ename).toBe("Interrupted");
        skipWithout(context, await hasNative(kernel), "TensorFlow's native library");
        const sum = await kernel.execute(ADD);
        expect(sum.error?.traceback.join("\n")).toBeUndefined();
        expect(sum).toMatchObject({ stdout: "2,3\n", stderr: "" });
      },
      { node: (node as { program: string }).program },
    );
  });
});

it("tslab as published can't compute natively on Node 24", async (context) => {
  const node = findNode("24.21.0");
  skipWithout(context, "program" in node, "missing" in node ? node.missing : "");
  const { program } = node as { program: string };
  await withKernel(
    async (kernel) => {
      skipWithout(context, await hasNative(kernel), "TensorFlow's native library");
    },
    { node: program },
  );
  await withKernel(
    async (kernel) => {
      const { stderr } = await kernel.execute(ADD);
      expect(stderr).toMatch(/isNullOrUndefined|isArray/);
    },
    { node: program, command: STOCK_COMMAND },
  );
});
