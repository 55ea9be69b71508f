import { describe, expect, it } from "vitest";
import { digitQuality } from "../../lib/metrics/digitQuality";

describe("digitQuality", () => {
  it("counts classes and the confident share, the threshold included", () => {
    const quality = digitQuality(
      {
        labels: Uint8Array.of(3, 3, 7, 0),
        confidences: Float32Array.of(1, 0.5, 0.25, 0.75),
      },
      0.5,
    );
    expect(quality).toEqual({
      confidentShare: 0.75,
      threshold: 0.5,
      perClass: [1, 0, 0, 2, 0, 0, 0, 1, 0, 0],
      classes: 3,
    });
  });

  it("refuses to judge nothing", () => {
    const nothing = { labels: new Uint8Array(), confidences: new Float32Array() };
    expect(() => digitQuality(nothing)).toThrow("digitQuality: no pictures; pass at least one.");
  });
});
