import { describeEnd, execute, type Executed } from "./execute";
import { pythonOf } from "./paths";
import { SetupProblem } from "./problem";
import type { StepContext } from "./steps";

interface Explanation {
  readonly pattern: RegExp;
  readonly cause: string;
  readonly remedy: string;
  /** Whether another way to the same thing may be tried. */
  readonly avoidable?: boolean;
}

/** What pip's messages mean, with what to do; the first that matches counts. */
const EXPLANATIONS: readonly Explanation[] = [
  {
    pattern: /No space left on device|Errno 28/i,
    cause: "the disk is full",
    remedy:
      "Free some space (the temporary folder counts as well), then run the same command again.",
  },
  {
    pattern: /DO NOT MATCH THE HASHES|hash mismatch/i,
    cause: "the download is not the file it should be (its SHA-256 differs)",
    remedy:
      "Empty pip's cache (`python3 -m pip cache purge`) and try again; if it stays, do not trust the index.",
  },
  {
    pattern: /CERTIFICATE_VERIFY_FAILED|SSLError/i,
    cause: "the certificate of the package index was refused",
    remedy:
      "Behind a proxy that reads TLS, name its certificate: export PIP_CERT=/path/to/certificate.pem",
  },
  {
    pattern:
      /ProxyError|Name or service not known|name resolution|getaddrinfo|Connection (refused|reset)|Network is unreachable|timed out|Max retries|NewConnectionError/i,
    cause: "the package index cannot be reached",
    remedy:
      "Check the network. Behind a proxy: export HTTPS_PROXY=http://HOST:PORT; without a network: environment.md, Offline.",
    avoidable: true,
  },
  {
    // With --quiet this is all that pip says of an index that it cannot reach, too.
    pattern: /\(from versions: none\)/,
    cause: "the package index was not reached, or does not have this file",
    remedy:
      "Check the network and PIP_INDEX_URL. Behind a proxy: export HTTPS_PROXY=http://HOST:PORT; without a network: environment.md, Offline.",
    avoidable: true,
  },
];

/** A failed pip as a problem in plain words. */
export function explainPip(what: string, done: Executed): SetupProblem {
  const text = `${done.stdout}\n${done.stderr}`;
  const known = EXPLANATIONS.find(({ pattern }) => pattern.test(text));
  if (known === undefined)
    return new SetupProblem(`${what}: pip ${describeEnd(done)}`, undefined, true);
  return new SetupProblem(`${what}: ${known.cause}.`, known.remedy, known.avoidable);
}

/** Variables of the user's that would send pip's files elsewhere. */
const DIVERTING = /^(PYTHONHOME|PYTHONPATH|PIP_(USER|TARGET|PREFIX|ROOT|REQUIRE_VIRTUALENV))$/;

function pipEnv(): NodeJS.ProcessEnv {
  const kept = Object.entries(process.env).filter(([name]) => !DIVERTING.test(name));
  return { ...Object.fromEntries(kept), PIP_DISABLE_PIP_VERSION_CHECK: "1", PIP_NO_INPUT: "1" };
}

/**
 * Runs pip of a virtual environment.
 *
 * @param what the purpose, as the error message names it
 * @throws SetupProblem with the cause in plain words
 */
export async function pip(
  context: Pick<StepContext, "places" | "signal">,
  what: string,
  args: readonly string[],
  venv: string = context.places.venv,
): Promise<void> {
  const done = await execute(pythonOf(venv), ["-m", "pip", ...args], {
    env: pipEnv(),
    signal: context.signal,
  });
  if (done.status !== 0) throw explainPip(what, done);
}
