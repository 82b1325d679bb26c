import type { EnvironmentFacts } from "./facts.ts";

export type Variables = Readonly<Record<string, string | undefined>>;

const everywhere =
  /^(PATH|HOME|HOSTNAME|PWD|OLDPWD|SHLVL|_|TERM|TZ|LANG|LC_[A-Z]+|NODE_[A-Z_]+|DEBIAN_FRONTEND|[A-Za-z]+_PROXY|[a-z]+_proxy)$/;

/** Every way in which `variables` breaks the facts, as `NAME: sentence`, sorted. No sentence contains a value. */
export function problemsOf(facts: EnvironmentFacts, variables: Variables): string[] {
  return [...missing(facts, variables), ...wrong(facts, variables), ...unmet(facts, variables)].sort();
}

function missing(facts: EnvironmentFacts, variables: Variables): string[] {
  const names = [...facts.variables].filter(([name, { required }]) => required && variables[name] === undefined);
  return names.map(([name]) => `${name}: is missing`);
}

function wrong(facts: EnvironmentFacts, variables: Variables): string[] {
  return Object.entries(variables).flatMap(([name, value]) => {
    if (value === undefined) return [];
    const form = facts.variables.get(name)?.form ?? facts.patterns.find((pattern) => pattern.name.test(name))?.form;
    if (form === undefined) return everywhere.test(name) ? [] : [`${name}: is unknown`];
    return form.fits(value) ? [] : [`${name}: should be ${form.phrase}`];
  });
}

function unmet({ needs }: EnvironmentFacts, variables: Variables): string[] {
  return needs.flatMap((rule) =>
    Object.entries(variables).flatMap(([name, value]) => {
      const match = rule.when.exec(name);
      if (match === null || value === undefined || (rule.is !== undefined && value !== rule.is)) return [];
      const wanted = rule.needs.map((need) =>
        need.replaceAll(/\$(\d)/g, (_, group: string) => match[Number(group)] ?? ""),
      );
      return wanted.filter((need) => !variables[need]).map((need) => `${need}: is missing, and ${name} asks for it`);
    }),
  );
}
