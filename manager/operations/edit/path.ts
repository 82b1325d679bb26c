import { FleetError } from "../errors";

/** Names, and numbers for places in a list. */
export type SettingPath = readonly (string | number)[];

const part = /^(?:\.?([A-Za-z_][A-Za-z0-9_-]*)|\.?\[?(\d+)\]?|\["([^"]+)"\])/;

/**
 * Reads `auth.siteUrl`, `auth.redirectUrls[0]`, `services.mail` or `database.settings["pgaudit.log"]`.
 * @throws FleetError when it is no path.
 */
export function settingPath(text: string): SettingPath {
  const path: (string | number)[] = [];
  for (let rest = text; rest !== "";) {
    const [whole = "", name, index, quoted] = part.exec(rest) ?? [];
    if (whole === "" || (path.length === 0 && name === undefined))
      throw new FleetError("usage", `"${text}" is no path of a setting, such as auth.siteUrl or auth.redirectUrls[0].`);
    path.push(index === undefined ? (name ?? quoted ?? "") : Number(index));
    rest = rest.slice(whole.length);
  }
  if (path.length > 0) return path;
  throw new FleetError("usage", "The path of the setting is empty; it is something like auth.siteUrl.");
}

export const written = (path: SettingPath): string =>
  path.reduce<string>(
    (text, key) => (typeof key === "number" ? `${text}[${key}]` : text === "" ? key : `${text}.${key}`),
    "",
  );
