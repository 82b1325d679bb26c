import type { Service } from "../spec";
import { envoyConfig } from "./envoy";
import { kongConfig } from "./kong";
import { command, tcp } from "./probe";

/** The gateway as the other services see it. */
export const gatewayUrl = "http://api-gw:8000";

/** Names that upstream's clients and configs call it by, whichever program it is. */
const aliases = ["api-gw", "envoy", "kong"];

/** The API gateway: the one door of an instance. */
export const gateway: Service = (instance, secrets, urls) => {
  const ports = [{ binding: instance.ports.gateway, container: 8000 }];
  return instance.config.gateway === "kong" ? kong(instance, secrets, urls) : envoy(instance, secrets, urls);

  function envoy(...args: Parameters<Service>) {
    return {
      aliases,
      entrypoint: ["/usr/local/bin/envoy"],
      command: ["-c", "/etc/envoy/envoy.yaml", "--log-level", logLevel(instance.config.logLevel), "--concurrency", "2"],
      env: {},
      files: [{ path: "/etc/envoy/envoy.yaml", content: envoyConfig(...args) }],
      healthcheck: tcp(8000),
      ports,
    };
  }

  function kong(...args: Parameters<Service>) {
    return {
      aliases,
      env: {
        KONG_DATABASE: "off",
        KONG_DECLARATIVE_CONFIG: "/home/kong/kong.yml",
        KONG_DNS_NOT_FOUND_TTL: "1",
        KONG_DNS_ORDER: "LAST,A,CNAME",
        KONG_DNS_VALID_TTL: "5",
        KONG_NGINX_PROXY_PROXY_BUFFERS: "64 160k",
        KONG_NGINX_PROXY_PROXY_BUFFER_SIZE: "160k",
        KONG_PLUGINS: "request-transformer,cors,key-auth,acl,basic-auth,request-termination,post-function",
        KONG_PROXY_ACCESS_LOG: "/dev/stdout combined",
        KONG_ROUTER_FLAVOR: "expressions",
      },
      files: [{ path: "/home/kong/kong.yml", content: kongConfig(...args) }],
      healthcheck: command(["kong", "health"], { retries: 5 }),
      ports,
    };
  }
};

/** Envoy says "warning" where others say "warn"; its "info" is one line per cluster and start. */
const logLevel = (level: string) => (level === "warn" || level === "info" ? "warning" : level);
