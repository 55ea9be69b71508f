"use strict";
/*
 * Lets plain Node require the TypeScript files of scripts/: ts-node translates each file (without checking types),
 * and what it made is kept in .local/cache, because loading the compiler takes longer than most commands run.
 */
const crypto = require("crypto");
const fs = require("fs");
const path = require("path");

const OPTIONS = {
  transpileOnly: true,
  skipProject: true,
  compilerOptions: {
    module: "CommonJS",
    moduleResolution: "Node10",
    target: "ES2022",
    esModuleInterop: true,
  },
};

/** Keeps a translation; a cache that cannot be written is no error. */
function keep(folder, slug, file, code) {
  try {
    fs.mkdirSync(folder, { recursive: true });
    const old = fs.readdirSync(folder).filter((name) => name.startsWith(slug + "@"));
    fs.writeFileSync(file + "." + process.pid, code);
    fs.renameSync(file + "." + process.pid, file);
    old.forEach((name) => fs.rmSync(path.join(folder, name), { force: true }));
  } catch {
    return;
  }
}

/** Makes `require` understand the .ts files of the repository `root` in this process. */
function registerTypeScript(root) {
  const folder = path.join(root, ".local", "cache", "scripts");
  let service;
  const translate = (code, filename) => {
    service = service || require("ts-node").create(OPTIONS);
    return service.compile(code, filename);
  };
  process.setSourceMapsEnabled(true);
  require.extensions[".ts"] = (module, filename) => {
    const source = fs.readFileSync(filename, "utf8");
    const hash = crypto
      .createHash("sha256")
      .update(filename + "\n" + JSON.stringify(OPTIONS) + "\n" + source);
    const slug = path.relative(root, filename).replace(/[^A-Za-z0-9]+/g, "-");
    const file = path.join(folder, slug + "@" + hash.digest("hex").slice(0, 20) + ".js");
    let code;
    try {
      code = fs.readFileSync(file, "utf8");
    } catch {
      code = translate(source, filename);
      keep(folder, slug, file, code);
    }
    module._compile(code, filename);
  };
}

module.exports = { registerTypeScript };
