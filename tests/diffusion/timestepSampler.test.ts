import { beforeEach, describe, expect, it } from "vitest";
import { keyTensor, seed } from "../../lib/core";
import * as tf from "../../lib/core/tf";
import {
  drawTimesteps,
  emptyHistory,
  recordLosses,
  timestepProbabilities,
  type LossHistory,
} from "../../lib/diffusion";
import { expectClose } from "../contracts/close";
import { expectNoLeak } from "../contracts/leaks";
import { nativeOnly } from "../contracts/native";

beforeEach(nativeOnly);

const T = 6;
const free = ({ losses, counts }: LossHistory) => tf.dispose([losses, counts]);

/** OpenAI's bookkeeping in plain numbers, one loss after the other. */
function plain(updates: readonly (readonly (readonly [number, number])[])[]): number[][] {
  const rows = Array.from({ length: T }, (): number[] => []);
  for (const update of updates) {
    for (const [t, loss] of update) {
      rows[t]!.push(loss);
      if (rows[t]!.length > 10) rows[t]!.shift();
    }
  }
  return rows;
}

/** Random updates of `batch` losses. */
function updates(count: number, batch: number, key: number) {
  return Array.from({ length: count }, (_, i) => {
    const rng = seed(key).fold(i);
    const t = rng.fold("t").integerArray(batch, { high: T });
    const losses = rng.fold("loss").uniformArray(batch);
    return Array.from(t, (step, j) => [step, losses[j]!] as const);
  });
}

function recorded(all: readonly (readonly (readonly [number, number])[])[]): LossHistory {
  let history = emptyHistory(T);
  for (const update of all) {
    const [t, losses] = [
      tf.tensor1d(
        update.map(([step]) => step),
        "int32",
      ),
      tf.tensor1d(update.map(([, loss]) => loss)),
    ];
    const next = recordLosses(history, t, losses);
    free(history);
    tf.dispose([t, losses]);
    history = next;
  }
  return history;
}

describe("recordLosses", () => {
  it.each([
    ["one at a time", 80, 1],
    ["several of one t in an update", 30, 8],
    ["more of one t than are remembered", 4, 100],
    ["too few to fill", 3, 4],
  ])("remembers the last 10 of each t, in their order: %s", (_name, count, batch) => {
    const all = updates(count, batch, 3);
    const history = recorded(all);
    const rows = plain(all);
    expect([...history.counts.dataSync()]).toEqual(rows.map(({ length }) => length));
    const expected = rows.flatMap((row) => [...Array(10 - row.length).fill(0), ...row]);
    expectClose(history.losses.dataSync(), expected, { absolute: 1e-7 });
    free(history);
  });
});

describe("timestepProbabilities", () => {
  it("are uniform until every t has ten losses", () => {
    const almost = Array.from({ length: 10 }, () =>
      Array.from({ length: T - 1 }, (_, t) => [t, 5] as const),
    );
    const history = recorded([...almost, ...Array(9).fill([[T - 1, 1]])]);
    tf.tidy(() => {
      const p = timestepProbabilities(history).dataSync();
      expectClose(p, Array(T).fill(1 / T), { absolute: 1e-7 });
    });
    free(history);
  });

  it("then follow √E[L²], with a thousandth of uniform", () => {
    const all = updates(60, 6, 8);
    const history = recorded(all);
    const roots = plain(all).map((row) => Math.sqrt(row.reduce((s, l) => s + l * l, 0) / 10));
    const total = roots.reduce((a, b) => a + b, 0);
    const expected = roots.map((root) => (0.999 * root) / total + 0.001 / T);
    tf.tidy(() => {
      expectClose(timestepProbabilities(history).dataSync(), expected, { relative: 1e-5 });
    });
    free(history);
  });

  it("are uniform when every loss is 0", () => {
    const history = recorded(Array(10).fill(Array.from({ length: T }, (_, t) => [t, 0] as const)));
    tf.tidy(() => {
      expectClose(timestepProbabilities(history).dataSync(), Array(T).fill(1 / T), {
        absolute: 1e-7,
      });
    });
    free(history);
  });
});

describe("drawTimesteps", () => {
  const p = [0.05, 0.4, 0.05, 0.25, 0.05, 0.2];

  /** False-alarm rate: 6e-5 for each of 6 shares (4 standard errors). */
  it("draws each t with its probability, and counts it 1/(T p)", () => {
    tf.tidy(() => {
      const n = 40_000;
      const { t, weights } = drawTimesteps(tf.tensor1d(p), n, keyTensor(seed(4)));
      const drawn = t.dataSync();
      p.forEach((share, step) => {
        const found = drawn.filter((each) => each === step).length / n;
        expect(Math.abs(found - share)).toBeLessThan(4 * Math.sqrt((share * (1 - share)) / n));
      });
      expectClose(
        weights.dataSync(),
        Array.from(drawn, (step) => 1 / (T * p[step]!)),
        { relative: 1e-5 },
      );
    });
  });

  it("so that an expectation is what it is with uniform t: exactly, over all t", () => {
    const losses = [3, 1, 4, 1, 5, 9];
    const weighted = losses.reduce((sum, loss, t) => sum + p[t]! * (loss / (T * p[t]!)), 0);
    expect(weighted).toBeCloseTo(losses.reduce((a, b) => a + b) / T, 12);
  });

  it("leaves nothing behind but its results", async () => {
    const history = recorded(updates(3, 4, 1));
    const [t, losses, key] = [
      tf.tensor1d([1, 2], "int32"),
      tf.tensor1d([1, 2]),
      keyTensor(seed(1)),
    ];
    await expectNoLeak(() => Object.values(recordLosses(history, t, losses)));
    await expectNoLeak(() => timestepProbabilities(history));
    await expectNoLeak(() => Object.values(drawTimesteps(history.counts, 3, key)));
    tf.dispose([t, losses, key]);
    free(history);
  });

  it("refuses a process without steps", () => {
    expect(() => emptyHistory(0)).toThrow("timesteps: T=0 is not an integer of at least 1");
  });
});
