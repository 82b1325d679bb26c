import { randomBytes } from "node:crypto";
import { type Check, Failed } from "../check";
import { type Answer, type Asked, request, said } from "../request";
import { needs } from "./needs";

/** A bucket of its own, made and removed again. */
export const storage: Check = {
  id: "storage",
  sentence: "a file is stored, comes back as it was and is deleted",
  async run({ api, keys, spec, cleanUps }) {
    needs(spec, "storage");
    const bucket = `fleet-verify-${randomBytes(6).toString("hex")}`;
    const content = randomBytes(64).toString("hex");
    const ask = async (path: string, asked: Asked) =>
      await request(api, `/storage/v1${path}`, {
        ...asked,
        headers: { apikey: keys.secretKey, authorization: `Bearer ${keys.secretKey}`, ...asked.headers },
      });
    const file = `/object/${bucket}/probe.txt`;
    expect(
      await ask("/bucket", { method: "POST", body: { id: bucket, name: bucket, public: false } }),
      "made no bucket",
    );
    cleanUps.push(async () => {
      await ask(file, { method: "DELETE" });
      const gone = await ask(`/bucket/${bucket}`, { method: "DELETE" });
      if (gone.status >= 300) throw new Error(`the bucket ${bucket} is still there (${said(gone)})`);
    });
    expect(
      await ask(file, { method: "POST", body: content, headers: { "content-type": "text/plain" } }),
      "took no file",
    );
    const back = expect(await ask(file, {}), "did not give the file back");
    if (back.text !== content) throw new Failed("Storage gave back something else than was stored.");
    expect(await ask(file, { method: "DELETE" }), "did not delete the file");
    return undefined;
  },
};

function expect(answer: Answer, what: string): Answer {
  if (answer.status >= 300) throw new Failed(`Storage ${what} (${said(answer)}).`);
  return answer;
}
