"use strict";
/*
 * The entry behind every npm script: node scripts/run.cjs <command> [arguments].
 * Plain JavaScript in old syntax, so that it runs with nothing installed and can refuse an old Node politely.
 * It installs the npm packages when they are missing, registers ts-node, completes the set-up where the command
 * needs it, and calls `main(args): Promise<number>` (the exit status) of scripts/<command>.ts.
 */
const childProcess = require("child_process");
const fs = require("fs");
const path = require("path");

const OLDEST_NODE = 20;
/** Commands that call the set-up themselves, or must work where it is broken. */
const WITHOUT_SETUP = ["setup", "start", "test", "doctor"];

/** What is wrong with this version of Node ("18.19.0"), or undefined. */
function nodeProblem(version) {
  if (Number(version.split(".")[0]) >= OLDEST_NODE) return undefined;
  return (
    "Node " +
    version +
    " is too old: Node " +
    OLDEST_NODE +
    " or newer is needed (20, 22 and 24 are tested).\n" +
    "  Debian/Ubuntu: sudo apt-get install nodejs npm   (where that is older: nvm install 22)\n" +
    "  macOS:         brew install node@22\n" +
    "  Windows:       winget install OpenJS.NodeJS.LTS"
  );
}

function readJson(file) {
  try {
    return JSON.parse(fs.readFileSync(file, "utf8"));
  } catch {
    return undefined;
  }
}

function markerOf(root) {
  return path.join(root, ".local", "npm-install-running");
}

/** Why the npm packages have to be installed, or undefined when node_modules is what package-lock.json says. */
function packagesProblem(root) {
  const installed = readJson(path.join(root, "node_modules", ".package-lock.json"));
  if (!installed) return "they are not installed yet";
  if (fs.existsSync(markerOf(root))) return "the last installation was interrupted";
  const wanted = readJson(path.join(root, "package-lock.json"));
  if (!wanted) return undefined;
  const names = Object.keys(wanted.packages).filter(function (name) {
    const entry = wanted.packages[name];
    if (name.indexOf("node_modules/") !== 0 || entry.link) return false;
    const found = installed.packages[name];
    return found
      ? found.version !== entry.version
      : !entry.optional && !entry.devOptional && !entry.peer;
  });
  if (names.length === 0) return undefined;
  return (
    names[0].replace("node_modules/", "") +
    " is missing or has another version than package-lock.json says"
  );
}

/** The command line of npm: the npm that called us, else the one on the PATH. */
function npmCommand(args) {
  const script = process.env.npm_execpath;
  if (script && /npm-cli\.c?js$/.test(script))
    return [process.execPath, [script].concat(args), false];
  return ["npm", args, process.platform === "win32"];
}

/** Installs the npm packages by `npm ci`; returns what went wrong, or undefined. */
function installPackages(root, reason) {
  const started = Date.now();
  process.stdout.write("npm packages (" + reason + "; about 30 s) ...\n");
  fs.mkdirSync(path.join(root, ".local"), { recursive: true });
  fs.writeFileSync(markerOf(root), "");
  const npm = npmCommand(["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"]);
  const done = childProcess.spawnSync(npm[0], npm[1], {
    cwd: root,
    stdio: "inherit",
    shell: npm[2],
  });
  if (done.error)
    return (
      "npm could not be started (" +
      done.error.message +
      "); it comes with Node: " +
      "install Node again"
    );
  if (done.signal) return "npm ci was interrupted; run the same command again to go on";
  if (done.status !== 0) {
    return (
      "npm ci ended with status " +
      done.status +
      " (its message is above).\n" +
      "  No network, or behind a proxy? npm config set proxy http://HOST:PORT, or set HTTPS_PROXY\n" +
      "  Disk full? `npm cache clean --force` frees npm's cache"
    );
  }
  fs.rmSync(markerOf(root), { force: true });
  process.stdout.write(
    "npm packages: done in " + ((Date.now() - started) / 1000).toFixed(1) + " s\n",
  );
  return undefined;
}

/** The commands there are: the TypeScript files of this folder. */
function commands() {
  const files = fs.readdirSync(__dirname).filter((name) => /^[a-z-]+\.ts$/.test(name));
  return files.map((name) => name.replace(".ts", "")).sort();
}

/** Runs this file once more under `env` (the dynamic loader reads its variables only when a process starts). */
function again(argv, env) {
  return new Promise((resolve, reject) => {
    const child = childProcess.spawn(process.execPath, [__filename].concat(argv), {
      stdio: "inherit",
      env: env,
    });
    process.on("SIGINT", () => undefined); // the terminal sends it to the child as well
    ["SIGTERM", "SIGHUP"].forEach((signal) => process.on(signal, () => child.kill(signal)));
    child.on("error", reject);
    child.on("exit", (status) => resolve(status === null ? 1 : status));
  });
}

/** Sets the environment of the course in this process. Returns an exit status where another process had to do it. */
async function adoptEnvironment(argv) {
  const env = require("./setup/environment").runtimeEnv(process.env);
  if (env.LD_LIBRARY_PATH !== process.env.LD_LIBRARY_PATH) return again(argv, env);
  Object.keys(process.env)
    .filter((name) => !(name in env))
    .forEach((name) => Reflect.deleteProperty(process.env, name));
  Object.assign(process.env, env);
  return undefined;
}

async function dispatch(command, args) {
  require("./setup/typescript.cjs").registerTypeScript(path.resolve(__dirname, ".."));
  if (WITHOUT_SETUP.indexOf(command) < 0) await require("./setup/ensure").ensureSetup();
  const status = command === "setup" ? undefined : await adoptEnvironment([command].concat(args));
  return status === undefined ? require("./" + command + ".ts").main(args) : status;
}

/** Runs one command; resolves to the exit status. */
async function main(argv) {
  const problem = nodeProblem(process.versions.node);
  const known = commands();
  if (problem || known.indexOf(argv[0]) < 0) {
    console.error(
      problem ||
        "Unknown command " +
          JSON.stringify(argv[0] || "") +
          "; the commands are: " +
          known.join(", "),
    );
    return 1;
  }
  const root = path.resolve(__dirname, "..");
  const reason = packagesProblem(root);
  const failure = reason && installPackages(root, reason);
  if (failure) {
    console.error("\n" + failure);
    return 1;
  }
  try {
    return await dispatch(argv[0], argv.slice(1));
  } catch (error) {
    console.error(error && error.name === "SetupProblem" ? "\n" + error.message : error);
    return 1;
  }
}

module.exports = { nodeProblem, packagesProblem };

if (require.main === module) {
  main(process.argv.slice(2)).then((status) => {
    process.exitCode = status;
    setTimeout(() => process.exit(), 2000).unref(); // a forgotten handle must not keep the command alive
  });
}
