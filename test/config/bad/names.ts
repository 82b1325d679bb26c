import { reservedNames } from "../../../components/config/names";
import { refOf } from "../../../components/config/ref";
import { instances } from "../given";
import { type Row, fleet, instance } from "./row";

const name =
  "name: should be a name that starts with a letter, then letters a-z, digits or hyphens, at most 40, with no hyphen at the end";
const label = "subdomain: should be letters a-z, digits and hyphens, at most 56, with no hyphen at either end";
const domain = "should be a domain name in lower case, such as example.com";

export const nameRows: readonly Row[] = [
  instance("a name with a capital", { name: "Blog" }, name),
  instance("a name with a digit first", { name: "1blog" }, name),
  instance("a name with a hyphen first", { name: "-blog" }, name),
  instance("a name with a hyphen at its end", { name: "blog-" }, name),
  instance("a name with an underscore", { name: "my_blog" }, name),
  instance("a name with a dot", { name: "my.blog" }, name),
  instance("a name with a space", { name: "my blog" }, name),
  instance("a name with an umlaut", { name: "bücher" }, name),
  instance("a name of 41 characters", { name: "b".repeat(41) }, name),
  instance("an empty name", { name: "" }, name),
  instance("a name that is a number", { name: 42 }, name),
  instance("a name that is null", { name: null }, name),
  instance("a name with two hyphens in a row", { name: "my--blog" }, "name: should not hold two hyphens in a row"),
  ...reservedNames.map((reserved) =>
    instance(
      `the reserved name ${reserved}`,
      { name: reserved },
      `name: "${reserved}" is reserved for the fleet's own containers; choose another name`,
    ),
  ),

  instance("a subdomain of two labels", { subdomain: "my.blog" }, label),
  instance("a subdomain with a capital", { subdomain: "Blog" }, label),
  instance("a subdomain with a hyphen at its end", { subdomain: "blog-" }, label),
  instance("a subdomain that leaves no room for -studio", { subdomain: "b".repeat(57) }, label),
  instance("a subdomain in punycode", { subdomain: "xn--bcher-kva" }, label),
  instance("a subdomain that is a number", { subdomain: 1 }, label),
  instance("an empty subdomain", { subdomain: "" }, label),

  instance(
    "custom domains that are text",
    { customDomains: "blog.org" },
    "customDomains: should be a list of domain names",
  ),
  instance(
    "a custom domain with a path",
    { customDomains: ["blog.org", "blog.org/api"] },
    `customDomains/1: ${domain}`,
  ),
  instance("a custom domain that is an address", { customDomains: ["10.0.0.5"] }, `customDomains/0: ${domain}`),
  instance("a custom domain that is null", { customDomains: [null] }, `customDomains/0: ${domain}`),
  instance("project hosts that are a name", { projectHosts: "api.blog.org" }, "projectHosts: should be true or false"),
  instance(
    "a custom domain that is there twice",
    { customDomains: ["blog.org", "api.blog.org", "blog.org"] },
    'customDomains/2: "blog.org" is there twice',
  ),
  instance(
    "a custom domain that is its own name",
    { customDomains: ["blog.example.com"] },
    'customDomains/0: "blog.example.com" is there twice',
  ),

  fleet(
    "two instances with one name",
    instances({ name: "blog" }, { name: "shop" }, { name: "blog" }),
    'instances/2/name: "blog" is the name of another instance too (instances/0)',
  ),
  fleet(
    "three instances with one name",
    instances({ name: "blog" }, { name: "blog" }, { name: "blog" }),
    'instances/1/name: "blog" is the name of another instance too (instances/0)',
    'instances/2/name: "blog" is the name of another instance too (instances/0)',
  ),
  fleet(
    "one name on two hosts",
    {
      ...instances({ name: "blog", host: "berlin" }, { name: "blog", host: "cologne" }),
      hosts: { berlin: {}, cologne: { docker: "ssh://me@cologne" } },
    },
    'instances/1/name: "blog" is the name of another instance too (instances/0)',
  ),
  fleet(
    "two instances with one subdomain",
    instances({ name: "blog", subdomain: "news" }, { name: "shop", subdomain: "news" }),
    'instances/1/subdomain: "news.example.com" belongs to another instance too (instances/0)',
  ),
  fleet(
    "a subdomain that is another's name",
    instances({ name: "blog", subdomain: "shop" }, { name: "shop" }),
    'instances/1/name: "shop.example.com" belongs to another instance too (instances/0)',
  ),
  fleet(
    "a name that is the Studio of another",
    instances({ name: "blog" }, { name: "blog-studio" }),
    'instances/1/name: "blog-studio.example.com" belongs to another instance too (instances/0)',
  ),
  fleet(
    "a name whose Studio is another's",
    instances({ name: "blog-studio" }, { name: "blog" }),
    'instances/1/name: "blog-studio.example.com" belongs to another instance too (instances/0)',
  ),
  fleet(
    "a name that is the mail catcher of another",
    instances({ name: "blog" }, { name: "blog-mail" }),
    'instances/1/name: "blog-mail.example.com" belongs to another instance too (instances/0)',
  ),
  fleet(
    "a custom domain of two instances",
    instances({ name: "blog", customDomains: ["a.org"] }, { name: "shop", customDomains: ["b.org", "a.org"] }),
    'instances/1/customDomains/1: "a.org" belongs to another instance too (instances/0)',
  ),
  fleet(
    "the name that the command line makes up for another",
    instances({ name: "blog", projectHosts: true }, { name: "shop", subdomain: refOf("blog") }),
    `instances/1/subdomain: "${refOf("blog")}.example.com" belongs to another instance too (instances/0)`,
  ),
  fleet(
    "a custom domain that is another's name",
    instances({ name: "blog" }, { name: "shop", customDomains: ["blog.example.com"] }),
    'instances/1/customDomains/0: "blog.example.com" belongs to another instance too (instances/0)',
  ),
];
