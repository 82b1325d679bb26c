import { Hono } from "hono";
import { isObject, listOf, textOf } from "../common/json.ts";
import { messageOf } from "../common/json.ts";
import { asCaller, bodyOf, callerOf, checkName, wildcard } from "./context.ts";
import type { Caller, Storage } from "./context.ts";
import { findObject, saveObject } from "./objects.ts";
import { readTicket, signTicket } from "./tickets.ts";
import { uploadFrom } from "./incomingUpload.ts";
import { storeUpload } from "./uploads.ts";

/** Seconds in which a signed upload may be made. */
const uploadSeconds = 7200;

/** Addresses that work without a key: one for a download, many of them, and one for an upload. */
export function signRoutes(storage: Storage): Hono {
  return new Hono()
    .post("/object/upload/sign/:bucket/*", async (context) => {
      const caller = await callerOf(storage, context);
      const bucket = context.req.param("bucket");
      const name = wildcard(context, `/object/upload/sign/${encodeURIComponent(bucket)}/`);
      const upsert = context.req.header("x-upsert") === "true";
      await mayUpload(storage, caller, bucket, name, upsert);
      const token = await signTicket(storage, `${bucket}/${name}`, uploadSeconds, {
        upsert,
        owner: textOf(caller.claims["sub"]),
      });
      return context.json({ url: `/object/upload/sign/${bucket}/${name}?token=${token}`, token });
    })
    .put("/object/upload/sign/:bucket/*", async (context) => {
      const bucket = context.req.param("bucket");
      const name = wildcard(context, `/object/upload/sign/${encodeURIComponent(bucket)}/`);
      const { owner, upsert } = await readTicket(storage, context.req.query("token") ?? "", `${bucket}/${name}`);
      // Whether it may be uploaded was decided when the token was signed.
      const caller: Caller = { role: "service_role", claims: { sub: owner } };
      const upload = await uploadFrom(context, storage.environment.whole("FILE_SIZE_LIMIT"));
      return context.json(await storeUpload(storage, caller, { bucket, name, upsert: upsert === true }, upload));
    })
    .post("/object/sign/:bucket", async (context) => {
      const caller = await callerOf(storage, context);
      const body = await bodyOf(context);
      const bucket = context.req.param("bucket");
      const paths = listOf(body["paths"]).map((path) => textOf(path));
      const signed = paths.map(async (path) => {
        try {
          return { error: null, path, signedURL: await sign(storage, caller, bucket, path, Number(body["expiresIn"])) };
        } catch (error) {
          return {
            error: `Either the object does not exist or you do not have access to it (${messageOf(error)})`,
            path,
            signedURL: null,
          };
        }
      });
      return context.json(await Promise.all(signed));
    })
    .post("/object/sign/:bucket/*", async (context) => {
      const caller = await callerOf(storage, context);
      const body = await bodyOf(context);
      const bucket = context.req.param("bucket");
      const name = wildcard(context, `/object/sign/${encodeURIComponent(bucket)}/`);
      const route = isObject(body["transform"]) ? "/render/image/sign" : "/object/sign";
      return context.json({ signedURL: await sign(storage, caller, bucket, name, Number(body["expiresIn"]), route) });
    });
}

async function sign(
  storage: Storage,
  caller: Caller,
  bucket: string,
  name: string,
  seconds: number,
  route = "/object/sign",
): Promise<string> {
  await asCaller(storage, caller, "storage.object.sign", (query) => findObject(query, bucket, checkName(name)));
  const token = await signTicket(storage, `${bucket}/${name}`, seconds);
  return `${route}/${bucket}/${name.split("/").map(encodeURIComponent).join("/")}?token=${token}`;
}

class Undone extends Error {}

/** Tries the row that an upload would write, and takes it back. */
async function mayUpload(
  storage: Storage,
  caller: Caller,
  bucket: string,
  name: string,
  upsert: boolean,
): Promise<void> {
  const attempt = asCaller(storage, caller, "storage.object.sign_upload_url", async (query) => {
    await saveObject(query, caller, { bucket, name, version: "", metadata: {}, userMetadata: null, upsert });
    throw new Undone();
  });
  await attempt.catch((error: unknown) => {
    if (!(error instanceof Undone)) throw error;
  });
}
