import fs from "node:fs";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { KernelClient } from "../kernel/client";
import { ROOT } from "../kernel/connection";
import { withFolder, withKernel } from "../kernel/fixtures";

/** A changed file is noticed after a moment. */
const WATCHED = { timeout: 30_000, interval: 500 };

let kernel: KernelClient;
beforeAll(async () => {
  kernel = await KernelClient.start();
});
afterAll(() => kernel.kill());

/** What the cell printed; fails when the cell failed. */
async function printed(code: string): Promise<string> {
  const { stdout, error } = await kernel.execute(code);
  expect(error?.traceback.join("\n")).toBeUndefined();
  return stdout;
}

describe("cells", () => {
  it("keep their declarations and show the value of the last expression", async () => {
    expect((await kernel.execute("const first = 20; first + 1")).value).toBe("21");
    expect((await kernel.execute('`${first}\n${"x".repeat(3)}`')).value).toBe("20\nxxx");
    expect((await kernel.execute("undefined")).value).toBeUndefined();
  });

  it("number themselves in the reply, the input and the result", async () => {
    const { outputs, reply } = await kernel.execute("1 + 1");
    const count = reply["execution_count"];
    expect(outputs.map(({ type }) => type)).toEqual(["execute_input", "execute_result"]);
    expect(outputs.map(({ content }) => content["execution_count"])).toEqual([count, count]);
    expect((await kernel.execute("1")).reply["execution_count"]).toBe(Number(count) + 1);
  });

  it("send prints and displays in order", async () => {
    const { outputs } = await kernel.execute(`
      import { display } from "tslab";
      console.log("one"); console.error("two"); display.html("<b>three</b>"); console.log("four");`);
    const seen = outputs.slice(1).map(({ type, content }) => content["text"] ?? type);
    expect(seen).toEqual(["one\n", "two\n", "display_data", "four\n"]);
  });

  it("stream what a synchronous loop prints while it runs", async () => {
    const code = 'console.log("begun"); for (const end = Date.now() + 1000; Date.now() < end; );';
    const arrivals: number[] = [];
    const { stdout } = await kernel.execute(code, {
      onOutput: ({ type }) => type === "stream" && arrivals.push(performance.now()),
    });
    expect(stdout).toBe("begun\n");
    expect(performance.now() - arrivals[0]!).toBeGreaterThan(700);
  });

  it("call back after a write", async () => {
    const code = 'await new Promise<void>((done) => process.stdout.write("x", () => done()));';
    expect(await printed(code)).toBe("x");
  });

  it("show a type error at its place", async () => {
    const { error } = await kernel.execute(
      "const fine = 1;\nconst wrong: { a: string } = { a: 1 };",
    );
    expect(error).toEqual({
      ename: "TypeScriptError",
      evalue: "2:32 - Type 'number' is not assignable to type 'string'.",
      traceback: [
        "TypeScriptError: cell:2:32 - Type 'number' is not assignable to type 'string'.",
        "  2 | const wrong: { a: string } = { a: 1 };",
        `    | ${" ".repeat(31)}^`,
      ],
    });
  });

  it("show an exception with its cause and the lines of its cells", async () => {
    const { reply } = await kernel.execute(
      'type T = 1;\n\nfunction fails(): never {\n  throw new RangeError("far", { cause: new Error("why") });\n}',
    );
    const { error } = await kernel.execute("\n\nfails();");
    const [declared, called] = [
      Number(reply["execution_count"]),
      Number(reply["execution_count"]) + 1,
    ];
    expect(error?.traceback).toEqual([
      "RangeError: far",
      `    at fails (cell ${declared}:4:9)`,
      `    at cell ${called}:3:1`,
      "Caused by: Error: why",
      `    at fails (cell ${declared}:4:40)`,
      `    at cell ${called}:3:1`,
    ]);
  });

  it("may throw anything", async () => {
    expect((await kernel.execute("throw { a: 1 };")).error).toEqual({
      ename: "Thrown",
      evalue: "{ a: 1 }",
      traceback: ["Thrown: { a: 1 }"],
    });
    expect((await kernel.execute("throw undefined;")).status).toBe("error");
  });

  it("await at the top level", async () => {
    expect(await printed("const later = await Promise.resolve(5); console.log(later);")).toBe(
      "5\n",
    );
    const { error } = await kernel.execute("for await (const x of [1]) console.log(x);");
    expect(error?.traceback.join("\n")).toContain("put `await 0;` before it");
  });

  it("have no say in the kernel's other answers", async () => {
    const history = await kernel.request("history_request", {});
    const comms = await kernel.request("comm_info_request", {});
    expect(history).toMatchObject({ status: "ok", history: [] });
    expect(comms).toMatchObject({ status: "ok", comms: {} });
    expect((await kernel.execute("1")).stderr).toBe("");
  });
});

describe("help", () => {
  it("completes names of the library", async () => {
    const code = 'import { seed, read } from "dgm/core";';
    const { matches } = await kernel.request("complete_request", {
      code,
      cursor_pos: code.indexOf("read") + 4,
    });
    expect(matches).toContain("ready");
    expect(await printed('import * as core from "dgm/core";')).toBe("");
    const member = await kernel.request("complete_request", { code: "core.requ", cursor_pos: 9 });
    expect(member["matches"]).toEqual(expect.arrayContaining(["requireInteger", "requireShape"]));
    expect(member).toMatchObject({ cursor_start: 5, cursor_end: 9 });
  });

  it("shows the signature and the description", async () => {
    await printed('import { seed } from "dgm/core";');
    const reply = await kernel.request("inspect_request", {
      code: "seed(0)",
      cursor_pos: 2,
      detail_level: 0,
    });
    const text = (reply["data"] as Record<string, string>)["text/plain"]!;
    expect(text).toMatch(/seed\(\w+: number\): (core\.)?Rng/);
    expect(text.split("\n").length).toBeGreaterThan(1);
  });

  it("knows whether code is complete", async () => {
    const complete = async (code: string) =>
      (await kernel.request("is_complete_request", { code }))["status"];
    expect(await complete("1 + 1")).toBe("complete");
    expect(await complete("if (true) {")).toBe("incomplete");
  });
});

describe("sources beside the notebook", () => {
  it("are checked, run, and followed when they change", async () => {
    await withFolder((cwd) =>
      withKernel(
        async (own) => {
          const write = (name: string, text: string) =>
            fs.writeFileSync(path.join(cwd, name), text);
          const load = 'import { a } from "./a"; console.log(a);';
          write("b.ts", "export const b = 1;");
          write("a.ts", 'import { b } from "./b"; export const a = b + 1;');
          expect((await own.execute(load)).stdout).toBe("2\n");
          write("b.ts", 'export const b: number = "one";');
          await vi.waitFor(async () => {
            const { error } = await own.execute(load);
            expect(error?.evalue).toBe(
              "b.ts:1:14 - Type 'string' is not assignable to type 'number'.",
            );
          }, WATCHED);
          write("b.ts", "export const b = 5;");
          await vi.waitFor(
            async () => expect((await own.execute(load)).error).toBeUndefined(),
            WATCHED,
          );
        },
        { cwd },
      ),
    );
  });
});

describe("the library", () => {
  it("prints nothing into the cell that loads TensorFlow", async () => {
    const { outputs } = await kernel.execute(
      'import { ready } from "dgm/core"; const on = await ready();',
    );
    expect(outputs.map(({ type }) => type)).toEqual(["execute_input"]);
  });

  it("is loaded anew by its import cell after it was built anew", async () => {
    await withKernel(async (own) => {
      const load = 'import { requireInteger } from "dgm/core";';
      await own.execute(load);
      await own.execute("const before = requireInteger;");
      const same = async () => {
        await own.execute(load);
        return (await own.execute("console.log(before === requireInteger)")).stdout;
      };
      expect(await same()).toBe("true\n");
      const built = path.join(ROOT, "lib", "dist", "core", "arguments.js");
      fs.utimesSync(built, new Date(), new Date());
      expect(await same()).toBe("false\n");
    });
  });
});
