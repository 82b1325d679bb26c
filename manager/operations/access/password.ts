import { randomBytes, scrypt, timingSafeEqual } from "node:crypto";
import { existsSync, mkdirSync, readFileSync } from "node:fs";
import { dirname } from "node:path";
import writeFileAtomic from "write-file-atomic";
import { FleetError } from "../errors";
import { type Workspace, kept } from "../workspace";

interface Stored {
  readonly version: 1;
  /** Base64. */
  readonly salt: string;
  readonly hash: string;
  /** scrypt's N: what a guess costs. */
  readonly cost: number;
}

/** Characters at least: it guards every instance. */
const shortest = 10;
/** 32 MiB and about a tenth of a second. */
const cost = 2 ** 15;

const fileOf = (workspace: Workspace) => kept(workspace, "access", "password.json");

function read(workspace: Workspace): Stored | undefined {
  const file = fileOf(workspace);
  return existsSync(file) ? (JSON.parse(readFileSync(file, "utf8")) as Stored) : undefined; // written below
}

const hashOf = async (password: string, salt: Buffer, n: number): Promise<Buffer> =>
  await new Promise((resolve, reject) =>
    scrypt(password.normalize(), salt, 32, { N: n, r: 8, p: 1, maxmem: 256 * n * 8 }, (error, hash) =>
      error === null ? resolve(hash) : reject(error),
    ),
  );

/** Sets the password of the owner, in place of one before; who came in by that one is out. @throws FleetError when it is too short. */
export async function setPassword(workspace: Workspace, password: string): Promise<void> {
  if (password.length < shortest)
    throw new FleetError("usage", `The password should have ${shortest} characters or more. Nothing was written.`);
  const salt = randomBytes(16);
  const hash = await hashOf(password, salt, cost);
  const stored: Stored = { version: 1, salt: salt.toString("base64"), hash: hash.toString("base64"), cost };
  const file = fileOf(workspace);
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  writeFileAtomic.sync(file, JSON.stringify(stored), { mode: 0o600 });
}

/** Whether this is the owner's password; never while none is set. */
export async function isPassword(workspace: Workspace, password: string): Promise<boolean> {
  const stored = read(workspace);
  if (stored === undefined) return false;
  const hash = await hashOf(password, Buffer.from(stored.salt, "base64"), stored.cost);
  return timingSafeEqual(hash, Buffer.from(stored.hash, "base64"));
}

/** Another one for every password that is set; undefined while none is. It tells nothing about the password. */
export const passwordMark = (workspace: Workspace): string | undefined => read(workspace)?.salt;
