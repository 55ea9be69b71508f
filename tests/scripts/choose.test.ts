import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { chooseTensorflow, type Candidate } from "../../scripts/setup/tensorflow/choose";
import { requirementsText } from "../../scripts/setup/tensorflow/download";
import { nvidiaCards, type Probe } from "../../scripts/setup/tensorflow/probe";
import { cpuWheels, gpuWheel, nvidiaWheels } from "../../scripts/setup/tensorflow/releases";

const linux: Probe = { platform: "linux", arch: "x64", glibc: "2.36", cards: [] };
const card = { name: "NVIDIA L4", driver: "550.54.14", capability: "8.9" };

const kinds = (candidates: readonly Candidate[]): string[] =>
  candidates.map((c) => (c.kind === "wheel" ? `${c.wheel.requirement} ${c.variant}` : c.kind));

describe("chooseTensorflow", () => {
  it("takes the CPU wheel on Linux x86-64, then the prebuilt library, then WebAssembly", () => {
    const { candidates, reasons } = chooseTensorflow(linux);
    expect(kinds(candidates)).toEqual(["tensorflow-cpu==2.21.0 cpu", "prebuilt", "wasm"]);
    expect(candidates[0]).toMatchObject({ folder: "2.21.0-cpu-linux-x64", nvidia: [] });
    expect(reasons).toEqual([]);
  });

  it("takes the GPU wheel with CUDA where there is a card, and the CPU wheel after it", () => {
    const { candidates, reasons } = chooseTensorflow({ ...linux, cards: [card] });
    expect(kinds(candidates)).toEqual([
      "tensorflow==2.21.0 gpu",
      "tensorflow-cpu==2.21.0 cpu",
      "prebuilt",
      "wasm",
    ]);
    expect(candidates[0]).toMatchObject({ wheel: gpuWheel, nvidia: nvidiaWheels });
    expect(reasons).toEqual(["GPU build for NVIDIA L4, driver 550.54.14, compute capability 8.9"]);
  });

  it.each([
    ["470.256.02", "the NVIDIA driver 470.256.02 is older than 525, which CUDA 12 needs"],
    ["", "the NVIDIA driver (unknown) is older than 525, which CUDA 12 needs"],
  ])("does not use a card whose driver is %j", (driver, reason) => {
    const { candidates, reasons } = chooseTensorflow({ ...linux, cards: [{ ...card, driver }] });
    expect(kinds(candidates)[0]).toBe("tensorflow-cpu==2.21.0 cpu");
    expect(reasons).toEqual([`CPU build: ${reason}`]);
  });

  it("takes the package without a suffix on ARM and on a Mac", () => {
    const arm = chooseTensorflow({ ...linux, arch: "arm64" });
    const mac = chooseTensorflow({ platform: "darwin", arch: "arm64", cards: [] });
    expect(kinds(arm.candidates)[0]).toBe("tensorflow==2.21.0 cpu");
    expect(kinds(mac.candidates)[0]).toBe("tensorflow==2.21.0 cpu");
    expect(arm.candidates[0]).not.toEqual(mac.candidates[0]);
  });

  it.each<[string, Probe, string]>([
    ["Windows", { ...linux, platform: "win32", glibc: undefined }, "for win32 on x64"],
    ["an Intel Mac", { ...linux, platform: "darwin", glibc: undefined }, "for darwin on x64"],
    ["Alpine", { ...linux, glibc: undefined }, "does not use glibc"],
    ["an old glibc", { ...linux, glibc: "2.9" }, "glibc 2.9 is older than 2.27"],
  ])("has no wheel for %s and says why", (_, probe, reason) => {
    const plan = chooseTensorflow(probe);
    expect(kinds(plan.candidates)).toEqual(["prebuilt", "wasm"]);
    expect(plan.reasons.join()).toContain(reason);
  });

  it("follows DGM_TENSORFLOW", () => {
    const withCard = { ...linux, cards: [card] };
    expect(kinds(chooseTensorflow({ ...withCard, wish: "cpu" }).candidates)[0]).toMatch(/ cpu$/);
    expect(kinds(chooseTensorflow({ ...withCard, wish: "gpu" }).candidates)[0]).toMatch(/ gpu$/);
    expect(kinds(chooseTensorflow({ ...linux, wish: "wasm" }).candidates)).toEqual(["wasm"]);
    expect(() => chooseTensorflow({ ...linux, wish: "gpu" })).toThrow(
      "DGM_TENSORFLOW=gpu was asked for, but nvidia-smi lists no card.",
    );
    expect(() => chooseTensorflow({ ...linux, wish: "tpu" })).toThrow(
      "DGM_TENSORFLOW=tpu is unknown; expected one of cpu, gpu, wasm.",
    );
  });
});

describe("nvidiaCards", () => {
  const folder = mkdtempSync(join(tmpdir(), "dgm-smi-"));
  afterEach(() => rmSync(join(folder, "nvidia-smi"), { force: true }));

  function fake(script: string): NodeJS.ProcessEnv {
    const file = join(folder, "nvidia-smi");
    writeFileSync(file, `#!/bin/sh\n${script}\n`);
    chmodSync(file, 0o755);
    return { PATH: `${folder}:/usr/bin:/bin` };
  }

  it("reads what nvidia-smi lists", () => {
    const env = fake(`echo "NVIDIA L4, 550.54.14, 8.9"; echo "NVIDIA L4, 550.54.14, 8.9"`);
    expect(nvidiaCards(env)).toEqual([card, card]);
  });

  it("asks again without the compute capability, which old drivers do not know", () => {
    const env = fake(
      `case "$1" in *compute_cap*) echo bad field; exit 2;; esac; echo "Tesla T4, 460.32.03"`,
    );
    expect(nvidiaCards(env)).toEqual([{ name: "Tesla T4", driver: "460.32.03", capability: "" }]);
  });

  it("finds none where nvidia-smi is missing or fails", () => {
    expect(nvidiaCards({ PATH: folder })).toEqual([]);
    expect(nvidiaCards(fake(`echo "No devices were found"; exit 6`))).toEqual([]);
    expect(nvidiaCards(fake(`echo "No devices were found"`))).toEqual([]);
  });
});

describe("the pinned downloads", () => {
  it("name an exact version and a SHA-256 each, without repeating one", () => {
    const wheels = [...Object.values(cpuWheels), gpuWheel, ...nvidiaWheels].map((wheel) => wheel!);
    for (const { requirement, sha256 } of wheels) {
      expect(requirement).toMatch(/^[a-z0-9-]+==[0-9.]+$/);
      expect(sha256).toMatch(/^[0-9a-f]{64}$/);
    }
    expect(new Set(wheels.map(({ sha256 }) => sha256)).size).toBe(wheels.length);
    expect(requirementsText([gpuWheel])).toBe(
      `tensorflow==2.21.0 --hash=sha256:${gpuWheel.sha256}\n`,
    );
  });
});
