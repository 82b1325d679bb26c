/** Variables that the facts know and no instance gets, by service, with the reason. */
export type LeftOut = Readonly<Record<string, Readonly<Record<string, string>>>>;

export const because = (reason: string, names: string): Record<string, string> =>
  Object.fromEntries(
    names
      .trim()
      .split(/\s+/)
      .map((name) => [name, reason]),
  );

export const operators = "a matter of taste or load: env of the service sets it";
export const fitting = "the image's own value is the one the other containers expect";
export const twin = "another name of a variable that is set";
export const noTls = "the way to the database stays inside the instance's network";
export const finished = "upstream's entry point puts it into the gateway's files, which arrive finished here";
