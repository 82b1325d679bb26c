import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { parseCondition } from "../vector/conditions.ts";
import { readPipeline } from "../vector/configuration.ts";
import { isSelected } from "../vector/flow.ts";
import { parseRemap } from "../vector/remap.ts";
import { fillVariables } from "../vector/variables.ts";

describe("a pipeline", () => {
  it("is refused for each thing Vector would not know", () => {
    const { problems } = readPipeline(`
api: {enabled: true, address: 0.0.0.0:9001}
enrichment: {}
sources: {docker: {type: docker_logs, include: [a]}}
transforms: {ways: {type: route, inputs: [docker], route: {db: 'contains(.a, "x")'}}}
sinks: {out: {type: http, inputs: [ways.auth], encoding: {codec: json}, uri: "http://analytics:4000/api/logs"}}
`);
    assert.deepEqual(problems, [
      "vector.yml/enrichment: is unknown; known are api, sources, transforms, sinks",
      "sources/docker/include: is unknown; known are type, include_containers, exclude_containers, include_labels, docker_host, auto_partial_merge, retry_backoff_secs",
      `transforms/ways/route/db: cannot read "contains(.a, "x")"`,
      "out/inputs: ways.auth is no output of any component",
    ]);
  });
  it("reads conditions on fields and labels", () => {
    const fits = parseCondition('.appname == "a" || .label."com.x/y" == "b" && .stream != "stderr"');
    assert.deepEqual(
      [{ appname: "a" }, { label: { "com.x/y": "b" } }, { label: { "com.x/y": "b" }, stream: "stderr" }, {}].map(fits),
      [true, true, false, false],
    );
  });
  it("carries out constants, copies, moves and removals", () => {
    const apply = parseRemap(
      '.project = "default"\n.event_message = del(.message)\n.appname = .container_name\ndel(.host)\n.x, err = parse_json(.event_message)',
    );
    assert.deepEqual(apply({ message: "m", container_name: "c", host: "h" }), {
      project: "default",
      event_message: "m",
      appname: "c",
      container_name: "c",
    });
  });
  it("selects containers by the beginning of their name", () => {
    const selection = { include: ["supabase-acme-"], exclude: ["supabase-acme-vector"], labels: [] };
    const selects = (name: string) =>
      isSelected(selection, { id: "0", name, image: "", labels: {}, hasTerminal: false });
    assert.deepEqual(["supabase-acme-auth", "supabase-acme-vector", "supabase-acme2-auth"].map(selects), [
      true,
      false,
      false,
    ]);
  });
  it("fills variables and names the missing ones", () => {
    assert.deepEqual(fillVariables("${A} ${B:-b} $$C ${D?needed}", { A: "a" }), {
      text: "a b $C ",
      problems: ["D: is missing, and the configuration asks for it"],
    });
  });
});
