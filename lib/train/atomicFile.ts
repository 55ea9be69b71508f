import fs from "node:fs/promises";
import path from "node:path";

/**
 * Writes a file so that a crash at any moment leaves either the old content or the new, never a mixture: into a
 * temporary file beside it, flushed to disk, then renamed.
 * @throws Error naming the path, the cause and the remedy; the old file is then unharmed.
 */
export async function writeFileAtomically(file: string, bytes: Uint8Array | string): Promise<void> {
  const temporary = `${file}.${process.pid}.tmp`;
  try {
    await fs.mkdir(path.dirname(file), { recursive: true });
    const handle = await fs.open(temporary, "w");
    try {
      await handle.writeFile(bytes);
      await handle.sync();
    } finally {
      await handle.close();
    }
    await fs.rename(temporary, file);
  } catch (error) {
    await fs.rm(temporary, { force: true }).catch(() => undefined);
    throw new Error(`save: cannot write ${file}: ${remedy(error as NodeJS.ErrnoException)}`, {
      cause: error,
    });
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
    default:
      return `${error.message}. The previous file is unharmed.`;
  }
}
