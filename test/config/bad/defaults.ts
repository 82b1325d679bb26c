import { instances } from "../given";
import { type Row, fleet } from "./row";

const blog = { name: "blog" };
const shop = { name: "shop" };
const email = "should be an e-mail address such as admin@example.com";

const defaults = (mistake: string, settings: unknown, entries: readonly unknown[], ...problems: string[]): Row =>
  fleet(mistake, { ...instances(...entries), defaults: settings }, ...problems);

/** What is wrong in the defaults is said once, and what an instance adds is said of the instance alone. */
export const defaultRows: readonly Row[] = [
  defaults(
    "a wrong default of two instances",
    { size: "tiny" },
    [blog, shop],
    "defaults/size: should be one of small, medium, large",
  ),
  defaults(
    "a wrong default that nobody uses",
    { size: "tiny" },
    [{ ...blog, size: "large" }],
    "defaults/size: should be one of small, medium, large",
  ),
  defaults(
    "a wrong default without instances",
    { size: "tiny" },
    [],
    "defaults/size: should be one of small, medium, large",
  ),
  defaults(
    "a wrong group in the defaults",
    { auth: "none" },
    [blog, shop],
    "defaults/auth: should be a group of settings",
  ),
  defaults(
    "a misspelled default",
    { gatway: "kong" },
    [blog, shop],
    'defaults/gatway: is no setting; did you mean "gateway"?',
  ),
  defaults(
    "a misspelled default and a misspelled setting beside it",
    { gatway: "kong" },
    [{ ...blog, sise: "large" }],
    'defaults/gatway: is no setting; did you mean "gateway"?',
    'instances/0/sise: is no setting; did you mean "size"?',
  ),
  defaults(
    "the same misspelling in both",
    { gatway: "kong" },
    [{ ...blog, gatway: "kong" }],
    'defaults/gatway: is no setting; did you mean "gateway"?',
    'instances/0/gatway: is no setting; did you mean "gateway"?',
  ),
  defaults(
    "a wrong value in both",
    { size: "tiny" },
    [{ ...blog, size: "huge" }, shop],
    "defaults/size: should be one of small, medium, large",
    "instances/0/size: should be one of small, medium, large",
  ),
  defaults(
    "a wrong value inside a list of the defaults",
    { customDomains: ["A.org"] },
    [blog, { ...shop, customDomains: ["shop.org"] }],
    "defaults/customDomains/0: should be a domain name in lower case, such as example.com",
  ),
  defaults(
    "a missing secret file in the defaults",
    { env: { auth: { SMS_TOKEN: { file: "/nowhere/token" } } } },
    [blog, shop],
    "defaults/env/auth/SMS_TOKEN: cannot read the file /nowhere/token that it refers to",
  ),
  defaults(
    "half a mail server, which only one instance completes",
    { auth: { smtp: { host: "smtp.example.com" } } },
    [{ ...blog, auth: { smtp: { adminEmail: "blog@example.com" } } }, shop],
    `instances/1/auth/smtp/adminEmail: is missing; it ${email}`,
  ),
  defaults(
    "null over a default group",
    { auth: { anonymous: true } },
    [{ ...blog, auth: null }],
    "instances/0/auth: should be a group of settings",
  ),
  defaults(
    "a default that cannot be shared",
    { subdomain: "news" },
    [blog, shop],
    'instances/1/subdomain: "news.example.com" belongs to another instance too (instances/0)',
  ),
];

const templates = (mistake: string, given: unknown, ...problems: string[]): Row =>
  fleet(mistake, { ...instances(blog), templates: given }, ...problems);

/** A template is checked before anybody copies it. */
export const templateRows: readonly Row[] = [
  templates("a list of templates", [], "templates: should be a group of templates, each a group of settings"),
  templates("a template that is no group", { shop: "large" }, "templates/shop: should be a group of settings"),
  templates(
    "a wrong value in a template",
    { shop: { size: "tiny" } },
    "templates/shop/size: should be one of small, medium, large",
  ),
  templates(
    "a misspelled setting in a template",
    { shop: { sise: "large" } },
    'templates/shop/sise: is no setting; did you mean "size"?',
  ),
];

/** One look at the report is enough to mend everything in it. */
export const severalRows: readonly Row[] = [
  fleet(
    "a mistake in every part",
    {
      domain: "Example.com",
      registry: "Mirror",
      release: "0.1",
      hosts: { local: { memory: 16 } },
      defaults: { size: "tiny" },
      instances: [{ name: "Blog", state: "off" }, "shop", { name: "wiki", ports: { gateway: "x" } }],
    },
    "domain: should be a domain name in lower case, such as example.com",
    "registry: should be a registry such as mirror.example.com/supabase",
    "release: should be one of 0.8.2",
    "hosts/local/memory: should be an amount of memory such as 512m or 2g",
    "defaults/size: should be one of small, medium, large",
    "instances/0/name: should be a name that starts with a letter, then letters a-z, digits or hyphens, at most 40, with no hyphen at the end",
    "instances/0/state: should be one of active, paused",
    "instances/1: should be a group of settings with a name, such as name: blog",
    "instances/2/ports/gateway: should be a port from 1 to 65535, or an IPv4 address and a port such as 192.168.1.5:8000",
  ),
  fleet(
    "values that only clash together",
    {
      ...instances(
        { name: "fleet", host: "lokal" },
        { name: "blog", ports: { gateway: 443 }, services: { mail: false } },
        { name: "blog", services: { meta: false } },
      ),
      hosts: { local: { subnets: "10.0.0.1/24" } },
    },
    "hosts/local/subnets: should start at the first address of its range",
    `instances/0/name: "fleet" is reserved for the fleet's own containers; choose another name`,
    'instances/0/host: "lokal" is not one of the hosts (local); did you mean "local"?',
    "instances/1/auth/smtp: is missing, and services.mail is off: mails that confirm an address have nowhere to go",
    "instances/2/services/meta: is off, but studio needs it: switch studio off too, or meta on",
    'instances/2/name: "blog" is the name of another instance too (instances/1)',
    "instances/1/ports/gateway: 443 is taken by the edge of host local",
  ),
  fleet(
    "several files that are not there",
    instances({
      name: "blog",
      auth: { mail: { templates: { invite: { file: "/nowhere/a" }, recovery: { file: "/nowhere/b" } } } },
      database: { initSql: { file: "/nowhere/c" } },
      functions: { folder: "/nowhere/d" },
    }),
    "instances/0/auth/mail/templates/recovery: cannot read the file /nowhere/b",
    "instances/0/auth/mail/templates/invite: cannot read the file /nowhere/a",
    "instances/0/database/initSql: cannot read the file /nowhere/c",
    "instances/0/functions/folder: cannot read the folder /nowhere/d",
  ),
];
