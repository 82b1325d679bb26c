import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { readConfiguration } from "../kong/configuration.ts";
import { findRoute } from "../kong/routes.ts";
import { parseTemplate } from "../kong/template.ts";

const swap =
  "Authorization:$((headers.authorization ~= nil and headers.authorization:sub(1, 10) ~= 'Bearer sb_' and headers.authorization) or (headers.apikey == 'sb_secret_x' and 'Bearer role') or headers.apikey)";

describe("a template", () => {
  const evaluate = (headers: Record<string, string>) => parseTemplate(swap)({ headers, query_params: {} });
  it("keeps the bearer of a signed-in user", () =>
    assert.equal(evaluate({ authorization: "Bearer user", apikey: "sb_secret_x" }), "Authorization:Bearer user"));
  it("swaps an opaque bearer for the key's role", () =>
    assert.equal(
      evaluate({ authorization: "Bearer sb_secret_x", apikey: "sb_secret_x" }),
      "Authorization:Bearer role",
    ));
  it("passes a legacy key on as it is", () => assert.equal(evaluate({ apikey: "legacy" }), "Authorization:legacy"));
  it("cuts text", () => {
    const cut = parseTemplate("$(headers.a:sub(1, 2))-$((headers.a or ''):sub(2))");
    assert.equal(cut({ headers: { a: "abc" }, query_params: {} }), "ab-bc");
  });
  it("refuses the string library, which Kong's sandbox lacks", () =>
    assert.throws(() => parseTemplate("$(string.sub(headers.a, 1, 2))"), /cannot read "string"/));
  it("leaves nothing of nil", () => assert.equal(evaluate({}), "Authorization:"));
  it("refuses what is no expression of the known kind", () =>
    assert.throws(() => parseTemplate("a:$(os.execute('x'))"), /cannot read "os"/));
});

const file = `
_format_version: "3.0"
consumers: [{username: anon, keyauth_credentials: [{key: "$ANON_KEY"}]}]
services:
  - name: rest
    url: http://rest:3000/
    routes:
      - {name: root, expression: 'http.path == "/rest/v1/"'}
      - {name: all, paths: [/rest/v1/]}
  - name: dashboard
    url: http://studio:3000/
    routes: [{name: dashboard, paths: [/]}]
    plugins: [{name: basic-auth}, {name: rate-limiting}, {name: cors, config: {colour: red}}]
`;

describe("a declarative configuration", () => {
  const { configuration, problems } = readConfiguration(file, ["cors"]);
  it("is refused for each thing Kong would not know", () => {
    assert.deepEqual(problems, [
      "services/1/plugins/0/name: basic-auth is not in KONG_PLUGINS",
      "services/1/plugins/1/name: should be cors or key-auth or basic-auth or ip-restriction or acl or request-transformer or request-termination or post-function",
      "services/1/plugins/2/config/colour: is unknown; known are origins, methods, headers, exposed_headers, credentials, max_age, preflight_continue, private_network",
      "consumers/0/keyauth_credentials/0/key: should be a value, not a placeholder",
    ]);
  });
  it("prefers an exact route, then the longest prefix", () => {
    const routeOf = (path: string) => findRoute(configuration.routes, { path, method: "GET", host: "a" })?.route.name;
    assert.deepEqual(["/rest/v1/", "/rest/v1/notes", "/rest", "/"].map(routeOf), [
      "root",
      "all",
      "dashboard",
      "dashboard",
    ]);
  });
});
