import { spawn } from "node:child_process";
import fs from "node:fs";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import type { CellResult, KernelClient, Output } from "../kernel/client";
import { kernelspecCommand, ROOT, STOCK_COMMAND, type Command } from "../kernel/connection";
import { hasNative, skipWithout, withKernel } from "../kernel/fixtures";

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    const stat = `/proc/${pid}/stat`; // a zombie waits only for whoever should have asked for it
    return !fs.existsSync(stat) || fs.readFileSync(stat, "utf8").split(") ")[1]?.[0] !== "Z";
  } catch {
    return false;
  }
}

/** Stands between the test and the kernel: a client that starts a kernel and does nothing more. */
const RELAY = `const [program, ...words] = process.argv.slice(1);
require("node:child_process").spawn(program, words, { stdio: "inherit" });
setInterval(() => {}, 1000);`;

/** Kills the client of a kernel that is doing `code`, and tells whether the kernel lives on 3 s later. */
async function outlivesItsClient(code: string, command: Command): Promise<boolean> {
  return withKernel(
    async (kernel) => {
      const pid = Number((await kernel.execute("console.log(process.pid)")).stdout);
      void kernel.execute(code, { timeout: 100 });
      await sleep(500);
      expect(isAlive(pid), "the kernel runs while its client does").toBe(true);
      await kernel.kill();
      await sleep(3000);
      const alive = isAlive(pid);
      if (alive) process.kill(pid, "SIGKILL");
      return alive;
    },
    { command: ["node", "-e", RELAY, ...command] },
  );
}

describe("the end of a kernel", () => {
  it.each(["1", "while (true) {}"])(
    "leaves no orphan 3 s after its client was killed: %s",
    async (code) => {
      expect(await outlivesItsClient(code, kernelspecCommand())).toBe(false);
      expect(await outlivesItsClient(code, STOCK_COMMAND), "tslab as published stays").toBe(true);
    },
  );

  it("is quick although a timer is pending", async () => {
    const endsWithin = async (command: Command) =>
      withKernel(
        async (kernel) => {
          await kernel.execute("const timer = setTimeout(() => {}, 60000);");
          return Promise.race([kernel.shutdown().then(() => true), sleep(2000, false)]);
        },
        { command },
      );
    expect(await endsWithin(kernelspecCommand())).toBe(true);
    expect(await endsWithin(STOCK_COMMAND), "tslab as published waits").toBe(false);
  });
});

/** Past the first await, where the event loop learns of an interrupt, which no longer breaks the code off. */
const AT_WORK = 'await new Promise((r) => setTimeout(r, 50)); console.log("at work");';

/**
 * Interrupts a cell as soon as it prints that it is at work; resolves to how it ended and how long that took.
 * @param patience milliseconds after which it is interrupted although it has printed nothing. @default without end
 */
async function interrupted(
  kernel: KernelClient,
  code: string,
  patience?: number,
): Promise<CellResult & { stopMs: number }> {
  let began = NaN;
  const interrupt = () => {
    if (!Number.isNaN(began)) return;
    began = performance.now();
    kernel.interrupt();
  };
  const onOutput = ({ content }: Output): void => {
    if (content["text"] === "at work\n") interrupt();
  };
  const timer = patience === undefined ? undefined : setTimeout(interrupt, patience);
  const result = await kernel.execute(code, { timeout: 60_000, onOutput });
  clearTimeout(timer);
  return { ...result, stopMs: performance.now() - began };
}

/** Interrupts a cell that prints nothing, after so many milliseconds. */
async function interruptedAfter(
  kernel: KernelClient,
  code: string,
  ms: number,
): Promise<CellResult> {
  const cell = kernel.execute(code);
  await sleep(ms);
  kernel.interrupt();
  return cell;
}

/** A training loop of the library on real tensors, with the signal that the kernel's interrupt fires. */
const TRAINING = `
await runLoop({
  steps: 1_000_000_000,
  signal: interruptSignal(),
  run: async (step) => {
    if (step === 100) { ${AT_WORK} }
    counter = step;
    tf.tidy(() => weight.assign(weight.add(tf.matMul(weight, weight).mul(1e-9))));
    return { loss: (await weight.mean().data())[0]! };
  },
});`;
const PREPARE = `
import * as tf from "@tensorflow/tfjs-core";
import { ready } from "dgm/core";
import { runLoop } from "dgm/train";
import { interruptSignal } from "../lib/dist/notebook/interrupt";
await ready();
let counter = 0;
const weight = tf.variable(tf.ones<tf.Rank.R2>([256, 256]));`;

/** Steps that the loop went on by in half a second after its cell had ended. */
async function stepsAfterwards(kernel: KernelClient): Promise<number> {
  return asked(
    kernel,
    "const before = counter; await new Promise((r) => setTimeout(r, 500)); console.log(counter - before);",
  );
}

/** The number that `code` prints. tslab as published may lose what a cell prints, and is asked again. */
async function asked(kernel: KernelClient, code: string): Promise<number> {
  let printed = NaN;
  for (let tries = 0; tries < 5 && Number.isNaN(printed); tries++) {
    if (tries > 0) await sleep(400);
    printed = parseInt((await kernel.execute(code)).stdout);
  }
  return printed;
}

describe("interrupt", () => {
  it("stops a training loop within 1 s, and the kernel lives on with its variables", async (context) => {
    await withKernel(async (kernel) => {
      skipWithout(context, await hasNative(kernel), "TensorFlow's native library");
      expect((await kernel.execute(PREPARE)).error?.traceback).toBeUndefined();
      const { status, error, stopMs } = await interrupted(kernel, TRAINING);
      expect(status).toBe("error");
      expect(error?.ename).toBe("InterruptedError");
      expect(stopMs).toBeLessThan(1000);
      expect(await stepsAfterwards(kernel)).toBe(0);
      expect((await kernel.execute("console.log(counter > 0, weight.shape)")).stdout).toBe(
        "true [ 256, 256 ]\n",
      );
      const again = await interrupted(kernel, TRAINING);
      expect(again.error?.ename).toBe("InterruptedError");
    });
    await withKernel(
      async (kernel) => {
        await kernel.execute(PREPARE);
        // That kernel may lose what a cell prints, so it is not waited for for ever.
        await interrupted(kernel, TRAINING, 10_000);
        await sleep(400);
        expect(await stepsAfterwards(kernel), "on tslab as published it goes on").toBeGreaterThan(
          0,
        );
      },
      { command: STOCK_COMMAND },
    );
  });

  it("stops synchronous code, waiting code, and the cells behind them", async () => {
    await withKernel(async (kernel) => {
      await kernel.execute("let n = 0;");
      const synchronous = await interrupted(
        kernel,
        'n++; console.log("at work"); while (true) n++;',
      );
      expect(synchronous.error?.ename).toBe("Interrupted");
      expect(synchronous.stopMs).toBeLessThan(1000);
      const stopped = interrupted(kernel, `${AT_WORK} await new Promise(() => {});`);
      const behind = kernel.execute('console.log("behind")');
      const waiting = await stopped;
      expect(waiting.error?.evalue).toBe("the cell was interrupted");
      expect(waiting.stopMs).toBeLessThan(1500);
      expect(await behind).toMatchObject({ status: "aborted", stdout: "" });
      expect((await kernel.execute("console.log(n > 0)")).stdout).toBe("true\n");
    });
  });

  it("does not end a kernel whose cell ends in native code", async () => {
    await withKernel(async (kernel) => {
      await kernel.execute("const numbers = new Float64Array(3e7).map(Math.random);");
      for (const code of ["{ numbers.sort(); }", "numbers.reverse(); { numbers.sort(); }"]) {
        const cell = kernel.execute(code);
        await sleep(300);
        kernel.interrupt();
        kernel.interrupt();
        expect(["ok", "error"]).toContain((await cell).status);
      }
      expect((await kernel.execute("console.log(numbers.length)")).stdout).toBe("30000000\n");
    });
  });

  it("reaches a program that a cell waits for", async () => {
    await withKernel(async (kernel) => {
      await kernel.execute('import { execSync } from "node:child_process";');
      const { error, ms } = await interruptedAfter(kernel, 'execSync("sleep 100")', 500);
      expect(error?.evalue).toMatch(/sleep 100|interrupted/);
      expect(ms).toBeLessThan(5000);
    });
  });

  it("comes twice, and stops synchronous code on real tensors once", async (context) => {
    await withKernel(async (kernel) => {
      skipWithout(context, await hasNative(kernel), "TensorFlow's native library");
      await kernel.execute(PREPARE);
      const code = "for (;;) tf.matMul(weight, weight).dispose();";
      const cell = interruptedAfter(kernel, code, 500);
      await sleep(520);
      kernel.interrupt();
      expect((await cell).error?.ename).toBe("Interrupted");
      expect((await kernel.execute("console.log(weight.shape)")).stdout).toBe("[ 256, 256 ]\n");
    });
  });

  it("lets a loop that returns by itself keep what it has done", async () => {
    await withKernel(async (kernel) => {
      await kernel.execute('import { interruptSignal } from "../lib/dist/notebook/interrupt";');
      const loop = `${AT_WORK} const signal = interruptSignal(); let done = 0;
        while (!signal.aborted) { await new Promise((r) => setTimeout(r, 10)); done++; }`;
      expect(await interrupted(kernel, loop)).toMatchObject({ status: "ok", error: undefined });
      expect((await kernel.execute("console.log(done > 0)")).stdout).toBe("true\n");
    });
  });

  it("is not lost while the cell is being compiled", async () => {
    await withKernel(async (kernel) => {
      const cell = kernel.execute(
        'import * as tf from "@tensorflow/tfjs-core"; await new Promise(() => {});',
      );
      await sleep(50);
      kernel.interrupt();
      expect((await cell).error?.ename).toBe("Interrupted");
      expect((await kernel.execute('console.log("here")')).stdout).toBe("here\n");
    });
  });

  it("is no signal while the event loop turns, since TensorFlow's heap may not survive one", async () => {
    const signalsOf = async (command: Command): Promise<number> =>
      withKernel(
        async (kernel) => {
          await kernel.execute('let signals = 0; process.on("SIGINT", () => signals++);');
          const cell = kernel.execute("await new Promise((resolve) => setTimeout(resolve, 1000));");
          await sleep(500);
          kernel.interrupt();
          await cell;
          return asked(kernel, "console.log(signals)");
        },
        { command },
      );
    expect(await signalsOf(kernelspecCommand())).toBe(0);
    expect(await signalsOf(STOCK_COMMAND), "tslab as published gets it").toBe(1);
  });

  it("does nothing to a kernel that is idle", async () => {
    await withKernel(async (kernel) => {
      kernel.interrupt();
      await sleep(200);
      expect((await kernel.execute('console.log("here")')).stdout).toBe("here\n");
    });
  });

  it("works as a message, too", async () => {
    await withKernel(async (kernel) => {
      const cell = kernel.execute("await new Promise(() => {});");
      await sleep(500);
      expect(await kernel.request("interrupt_request", {})).toMatchObject({ status: "ok" });
      expect((await cell).error?.ename).toBe("Interrupted");
    });
  });
});

describe("starting", () => {
  const start = (words: readonly string[]) => {
    const script = path.join(ROOT, "scripts", "kernel", "start.cjs");
    const child = spawn(process.execPath, [script, ...words], {
      stdio: ["ignore", "ignore", "pipe"],
    });
    let text = "";
    child.stderr.on("data", (chunk: Buffer) => (text += chunk.toString()));
    return new Promise<{ code: number | null; text: string }>((resolve) =>
      child.on("exit", (code) => resolve({ code, text })),
    );
  };

  it("says what is missing", async () => {
    expect(await start([])).toEqual({
      code: 1,
      text: "kernel: no connection file given; start the kernel from Jupyter, or `npm start`\n",
    });
    const { code, text } = await start(["no-such-file.json"]);
    expect(code).toBe(1);
    expect(text).toContain("kernel: ENOENT: no such file or directory, open 'no-such-file.json'");
  });
});
