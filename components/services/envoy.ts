import { createHash } from "node:crypto";
import * as pulumi from "@pulumi/pulumi";
import { fill } from "../template";
import type { InstanceSpec, Secrets, Urls } from "../spec";
import { gatewayKeys } from "./gatewayKeys";
import { type Route, gatewayRoutes } from "./routes";

/** Services behind the gateway: cluster name to address. */
const clusters = {
  auth: ["auth", 9999],
  rest: ["rest", 3000],
  realtime: ["realtime", 4000],
  storage: ["storage", 5000],
  functions: ["functions", 9000],
  meta: ["meta", 8080],
  studio: ["studio", 3000],
} as const;

/**
 * Envoy's whole configuration, as JSON, which is YAML too: what is put into a JSON string cannot leave it. It holds every
 * API key, so it is a secret.
 */
export function envoyConfig(instance: InstanceSpec, secrets: Secrets, urls: Urls): pulumi.Output<string> {
  const listener = pulumi.all([gatewayKeys(secrets), secrets.dashboardPassword]).apply(([values, password]) =>
    fill("gateway/envoy.yaml", {
      clusters: JSON.stringify(clusterList(instance)),
      // Behind our Caddy one forwarding hop is known; without it only the peer's own address is trusted.
      lua: JSON.stringify(fill("gateway/keys.lua", { ...values })),
      routes: JSON.stringify(gatewayRoutes(instance, urls).map((route) => envoyRoute(route, urls))),
      users: JSON.stringify(`${basicUser(password)}\n`),
      trustedHops: instance.host.edge.mode === "none" ? "0" : "1",
    }),
  );
  return pulumi.secret(listener);
}

/** SHA-1 is the only form that Envoy's basic authentication takes. */
const basicUser = (password: string) => `supabase:{SHA}${createHash("sha1").update(password).digest("base64")}`;

function clusterList(instance: InstanceSpec) {
  const names = Object.keys(clusters) as (keyof typeof clusters)[]; // Object.keys widens to string
  return names.filter((name) => instance.services.includes(name)).map((name) => cluster(name, clusters[name]));
}

/** Addresses are looked up each second: a replaced container has another one. */
const dns = {
  name: "envoy.cluster.dns",
  typed_config: {
    "@type": "type.googleapis.com/envoy.extensions.clusters.dns.v3.DnsCluster",
    dns_lookup_family: "V4_ONLY",
    dns_refresh_rate: "1s",
    dns_failure_refresh_rate: { base_interval: "0.5s", max_interval: "1s" },
  },
};

function cluster(name: string, [host, port]: readonly [string, number]) {
  const address = { socket_address: { address: host, port_value: port } };
  return {
    name,
    cluster_type: dns,
    connect_timeout: "5s",
    circuit_breakers: {
      thresholds: [{ max_connections: 10000, max_pending_requests: 10000, max_requests: 10000, max_retries: 3 }],
    },
    load_assignment: { cluster_name: name, endpoints: [{ lb_endpoints: [{ endpoint: { address } }] }] },
  };
}

function envoyRoute(route: Route, urls: Urls) {
  const filters: Record<string, unknown> = {};
  if (route.access === "basic") {
    // The filter is off but where a route switches it on.
    filters["envoy.filters.http.basic_auth"] = {
      "@type": "type.googleapis.com/envoy.config.route.v3.FilterConfig",
      config: {},
    };
  }
  if (route.cors === "same-site") filters["envoy.filters.http.cors"] = adminCors(urls);
  return {
    match: route.exact ? { path: route.path } : { prefix: route.path },
    metadata: { filter_metadata: { "envoy.filters.http.lua": { access: route.access } } },
    typed_per_filter_config: filters,
    ...(route.upstream === undefined ? { direct_response: { status: 403 } } : { route: action(route) }),
    request_headers_to_add: headers(route),
  };
}

function action(route: Route) {
  return {
    cluster: route.upstream,
    timeout: `${route.timeout ?? 30}s`,
    ...(route.idleTimeout === undefined ? {} : { idle_timeout: `${route.idleTimeout}s` }),
    ...(route.rewrite === undefined ? {} : { prefix_rewrite: route.rewrite }),
    ...(route.host === undefined ? {} : { host_rewrite_literal: route.host }),
  };
}

function headers({ prefixHeader, headers: own = {} }: Route) {
  const prefix = prefixHeader === undefined ? [] : [ifAbsent("X-Forwarded-Prefix", prefixHeader)];
  return [...prefix, ...Object.entries(own).map(([key, value]) => ifAbsent(key, value))];
}

const ifAbsent = (key: string, value: string) => ({ header: { key, value }, append_action: "ADD_IF_ABSENT" });

const cors = "type.googleapis.com/envoy.extensions.filters.http.cors.v3.CorsPolicy";

/** postgres-meta answers browsers on our own address and on the reader's machine alone. */
function adminCors(urls: Urls) {
  const local = { safe_regex: { regex: "https?://(localhost|127\\.0\\.0\\.1)(:[0-9]+)?" } };
  return {
    "@type": cors,
    allow_origin_string_match: [{ exact: urls.api }, local],
    allow_methods: "GET,POST,PATCH,DELETE",
  };
}
