import { existsSync, mkdirSync, readFileSync } from "node:fs";
import { dirname } from "node:path";
import { type SecureContext, createSecureContext } from "node:tls";
import writeFileAtomic from "write-file-atomic";
import { type Workspace, kept } from "../workspace";

interface Pair {
  /** PEM. */
  readonly cert: string;
  readonly key: string;
}

const years = 20;

/** Certificate that clients may trust, for `sslmode=verify-full`. */
export const authorityFile = (workspace: Pick<Workspace, "folder" | "stack">): string =>
  kept(workspace, "access", "databases.crt");
const keyFile = (workspace: Workspace) => kept(workspace, "access", "databases.key");

/**
 * Certificates for the names of databases, signed by an authority of the stack's own: a public one would have to see each name
 * on port 80 of its own host.
 */
export class Authority {
  private readonly made = new Map<string, Promise<Pair>>();

  private constructor(private readonly own: Pair) {}

  static async of(workspace: Workspace): Promise<Authority> {
    const [cert, key] = [authorityFile(workspace), keyFile(workspace)];
    if (existsSync(cert) && existsSync(key))
      return new Authority({ cert: readFileSync(cert, "utf8"), key: readFileSync(key, "utf8") });
    const own = await signed(`supabase-fleet ${workspace.stack}`);
    mkdirSync(dirname(key), { recursive: true, mode: 0o700 });
    await writeFileAtomic(key, own.key, { mode: 0o600 });
    await writeFileAtomic(cert, own.cert, { mode: 0o644 });
    return new Authority(own);
  }

  /** What a server of this name shows. It is made once, so nobody but us may choose the name. */
  async pair(name: string): Promise<Pair> {
    const known = this.made.get(name) ?? signed(name, this.own);
    this.made.set(name, known);
    return await known;
  }

  async certificate(name: string): Promise<SecureContext> {
    return createSecureContext(await this.pair(name));
  }
}

/** @param by signs it; unset, it is an authority itself. */
async function signed(name: string, by?: Pair): Promise<Pair> {
  // It is large, and needed for a new name alone.
  const { generate } = await import("selfsigned");
  const notAfterDate = new Date();
  notAfterDate.setFullYear(notAfterDate.getFullYear() + years);
  const pair = await generate([{ name: "commonName", value: name }], {
    keyType: "ec",
    algorithm: "sha256",
    notAfterDate,
    ...(by === undefined
      ? { extensions: [{ name: "basicConstraints", cA: true, critical: true }, { name: "keyUsage", keyCertSign: true, cRLSign: true, critical: true }] } // prettier-ignore
      : { ca: by, extensions: [{ name: "subjectAltName", altNames: [{ type: 2, value: name }] }, { name: "extKeyUsage", serverAuth: true }] }), // prettier-ignore
  });
  return { cert: pair.cert, key: pair.private };
}
