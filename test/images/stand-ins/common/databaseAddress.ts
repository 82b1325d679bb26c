import type { Form } from "./form.ts";

/** Parts of a connection string; the password is decoded. */
export interface DatabaseAddress {
  readonly scheme: string;
  readonly user: string;
  readonly password: string;
  readonly host: string;
  readonly port: string;
  readonly database: string;
}

const pattern = /^([a-z]+):\/\/([^:/@\s]+):([^:/@\s]+)@([^:/@\s]+):([0-9]+)\/([^/?#\s]+)(\?[A-Za-z0-9_=&.%/-]*)?$/;

/** The parts, or undefined when `text` is no connection string with a password and a port. */
export function parseDatabaseAddress(text: string): DatabaseAddress | undefined {
  const [, scheme, user, password, host, port, database] = pattern.exec(text) ?? [];
  if (!scheme || !user || !password || !host || !port || !database) return undefined;
  const decoded = decode(password);
  return decoded === undefined ? undefined : { scheme, user, password: decoded, host, port, database };
}

function decode(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}

/** The form `dsn(scheme, user, host, port, database)`, where * stands for anything. */
export function databaseAddress(inside: string): Form {
  const wanted = inside.split(",").map((part) => part.trim());
  if (wanted.length !== 5) throw new Error(`dsn(${inside}) should have five parts`);
  const [scheme, user, host, port, database] = wanted;
  return {
    phrase: `${scheme}://${user}:<password>@${host}:${port}/${database}, with the password percent-encoded`,
    fits(value) {
      const found = parseDatabaseAddress(value);
      if (found === undefined) return false;
      const parts = [found.scheme, found.user, found.host, found.port, found.database];
      return parts.every((part, index) => wanted[index] === "*" || wanted[index] === part);
    },
  };
}
