import fs from "node:fs";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { expect, it } from "vitest";
import { kernelspecCommand, ROOT } from "../kernel/connection";
import { withFolder, withKernel } from "../kernel/fixtures";

/** A copy of the kernel in a repository whose set-up has chosen the GPU; returns the folder of a CUDA library. */
function pretendGpu(root: string): string {
  for (const part of ["scripts/kernel", "scripts/setup", "lib/notebook/interrupt.ts"]) {
    fs.cpSync(path.join(ROOT, part), path.join(root, part), { recursive: true });
  }
  const tensorflow = path.join(root, ".local", "tensorflow");
  const library = path.join(tensorflow, "gpu", "nvidia", "cublas", "lib");
  fs.mkdirSync(library, { recursive: true });
  const choice = {
    kind: "wheel",
    variant: "gpu",
    folder: "gpu",
    gpu: true,
    reason: "",
    failures: [],
  };
  fs.writeFileSync(path.join(tensorflow, "choice.json"), JSON.stringify(choice));
  return library;
}

it("on a GPU installation the kernel starts under the libraries' path, and obeys as ever", async () => {
  await withFolder(async (root) => {
    const library = pretendGpu(root);
    const command = kernelspecCommand().map((word) =>
      word.endsWith("start.cjs") ? path.join(root, "scripts", "kernel", "start.cjs") : word,
    );
    await withKernel(
      async (kernel) => {
        const print = "console.log(process.env.LD_LIBRARY_PATH); console.log(process.pid);";
        const [found, pid] = (await kernel.execute(print)).stdout.trim().split("\n");
        expect(found!.split(path.delimiter)).toContain(library);
        expect(Number(pid)).not.toBe(kernel.child.pid);
        const cell = kernel.execute("await new Promise(() => {});");
        await sleep(1000);
        kernel.interrupt();
        expect((await cell).error?.ename).toBe("Interrupted");
        await kernel.shutdown();
        expect(kernel.child.exitCode).toBe(0);
        expect(() => process.kill(Number(pid), 0)).toThrow("ESRCH");
      },
      { command, cwd: root },
    );
  });
});
