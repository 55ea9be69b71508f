import { randomUUID } from "node:crypto";
import fs from "node:fs";
import net from "node:net";
import path from "node:path";

export const ROOT = path.resolve(__dirname, "..", "..");

/** The words of a command; `node` stands for a Node, `{connection_file}` for the connection file. */
export type Command = readonly string[];

/** The content of a connection file. */
export type Connection = Readonly<Record<string, string | number>>;

/** The command of our kernelspec. */
export function kernelspecCommand(): Command {
  const folder = path.join(ROOT, "scripts", "jupyter", "kernels", "dgm");
  const spec = JSON.parse(fs.readFileSync(path.join(folder, "kernel.json"), "utf8")) as {
    argv: string[];
  };
  return spec.argv.map((word) => word.replace("{resource_dir}", folder));
}

/** The command of tslab as published. */
export const STOCK_COMMAND: Command = [
  "node",
  path.join(ROOT, "node_modules", "tslab", "bin", "tslab"),
  "kernel",
  "--config-path",
  "{connection_file}",
];

/** Ports that are free now. */
async function freePorts(count: number): Promise<number[]> {
  const listening = (): Promise<net.Server> => {
    const server = net.createServer();
    return new Promise((resolve) => server.listen(0, "127.0.0.1", () => resolve(server)));
  };
  const servers = await Promise.all(Array.from({ length: count }, listening));
  const ports = servers.map((server) => (server.address() as net.AddressInfo).port);
  await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
  return ports;
}

/** A connection on free ports, with a key of its own. */
export async function createConnection(): Promise<Connection> {
  const names = ["shell_port", "iopub_port", "stdin_port", "control_port", "hb_port"];
  const ports = await freePorts(names.length);
  return {
    transport: "tcp",
    ip: "127.0.0.1",
    kernel_name: "dgm",
    signature_scheme: "hmac-sha256",
    key: randomUUID(),
    ...Object.fromEntries(names.map((name, i) => [name, ports[i]!])),
  };
}

/** The program and its arguments, with the Node and the connection file put in. */
export function fillIn(
  command: Command,
  node: string,
  connectionFile: string,
): { program: string; words: string[] } {
  const [program, ...words] = command.map((word) =>
    word === "node" ? node : word.replace("{connection_file}", connectionFile),
  );
  return { program: program!, words };
}
