import fs from "node:fs";
import promises from "node:fs/promises";
import path from "node:path";
import { afterEach, describe, expect, it, vi } from "vitest";
import { writeFileAtomically } from "../../lib/train";
import { writeFilesAtomically } from "../../lib/train/atomicFile";
import { runNode } from "../contracts/child";
import { temporaryFolder } from "../contracts/temporary";

const folder = temporaryFolder();
const read = (file: string) => fs.readFileSync(file, "utf8");
let count = 0;
const fresh = () => path.join(folder, `case${count++}`, "state.bin");

afterEach(() => {
  vi.restoreAllMocks();
});

const failure = (code: string) => Object.assign(new Error(`${code}: made up`), { code });

/** A disk that is full: files can be opened, but not written. */
function fillDisk(code: string, after = 0): void {
  const open = promises.open;
  let opened = 0;
  vi.spyOn(promises, "open").mockImplementation(async (...args) => {
    const handle = await open(...args);
    if (opened++ >= after) vi.spyOn(handle, "writeFile").mockRejectedValue(failure(code));
    return handle;
  });
}

describe("writeFileAtomically", () => {
  it("makes the folder, writes, and replaces, leaving nothing else", async () => {
    const file = fresh();
    await writeFileAtomically(file, "old");
    await writeFileAtomically(file, Uint8Array.of(110, 101, 119));
    expect(read(file)).toBe("new");
    expect(fs.readdirSync(path.dirname(file))).toEqual(["state.bin"]);
  });

  it.each(["ENOSPC", "EDQUOT"])("keeps the old file when the disk is full (%s)", async (code) => {
    const file = fresh();
    await writeFileAtomically(file, "old");
    fillDisk(code);
    await expect(writeFileAtomically(file, "new")).rejects.toThrow(
      `save: cannot write ${file}: the disk is full; free some space and save again. The previous file is unharmed.`,
    );
    expect(read(file)).toBe("old");
    expect(fs.readdirSync(path.dirname(file))).toEqual(["state.bin"]);
  });

  it("keeps the old file when the process is killed before the rename", async () => {
    const file = fresh();
    await writeFileAtomically(file, "old");
    const { signal } = await runNode(`
      require("node:fs/promises").rename = () => process.kill(process.pid, "SIGKILL");
      require("./lib/train/atomicFile").writeFileAtomically(${JSON.stringify(file)}, "half");
    `);
    expect(signal).toBe("SIGKILL");
    expect(read(file)).toBe("old");
    await writeFileAtomically(file, "new");
    expect(read(file)).toBe("new");
  });

  it("says that a part of the path is a file", async () => {
    const file = fresh();
    await writeFileAtomically(file, "old");
    const below = path.join(file, "x", "state.bin");
    await expect(writeFileAtomically(below, "new")).rejects.toThrow(
      `save: cannot write ${below}: a part of the path is a file, not a folder; choose another path.`,
    );
    expect(read(file)).toBe("old");
  });

  it("says that the path is a folder", async () => {
    const file = fresh();
    fs.mkdirSync(file, { recursive: true });
    await expect(writeFileAtomically(file, "new")).rejects.toThrow(
      `save: cannot write ${file}: it is a folder; choose another path.`,
    );
    expect(fs.readdirSync(path.dirname(file))).toEqual(["state.bin"]);
  });

  it.each(["EACCES", "EPERM", "EROFS"])(
    "says that the folder is not writable (%s)",
    async (code) => {
      const file = fresh();
      await writeFileAtomically(file, "old");
      vi.spyOn(promises, "open").mockRejectedValue(failure(code));
      await expect(writeFileAtomically(file, "new")).rejects.toThrow(
        `save: cannot write ${file}: the folder is not writable; choose another path or change its permissions.`,
      );
      expect(read(file)).toBe("old");
    },
  );

  it("meets a real folder that is not writable", async (context) => {
    context.skip(process.getuid?.() === 0, "root may write everywhere");
    context.skip(process.platform === "win32", "permissions work otherwise on Windows");
    const file = fresh();
    fs.mkdirSync(path.dirname(file));
    fs.chmodSync(path.dirname(file), 0o555);
    await expect(writeFileAtomically(file, "new")).rejects.toThrow("the folder is not writable");
    fs.chmodSync(path.dirname(file), 0o755);
  });

  it("says what else went wrong", async () => {
    const file = fresh();
    vi.spyOn(promises, "rename").mockRejectedValue(failure("EIO"));
    await expect(writeFileAtomically(file, "new")).rejects.toThrow(
      `save: cannot write ${file}: EIO: made up. The previous file is unharmed.`,
    );
  });
});

describe("writeFilesAtomically", () => {
  it("replaces none of several files when the disk is full at the last", async () => {
    const one = fresh();
    const two = path.join(path.dirname(one), "card.json");
    const both = (text: string) =>
      new Map([
        [one, text],
        [two, text],
      ]);
    await writeFilesAtomically(both("old"));
    fillDisk("ENOSPC", 1);
    await expect(writeFilesAtomically(both("new"))).rejects.toThrow(`save: cannot write ${two}`);
    expect([read(one), read(two)]).toEqual(["old", "old"]);
    expect(fs.readdirSync(path.dirname(one)).sort()).toEqual(["card.json", "state.bin"]);
  });
});
