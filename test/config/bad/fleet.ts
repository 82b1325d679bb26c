import { instances } from "../given";
import { type Row, fleet } from "./row";

const domain = "should be a domain name in lower case, such as example.com";
const name =
  "should be a name that starts with a letter, then letters a-z, digits or hyphens, at most 40, with no hyphen at the end";
const nameless = "should be a group of settings with a name, such as name: blog";
const hostName = "should be a name that starts with a letter, then letters a-z, digits or hyphens, at most 40";
const registry = "should be a registry such as mirror.example.com/supabase";

const domains: readonly Row[] = [
  ["a domain with a capital", "Example.com"],
  ["a domain with a scheme", "https://example.com"],
  ["a domain with a port", "example.com:8443"],
  ["a domain with a dot at its end", "example.com."],
  ["a domain with a star", "*.example.com"],
  ["a domain with an empty label", "example..com"],
  ["a domain with an underscore", "my_site.com"],
  ["a domain that is an address", "192.168.1.5"],
  ["a domain of broken punycode", "xn--a.com"],
  ["a domain with a label of 64 characters", `${"a".repeat(64)}.com`],
  ["a domain of 254 characters", `${"a.".repeat(126)}de`],
  ["an empty domain", ""],
  ["a domain that is null", null],
  ["a domain that is a number", 8000],
  ["a domain that is a list", ["example.com"]],
].map(([mistake, wrong]) =>
  fleet(String(mistake), { ...instances({ name: "blog" }), domain: wrong }, `domain: ${domain}`),
);

export const fleetRows: readonly Row[] = [
  fleet(
    "an empty config",
    {},
    `domain: is missing; it ${domain}`,
    "instances: is missing; it should be a list of instances",
  ),
  fleet("a config without a domain", { instances: [] }, `domain: is missing; it ${domain}`),
  fleet(
    "a config without instances",
    { domain: "example.com" },
    "instances: is missing; it should be a list of instances",
  ),
  ...domains,
  fleet(
    "a domain that leaves no room for the names below it",
    { domain: `${"a.".repeat(122)}com`, instances: [{ name: "blog" }] },
    `domain: is too long for blog-studio.${"a.".repeat(122)}com: a host name has at most 253 characters`,
  ),

  fleet(
    "instances that are null",
    { domain: "example.com", instances: null },
    "instances: should be a list of instances",
  ),
  fleet(
    "instances by name",
    { domain: "example.com", instances: { blog: {} } },
    "instances: should be a list of instances",
  ),
  fleet(
    "instances that are text",
    { domain: "example.com", instances: "blog" },
    "instances: should be a list of instances",
  ),
  fleet(
    "entries that are no groups",
    instances(null, "blog", 5, ["name", "blog"], true),
    ...[0, 1, 2, 3, 4].map((index) => `instances/${index}: ${nameless}`),
  ),
  fleet("an entry without anything in it", instances({}), `instances/0/name: is missing; it ${name}`),

  fleet("hosts that are null", { ...instances(), hosts: null }, "hosts: should be a group of hosts by name"),
  fleet("hosts as a list", { ...instances(), hosts: [{}] }, "hosts: should be a group of hosts by name"),
  fleet("hosts without one", { ...instances(), hosts: {} }, "hosts: should name one host or more"),
  fleet(
    "a host that is null",
    { ...instances(), hosts: { hetzner: null } },
    "hosts/hetzner: should be a group of settings",
  ),
  fleet("a host with a capital", { ...instances(), hosts: { Hetzner: {} } }, `hosts/Hetzner: ${hostName}`),
  fleet("a host with a digit first", { ...instances(), hosts: { "1st": {} } }, `hosts/1st: ${hostName}`),
  fleet(
    "a host with too long a name",
    { ...instances(), hosts: { ["h".repeat(41)]: {} } },
    `hosts/${"h".repeat(41)}: ${hostName}`,
  ),
  fleet(
    "two hosts with one Docker",
    { ...instances(), hosts: { berlin: {}, cologne: {} } },
    "hosts/cologne/docker: unix:///var/run/docker.sock is host berlin already",
  ),

  fleet(
    "a registry with a scheme",
    { ...instances(), registry: "https://mirror.example.com" },
    `registry: ${registry}`,
  ),
  fleet("a registry with a slash at its end", { ...instances(), registry: "mirror/" }, `registry: ${registry}`),
  fleet("a registry with a capital", { ...instances(), registry: "Mirror" }, `registry: ${registry}`),
  fleet("a registry that is a number", { ...instances(), registry: 5000 }, `registry: ${registry}`),
  fleet("a release there is none of", { ...instances(), release: "0.1.0" }, "release: should be one of 0.8.2"),
  fleet("a release that is a number", { ...instances(), release: 0.8 }, "release: should be one of 0.8.2"),

  fleet("defaults that are null", { ...instances(), defaults: null }, "defaults: should be a group of settings"),
  fleet(
    "defaults as a list",
    { ...instances({ name: "blog" }), defaults: [{}] },
    "defaults: should be a group of settings",
  ),
  fleet(
    "defaults that are text",
    { ...instances({ name: "blog" }), defaults: "kong" },
    "defaults: should be a group of settings",
  ),
];
