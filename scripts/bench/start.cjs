"use strict";
/*
 * Starts a process of a measurement: node start.cjs <file.ts> [arguments]. The file exports `main(args)`.
 */
const path = require("path");
require("../setup/typescript.cjs").registerTypeScript(path.resolve(__dirname, "..", ".."));

const fail = (error) => {
  console.error(error);
  process.exitCode = 1;
};
require(path.resolve(process.argv[2])).main(process.argv.slice(3)).catch(fail);
