import fs from "node:fs/promises";
import path from "node:path";

/**
 * Writes a file so that a crash at any moment leaves either the old content or the new, never a mixture: into a
 * temporary file beside it, flushed to disk, then renamed.
 * @throws Error naming the path, the cause and the remedy; the old file is then unharmed.
 */
export function writeFileAtomically(file: string, bytes: Uint8Array | string): Promise<void> {
  return writeFilesAtomically(new Map([[file, bytes]]));
}

/**
 * Writes files that belong together: all of them into temporary files first, so that a full disk harms none, and then
 * renames one after the other.
 * @throws Error naming the path, the cause and the remedy; the old files are then unharmed.
 */
export async function writeFilesAtomically(
  files: ReadonlyMap<string, Uint8Array | string>,
): Promise<void> {
  const temporary = (file: string) => `${file}.${process.pid}.tmp`;
  let current = "";
  try {
    for (const [file, bytes] of files) {
      current = file;
      await fs.mkdir(path.dirname(file), { recursive: true });
      await writeFlushed(temporary(file), bytes);
    }
    for (const file of files.keys()) {
      current = file;
      await fs.rename(temporary(file), file);
    }
  } catch (error) {
    for (const file of files.keys()) {
      await fs.rm(temporary(file), { force: true }).catch(() => undefined);
    }
    throw new Error(`save: cannot write ${current}: ${remedy(error as NodeJS.ErrnoException)}`, {
      cause: error,
    });
  }
}

async function writeFlushed(file: string, bytes: Uint8Array | string): Promise<void> {
  const handle = await fs.open(file, "w");
  try {
    await handle.writeFile(bytes);
    await handle.sync();
  } finally {
    await handle.close();
  }
}

function remedy(error: NodeJS.ErrnoException): string {
  switch (error.code) {
    case "ENOSPC":
    case "EDQUOT":
      return "the disk is full; free some space and save again. The previous file is unharmed.";
    case "EACCES":
    case "EPERM":
    case "EROFS":
      return "the folder is not writable; choose another path or change its permissions.";
    case "ENOTDIR":
    case "EEXIST":
      return "a part of the path is a file, not a folder; choose another path.";
    case "EISDIR":
      return "it is a folder; choose another path.";
    default:
      return `${error.message}. The previous file is unharmed.`;
  }
}
