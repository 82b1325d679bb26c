import * as given from "../given";

/** A mistake, the config it is made in, and every line of the report about it. */
export interface Row {
  readonly mistake: string;
  readonly config: given.Config;
  readonly problems: readonly string[];
}

/** A mistake anywhere in a config. */
export const fleet = (mistake: string, config: given.Config, ...problems: readonly string[]): Row => ({
  mistake,
  config,
  problems,
});

/** A mistake in the only instance, `blog`; paths are below it. */
export const instance = (mistake: string, settings: given.Settings, ...problems: readonly string[]): Row =>
  fleet(mistake, given.blog(settings), ...problems.map((problem) => `instances/0/${problem}`));

/** A mistake in the only host, `local`; paths are below it. */
export const host = (mistake: string, settings: given.Settings, ...problems: readonly string[]): Row =>
  fleet(mistake, given.onHost(settings), ...problems.map((problem) => `hosts/local/${problem}`));
