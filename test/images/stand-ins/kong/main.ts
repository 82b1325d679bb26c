import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import { createServer as createTlsServer } from "node:https";
import { readEnvironment } from "../common/environment.ts";
import { messageOf } from "../common/json.ts";
import { log, refuse } from "../common/log.ts";
import { stopOnSignal } from "../common/serve.ts";
import { readConfiguration } from "./configuration.ts";
import { proxy, proxyUpgrade } from "./proxy.ts";

stopOnSignal();
const environment = readEnvironment("kong", (given) =>
  given.optional("KONG_SSL_CERT") === undefined && given.optional("KONG_SSL_CERT_KEY") === undefined
    ? []
    : ["KONG_SSL_CERT", "KONG_SSL_CERT_KEY"]
        .filter((name) => given.optional(name) === undefined)
        .map((name) => `${name}: is missing, and the other half of the pair is there`),
);

const path = environment.text("KONG_DECLARATIVE_CONFIG");
const configuration = load();

function load() {
  try {
    const { configuration: read, problems } = readConfiguration(
      readFileSync(path, "utf8"),
      environment.list("KONG_PLUGINS"),
    );
    if (problems.length > 0)
      refuse(
        "kong",
        problems.map((problem) => `${path}: ${problem}`),
      );
    return read;
  } catch (error) {
    return refuse("kong", [`KONG_DECLARATIVE_CONFIG: ${messageOf(error)}`]);
  }
}

createServer(proxy(configuration, false)).on("upgrade", proxyUpgrade(configuration, false)).listen(8000, "0.0.0.0");
const [certificate, key] = [environment.optional("KONG_SSL_CERT"), environment.optional("KONG_SSL_CERT_KEY")];
if (certificate !== undefined && key !== undefined) {
  const pair = { cert: readFileSync(certificate), key: readFileSync(key) };
  createTlsServer(pair, proxy(configuration, true))
    .on("upgrade", proxyUpgrade(configuration, true))
    .listen(8443, "0.0.0.0");
}
// What `kong health` asks; like Kong's own status it is there for the container alone.
createServer((_request, response) => response.end("Kong is healthy at /usr/local/kong\n")).listen(
  8001,
  "127.0.0.1",
  () => log("info", "kong started", { routes: configuration.routes.length }),
);
