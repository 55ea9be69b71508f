import fs from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { checkpoint } from "../../lib/notebook/checkpoint";
import { loadCheckpoint } from "../../lib/train/checkpoint";

const MB = 1e6;

describe("checkpoint", () => {
  it("finds what the repository ships, and names what there is when it does not", () => {
    expect(fs.existsSync(checkpoint("classifier-mnist"))).toBe(true);
    expect(() => checkpoint("gan-mars")).toThrow(/there is no 'gan-mars' in .*classifier-mnist/);
    expect(() => checkpoint("gan-mars")).toThrow("npm run train -- gan-mars");
  });

  it.each(["classifier-mnist", "ddpm-mnist"])("%s is whole, small and documented", async (name) => {
    const file = checkpoint(name);
    expect(fs.statSync(file).size).toBeLessThan(5 * MB);
    const kind = (
      JSON.parse(fs.readFileSync(file.replace(".safetensors", ".json"), "utf8")) as {
        kind: string;
      }
    ).kind;
    const { card, weights } = await loadCheckpoint(file, kind);
    expect(card.name).toBe(path.basename(file, ".safetensors"));
    const stored = [...weights.values()].reduce((sum, { data }) => sum + data.length, 0);
    expect(stored).toBe(card.parameters);
    expect(card.training!.lossCurve.length).toBe(
      Math.ceil(card.training!.steps / card.training!.lossSpan),
    );
    expect(Object.keys(card.metrics!).length).toBeGreaterThan(0);
  });
});
