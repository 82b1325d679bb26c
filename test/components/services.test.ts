import { describe, expect, it } from "vitest";
import type { InstanceSpec } from "../../components/spec";
import { acme } from "../support/fixtures";
import { type Rendered, render } from "../support/rendered";

async function one(service: string, instance: InstanceSpec): Promise<Rendered> {
  const found = (await render(instance)).get(service);
  if (found === undefined) throw new Error(`there is no ${service}`);
  return found;
}
const envOf = async (service: string, settings: Record<string, unknown>) => (await one(service, acme(settings))).env;

describe("the database", () => {
  it("gets the operator's settings in order, which win over ours", async () => {
    const settings = {
      work_mem: "16MB",
      "auto_explain.log_analyze": true,
      log_min_messages: "warning",
      max_connections: 50,
    };
    const { command } = await one("db", acme({ database: { settings } }));
    expect(command?.slice(1).filter((word) => word !== "-c")).toEqual([
      "config_file=/etc/postgresql/postgresql.conf",
      "auto_explain.log_analyze=true",
      "log_min_messages=warning",
      "max_connections=50",
      "work_mem=16MB",
    ]);
  });

  it("runs the operator's SQL last", async () => {
    const { files = [] } = await one("db", acme({ database: { initSql: "create table a ();" } }));
    const own = files.filter(({ content }) => content === "create table a ();");
    expect(own.map(({ path }) => path)).toEqual([files.map(({ path }) => path).sort().pop()]); // prettier-ignore
  });

  it("is not replaced for what is changed in the running server", async () => {
    const now = await one("db", acme());
    expect(await one("db", acme({ auth: { jwtExpiry: 60 }, rotation: { postgresPassword: 2 } }))).toEqual(now);
  });
});

describe("Auth", () => {
  it("sends users of a provider back to itself, unless an address is given", async () => {
    const providers = {
      github: { clientId: "id", secret: "s", extra: { SKIP_NONCE_CHECK: "true" } },
      slack_oidc: {
        clientId: "id",
        secret: "s",
        enabled: false,
        redirectUri: "https://x.example.com/auth/v1/callback",
      },
    };
    expect(await envOf("auth", { auth: { providers } })).toMatchObject({
      GOTRUE_EXTERNAL_GITHUB_ENABLED: "true",
      GOTRUE_EXTERNAL_GITHUB_REDIRECT_URI: "https://acme.example.com/auth/v1/callback",
      GOTRUE_EXTERNAL_GITHUB_SKIP_NONCE_CHECK: "true",
      GOTRUE_EXTERNAL_SLACK_OIDC_ENABLED: "false",
      GOTRUE_EXTERNAL_SLACK_OIDC_REDIRECT_URI: "https://x.example.com/auth/v1/callback",
    });
  });

  it("sends mails to the catcher until there is a mail server", async () => {
    expect(await envOf("auth", {})).toMatchObject({ GOTRUE_SMTP_HOST: "mail", GOTRUE_SMTP_PORT: "1025" });
    const smtp = { host: "smtp.example.com", adminEmail: "a@example.com" };
    expect(await envOf("auth", { auth: { smtp } })).toMatchObject({
      GOTRUE_SMTP_HOST: "smtp.example.com",
      GOTRUE_SMTP_PORT: "587",
      GOTRUE_SMTP_USER: "",
      GOTRUE_SMTP_PASS: "",
    });
  });

  it("finds each mail's text where the templates serve it, and a changed text at a new address", async () => {
    const addressOf = async (text: string) => {
      const containers = await render(acme({ auth: { mail: { templates: { emailChange: text } } } }));
      const address = containers.get("auth")?.env.GOTRUE_MAILER_TEMPLATES_EMAIL_CHANGE ?? "";
      const served = containers.get("templates")?.files?.find(({ path }) => path.endsWith(new URL(address).pathname));
      expect([address, served?.content]).toEqual([expect.stringMatching(/^http:\/\/templates:8080\//), text]);
      return address;
    };
    expect(await addressOf("one")).not.toBe(await addressOf("two"));
    expect(await addressOf("one")).toBe(await addressOf("one"));
  });
});

describe("functions", () => {
  const start = ({ command }: Rendered) => command?.join("\n") ?? "";

  it("keep what Studio made when no folder is given, and follow the folder when one is", async () => {
    expect(start(await one("functions", acme()))).toContain("rm -rf /home/deno/functions/main\n");
    const instance = acme({ functions: { folder: "test/live/functions" } });
    const { files = [], ...container } = await one("functions", instance);
    expect(start(container)).toContain("rm -rf /home/deno/functions/*\n");
    expect(files.length).toBe(instance.functionFiles.length + 1);
    for (const { path } of files) expect(path).toMatch(/^\/fleet\/functions\//);
  });

  it("see the operator's variables, which cannot stand in for an instance's own", async () => {
    const env = await envOf("functions", { functions: { env: { GREETING: "hello", JWT_SECRET: "theirs" } } });
    expect(env).toMatchObject({ GREETING: "hello", JWT_SECRET: "jwt-secret-of-the-tests-forty-characters" });
  });
});

describe("names that have to agree", () => {
  it("are one for Realtime's tenant, its name on the network and its health check", async () => {
    const { env, aliases, healthcheck } = await one("realtime", acme());
    const tenant = env.SELF_HOST_TENANT_NAME;
    expect(aliases?.[0]?.split(".")[0]).toBe(tenant);
    expect(healthcheck?.test.join(" ")).toContain(`/api/tenants/${tenant}/health`);
  });

  it("are the instance's for what lies in a shared bucket or pooler", async () => {
    expect((await envOf("storage", {})).TENANT_ID).toBe("acme");
    expect((await envOf("pooler", {})).POOLER_TENANT_ID).toBe("acme");
    expect((await envOf("studio", {})).DEFAULT_PROJECT_NAME).toBe("acme");
  });

  it("are one for the objects' folder in Storage and imgproxy", async () => {
    const [storage, imgproxy] = [await one("storage", acme()), await one("imgproxy", acme())];
    expect(imgproxy.volumes).toEqual([{ ...storage.volumes?.[0], readOnly: true }]);
  });
});

describe("a setting that concerns several services", () => {
  it("switches image transformation with imgproxy, and log pages with analytics", async () => {
    expect((await envOf("storage", {})).ENABLE_IMAGE_TRANSFORMATION).toBe("true");
    expect((await envOf("storage", { services: { imgproxy: false } })).ENABLE_IMAGE_TRANSFORMATION).toBe("false");
    expect((await envOf("studio", {})).ENABLED_FEATURES_LOGS_ALL).toBe("false");
    expect((await envOf("studio", { services: { analytics: true } })).ENABLED_FEATURES_LOGS_ALL).toBe("true");
  });

  it("says the log level in each service's own words", async () => {
    const containers = await render(acme({ logLevel: "warn" }));
    const levels = ["auth", "rest", "realtime", "storage"].map((service) =>
      Object.entries(containers.get(service)?.env ?? {}).find(([name]) => name.endsWith("LOG_LEVEL")),
    );
    expect(levels).toEqual([
      ["GOTRUE_LOG_LEVEL", "warn"],
      ["PGRST_LOG_LEVEL", "warn"],
      ["LOG_LEVEL", "warning"],
      ["LOG_LEVEL", "warn"],
    ]);
  });
});
