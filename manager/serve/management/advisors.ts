import { z } from "@hono/zod-openapi";
import { type Advice, adviceFor } from "../../operations/sql/advice";
import type { Services } from "../services";
import { mustRun } from "./lifecycle";
import { type App, projectRoute } from "./route";

export const lintShape = z.object({
  name: z.string(),
  title: z.string(),
  level: z.string(),
  facing: z.string(),
  categories: z.array(z.string()),
  description: z.string(),
  detail: z.string(),
  remediation: z.string(),
  metadata: z.object({ schema: z.string(), name: z.string(), type: z.string() }),
  cache_key: z.string(),
});

/** What of a project's database should be another way. */
export function advisorRoutes(app: App, services: Services): void {
  for (const [path, category] of [
    ["security", "SECURITY"],
    ["performance", "PERFORMANCE"],
  ] as const)
    // prettier-ignore
    projectRoute(
      app,
      services,
      { method: "get", path: `/projects/{ref}/advisors/${path}`, scope: "read", summary: `What its database lacks in ${path}, by the rules that matter most.`, answers: z.object({ lints: z.array(lintShape) }) }, // prettier-ignore
      async (project) => {
        mustRun(project);
        const { name: instance, config } = project.spec;
        const found = await adviceFor(services.workspace, { instance, category, schemas: config.rest.schemas });
        return { lints: found.map(answerOf) };
      },
    );
}

const answerOf = (advice: Advice): z.output<typeof lintShape> => ({
  name: advice.name,
  title: advice.title,
  level: advice.level,
  facing: "EXTERNAL",
  categories: [advice.category],
  description: advice.description,
  detail: `${advice.type} \`${advice.schema}.${advice.entity}\``,
  remediation: advice.remediation,
  metadata: { schema: advice.schema, name: advice.entity, type: advice.type },
  cache_key: `${advice.name}_${advice.schema}_${advice.entity}`,
});
