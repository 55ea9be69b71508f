import { expect, it } from "vitest";
import { TwoPhases, type Converter } from "../../scripts/kernel/twoPhase";

/** Compiles to the text in capitals and counts how often it did. */
class Capitals implements Converter {
  compiled = 0;

  convert(_previous: string, source: string): string {
    this.compiled++;
    if (source === "") throw new Error("nothing to compile");
    return source.toUpperCase();
  }

  close(): void {
    this.compiled = 0;
  }
}

/** As tslab: compiles, and runs what it got. */
function machine() {
  const capitals = new Capitals();
  const phases = new TwoPhases();
  const converter = phases.wrap(capitals);
  const ran: unknown[] = [];
  const execute = async (source: string): Promise<boolean> => {
    ran.push(converter.convert("", source));
    return true;
  };
  return {
    capitals,
    ran,
    execute,
    compile: (source: string) => phases.compile(() => execute(source)),
  };
}

it("compiles first and runs what was compiled", async () => {
  const { capitals, ran, compile, execute } = machine();
  expect(await compile("a")).toBeUndefined();
  expect(ran).toEqual([]);
  expect(await execute("a")).toBe(true);
  expect(ran).toEqual(["A"]);
  expect(capitals.compiled).toBe(1);
});

it("forgets a cell that was never run", async () => {
  const { ran, compile, execute } = machine();
  await compile("dropped");
  await compile("b");
  await execute("b");
  expect(ran).toEqual(["B"]);
});

it("hands on what the compiler throws", async () => {
  const { compile, ran, execute } = machine();
  await expect(compile("")).rejects.toThrow("nothing to compile");
  await execute("c");
  expect(ran).toEqual(["C"]);
});
