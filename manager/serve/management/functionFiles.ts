import { randomBytes } from "node:crypto";
import type { DeployedFunction, FunctionFile } from "../../operations/functions/types";

/** The files of a function in the form in which clients download them: each part has its path in a header of its own. */
export function functionFiles({ entrypoint }: DeployedFunction, files: readonly FunctionFile[]): Response {
  const boundary = `fleet${randomBytes(16).toString("hex")}`;
  const pieces: Uint8Array[] = [];
  const write = (text: string) => void pieces.push(new TextEncoder().encode(text));
  write(`--${boundary}\r\nContent-Disposition: form-data; name="metadata"\r\nContent-Type: application/json\r\n\r\n`);
  write(JSON.stringify({ deno2_entrypoint_path: entrypoint }));
  for (const { path, content } of files) {
    write(`\r\n--${boundary}\r\nContent-Disposition: form-data; name="file"; filename="${path}"\r\n`);
    write(`Content-Type: application/octet-stream\r\nSupabase-Path: ${path}\r\n\r\n`);
    pieces.push(content);
  }
  write(`\r\n--${boundary}--\r\n`);
  const body = Buffer.concat(pieces);
  const headers = {
    "content-type": `multipart/form-data; boundary=${boundary}`,
    "content-length": String(body.length),
  };
  return new Response(new Uint8Array(body), { headers });
}
