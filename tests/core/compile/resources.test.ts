import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { beforeEach, describe, expect, it } from "vitest";
import { seed } from "../../../lib/core";
import { compile } from "../../../lib/core/compile/compile";
import { removeLeftovers } from "../../../lib/core/compile/temporaryModel";
import * as tf from "../../../lib/core/tf";
import { startNode } from "../../contracts/child";
import { expectNoLeak } from "../../contracts/leaks";
import { nativeOnly } from "../../contracts/native";
import { createTraining, graphFolders, inputs, run } from "./smallTraining";

beforeEach(nativeOnly);

describe("resources of a compiled step", () => {
  it("a folder of a process that was killed is removed by the next, others are not", async () => {
    const { process: child, finished } = startNode("setInterval(() => 0, 1000)");
    const folder = fs.mkdtempSync(path.join(os.tmpdir(), "dgm-test-"));
    const theirs = path.join(folder, `dgm-graph-${child.pid}-a`);
    const mine = path.join(folder, `dgm-graph-${process.pid}-b`);
    const foreign = path.join(folder, "something");
    for (const each of [theirs, mine, foreign]) fs.mkdirSync(each);
    removeLeftovers(folder);
    expect(fs.existsSync(theirs), "while it lives").toBe(true);
    child.kill("SIGKILL");
    await finished;
    removeLeftovers(folder);
    expect([theirs, mine, foreign].map(fs.existsSync)).toEqual([false, true, true]);
    fs.rmSync(folder, { recursive: true });
  });

  it("no tensor, no folder and no memory is left over 2,000 runs", async () => {
    const folders = graphFolders();
    const training = createTraining();
    const compiled = compile(training.step);
    const many = (count: number) => {
      for (let i = 0; i < count; i++) run(compiled.run, inputs(seed(3)));
    };
    many(300);
    const before = process.memoryUsage().rss;
    await expectNoLeak(() => many(2000));
    // A forgotten 5x6x6 image a run would add 2 MB, a forgotten session tensor list more; the heap itself moves by some.
    expect((process.memoryUsage().rss - before) / 2 ** 20).toBeLessThan(40);
    expect(graphFolders()).toEqual(folders);
    compiled.dispose();
    training.dispose();
  });

  it("a large tensor that a step makes is freed", () => {
    const compiled = compile((x) => [x!.mul(2)]);
    const once = () => {
      const x = tf.ones([1 << 20]); // 4 MB
      tf.dispose([x, ...compiled.run(x)]);
    };
    for (let i = 0; i < 20; i++) once();
    const before = process.memoryUsage().rss;
    for (let i = 0; i < 60; i++) once(); // 480 MB in all
    expect((process.memoryUsage().rss - before) / 2 ** 20).toBeLessThan(100);
    compiled.dispose();
  });
});
