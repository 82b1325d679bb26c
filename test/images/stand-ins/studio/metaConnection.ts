import { createCipheriv, createHash, randomBytes } from "node:crypto";

/** Where postgres-meta shall connect to on behalf of one request. */
export interface Connection {
  readonly user: string;
  readonly password: string;
  readonly host: string;
  readonly port: string;
  readonly database: string;
}

/** The header that carries the connection: readable only to a postgres-meta that holds the same key. */
export function connectionHeader(
  { user, password, host, port, database }: Connection,
  key: string,
): { "x-connection-encrypted": string } {
  return {
    "x-connection-encrypted": encrypt(
      `postgresql://${user}:${encodeURIComponent(password)}@${host}:${port}/${database}`,
      key,
    ),
  };
}

/** AES-256-CBC with a passphrase in OpenSSL's salted envelope, which is what crypto-js reads on the other side. */
export function encrypt(text: string, passphrase: string): string {
  const salt = randomBytes(8);
  const material = stretched(passphrase, salt, 48);
  const cipher = createCipheriv("aes-256-cbc", material.subarray(0, 32), material.subarray(32));
  return Buffer.concat([Buffer.from("Salted__"), salt, cipher.update(text, "utf8"), cipher.final()]).toString("base64");
}

/** OpenSSL's EVP_BytesToKey with MD5 and one round. */
function stretched(passphrase: string, salt: Buffer, length: number): Buffer {
  let material = Buffer.alloc(0);
  let block = Buffer.alloc(0);
  while (material.length < length) {
    block = createHash("md5").update(block).update(passphrase).update(salt).digest();
    material = Buffer.concat([material, block]);
  }
  return material.subarray(0, length);
}
