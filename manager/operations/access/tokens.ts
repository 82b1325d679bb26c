import { createHash, randomBytes, randomUUID } from "node:crypto";
import { existsSync, mkdirSync, readFileSync } from "node:fs";
import { dirname } from "node:path";
import writeFileAtomic from "write-file-atomic";
import { FleetError } from "../errors";
import { oneAtATime } from "../exclusive";
import { type Workspace, kept } from "../workspace";

/** What a token may do; each may what those before it may. `operate` changes instances, `admin` also runs SQL and commands and sees secrets. */
export const scopes = ["read", "operate", "admin"] as const;
export type Scope = (typeof scopes)[number];

/** A token of the API, without the token itself. */
export interface Token {
  readonly id: string;
  readonly name: string;
  readonly scope: Scope;
  /** Instances that it is good for; all, and those to come, when unset. */
  readonly instances?: readonly string[] | undefined;
  /** ISO 8601. */
  readonly created: string;
  readonly expires?: string | undefined;
  /** Last characters of the token, to tell it from others. */
  readonly ending: string;
}

interface Stored extends Token {
  /** SHA-256: of 160 random bits there is no guessing, so no slow hash is needed. */
  readonly hash: string;
}

const fileOf = (workspace: Workspace) => kept(workspace, "tokens", "json");
const hashOf = (token: string) => createHash("sha256").update(token).digest("hex");

function read(workspace: Workspace): Stored[] {
  const file = fileOf(workspace);
  return existsSync(file) ? (JSON.parse(readFileSync(file, "utf8")) as { tokens: Stored[] }).tokens : []; // written below
}

function change(workspace: Workspace, to: (tokens: Stored[]) => Stored[]): void {
  const file = fileOf(workspace);
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  oneAtATime(`${file}.guard`, () =>
    writeFileAtomic.sync(file, JSON.stringify({ version: 1, tokens: to(read(workspace)) }, null, 2), { mode: 0o600 }),
  );
}

const shown = ({ hash: _hash, ...token }: Stored): Token => token;

export interface NewToken {
  readonly name: string;
  readonly scope: Scope;
  readonly instances?: readonly string[] | undefined;
  readonly expires?: string | undefined;
}

/** Makes a token in the form that Supabase's own clients take: `sbp_` and 40 hex digits. It is told this once. */
export function createToken(workspace: Workspace, wanted: NewToken): { token: string; made: Token } {
  const token = `sbp_${randomBytes(20).toString("hex")}`;
  const made: Stored = { ...wanted, id: randomUUID(), created: new Date().toISOString(), ending: token.slice(-4), hash: hashOf(token) }; // prettier-ignore
  change(workspace, (tokens) => [...tokens, made]);
  return { token, made: shown(made) };
}

export const listTokens = (workspace: Workspace): Token[] => read(workspace).map(shown);

/** @throws FleetError when there is none of this id. */
export function revokeToken(workspace: Workspace, id: string): void {
  if (!read(workspace).some((token) => token.id === id)) throw new FleetError("usage", `There is no token ${id}: fleet tokens list`); // prettier-ignore
  change(workspace, (tokens) => tokens.filter((token) => token.id !== id));
}

/** The token that somebody shows; undefined when there is none, or its time is over. */
export function findToken(workspace: Workspace, token: string, now = new Date()): Token | undefined {
  const hash = hashOf(token);
  const found = read(workspace).find((each) => each.hash === hash);
  if (found === undefined || (found.expires !== undefined && new Date(found.expires) <= now)) return undefined;
  return shown(found);
}

/** Whether a token of one scope may do what asks for another. */
export const mayDo = (has: Scope, asked: Scope): boolean => scopes.indexOf(has) >= scopes.indexOf(asked);
