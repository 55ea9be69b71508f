import { setTimeout as wait } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import { atOnce } from "../../scripts/course/atOnce";

describe("atOnce", () => {
  it.each([1, 2, 9])(
    "keeps the order of the items and runs no more than %i at once",
    async (jobs) => {
      let [running, most] = [0, 0];
      const double = async (x: number): Promise<number> => {
        most = Math.max(most, ++running);
        await wait(x);
        running--;
        return 2 * x;
      };
      expect(await atOnce([20, 5, 1, 10], jobs, double)).toEqual([40, 10, 2, 20]);
      expect(most).toBe(Math.min(jobs, 4));
    },
  );

  it("begins nothing after a failure, and waits for what is under way", async () => {
    const ended: string[] = [];
    const work = async (name: string): Promise<void> => {
      if (name === "bad") throw new Error("no data");
      await wait(10);
      ended.push(name);
    };
    await expect(atOnce(["slow", "bad", "later"], 2, work)).rejects.toThrow("no data");
    expect(ended).toEqual(["slow"]);
  });
});
