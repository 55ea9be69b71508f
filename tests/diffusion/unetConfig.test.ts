import { beforeEach, describe, expect, it } from "vitest";
import { seed } from "../../lib/core";
import { createUNet, type UNetConfig } from "../../lib/diffusion";
import { expectNoLeak } from "../contracts/leaks";
import { nativeOnly } from "../contracts/native";

const small: UNetConfig = {
  imageSize: 8,
  channels: 2,
  baseChannels: 8,
  channelMultipliers: [1, 2],
  groups: 4,
};

beforeEach(nativeOnly);

describe("the config of a U-Net", () => {
  it.each([
    [28, [1, 2, 2], ["down.2.block0", "middle1", "up.2.block0", "up.2.block1"]],
    [32, [1, 2, 2], ["down.2.block0", "middle1", "up.2.block0", "up.2.block1"]],
    [32, [1, 2, 2, 2], ["down.2.block0", "middle1", "up.2.block0", "up.2.block1"]],
    [32, [1, 2], ["middle1"]],
    [30, [1, 2], ["middle1"]],
    [8, [1], ["middle1"]],
  ])(
    "attends at a quarter of %i pixels where one of the levels %j is there",
    (imageSize, channelMultipliers, expected) => {
      const config = { imageSize, channels: 1, baseChannels: 4, channelMultipliers, groups: 2 };
      const net = createUNet(config, seed(0));
      const names = [...net.parameters.variables.keys()].filter((name) =>
        name.endsWith(".attention.norm.weight"),
      );
      expect(names.map((name) => name.replace(".attention.norm.weight", "")).sort()).toEqual(
        expected,
      );
      net.parameters.dispose();
    },
  );

  it.each([
    [
      { imageSize: 10, channelMultipliers: [1, 2, 2] },
      "unet: imageSize=10 cannot be halved 2 times; pass a multiple of 4, or fewer channelMultipliers.",
    ],
    [{ imageSize: 0 }, "unet: imageSize=0 is not an integer of at least 1"],
    [{ channels: 1.5 }, "unet: channels=1.5"],
    [{ blocksPerLevel: 0 }, "unet: blocksPerLevel=0"],
    [{ channelMultipliers: [] }, "unet: channelMultipliers is empty; pass one for each level."],
    [{ channelMultipliers: [1, 0] }, "unet: channelMultipliers=0"],
    [{ baseChannels: 9 }, "unet: baseChannels=9; pass an even number of at least 4."],
    [{ groups: 3 }, "unet: 3 groups do not divide baseChannels=8; choose a divisor."],
    [
      { attentionResolutions: [7, 4, 2] },
      "unet: no level has the attentionResolutions 7, 2; the levels have 8, 4. Pass some of these, or [] for attention in " +
        "the middle alone.",
    ],
    [
      { timeEmbedding: "vaswani" as "ddpm" },
      "unet: no timeEmbedding 'vaswani'; pass one of ddpm, guided-diffusion.",
    ],
  ])("refuses the config %j and leaves no tensor behind", async (config, message) => {
    await expectNoLeak(() => {
      expect(() => createUNet({ ...small, ...config }, seed(0))).toThrow(message);
    });
  });
});
