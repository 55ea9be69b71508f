"use strict";
/*
 * Keeps the kernel's own files as JavaScript under .local/, since compiling them at every start would take
 * a third of the time until the kernel answers. An entry is used only for exactly the text it was made from.
 */
const { createHash } = require("node:crypto");
const fs = require("node:fs");
const path = require("node:path");

const ROOT = path.resolve(__dirname, "..", "..");
const FOLDER = path.join(ROOT, ".local", "kernel");

function read(file) {
  try {
    return fs.readFileSync(file, "utf8");
  } catch {
    return "";
  }
}

/** Best effort: without a place to write, the kernel compiles at every start. */
function write(file, text) {
  const temporary = `${file}.${process.pid}`;
  try {
    fs.mkdirSync(FOLDER, { recursive: true });
    fs.writeFileSync(temporary, text);
    fs.renameSync(temporary, file);
  } catch {
    fs.rmSync(temporary, { force: true });
  }
}

/** Makes `service` (of ts-node) remember what it has compiled; `version` names compiler and options. */
function useCompileCache(service, version) {
  const compile = service.compile;
  service.compile = (code, fileName, ...rest) => {
    const name = path.relative(ROOT, fileName).replace(/[^\w.]/g, "-");
    const entry = path.join(FOLDER, `${name}.js`);
    const key = `\n// ${createHash("sha256").update(version).update(code).digest("hex")}\n`;
    const known = read(entry);
    if (known.endsWith(key)) return known;
    const output = compile(code, fileName, ...rest) + key;
    write(entry, output);
    return output;
  };
}

module.exports = { useCompileCache };
