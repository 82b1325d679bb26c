import type { plainSecrets } from "./fixtures";

type Plain = Awaited<ReturnType<typeof plainSecrets>>;

/** A status when the gateway itself answers; otherwise headers as the upstream gets them, undefined for none. */
export type Outcome = number | Readonly<Record<string, string | undefined>>;

/** What a request comes to, at both gateways unless `kong` says otherwise. */
export interface KeyRow {
  readonly what: string;
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly outcome: Outcome;
  readonly kong?: Outcome;
}

/** How API keys turn into tokens: upstream's rules, row by row. */
export function keyTable(keys: Plain): KeyRow[] {
  const { anonKey, serviceRoleKey, publishableKey, secretKey } = keys;
  const [anon, service] = [keys.anonKeyAsymmetric, keys.serviceRoleKeyAsymmetric];
  const bearer = (token: string) => ({ authorization: `Bearer ${token}` });
  const rest = "/rest/v1/notes";
  const storage = "/storage/v1/object/a";
  const functions = "/functions/v1/hello";
  const realtime = "/realtime/v1/websocket";
  return [
    { what: "no key is refused", path: rest, outcome: 401 },
    { what: "an unknown key is refused", path: rest, headers: { apikey: "sb_secret_x" }, outcome: 401 },
    { what: "an empty key is refused", path: rest, headers: { apikey: "" }, outcome: 401 },
    { what: "a key in Authorization alone is refused", path: rest, headers: bearer(secretKey), outcome: 401 },
    { what: "the anon key becomes the session", path: rest, headers: { apikey: anonKey }, outcome: bearer(anonKey) },
    { what: "the service key becomes the session", path: rest, headers: { apikey: serviceRoleKey }, outcome: bearer(serviceRoleKey) },
    { what: "the publishable key becomes its token", path: rest, headers: { apikey: publishableKey }, outcome: bearer(anon) },
    { what: "the secret key becomes its token", path: rest, headers: { apikey: secretKey }, outcome: bearer(service) },
    { what: "a key in the query becomes its token", path: `${rest}?apikey=${publishableKey}&id=eq.1`, outcome: bearer(anon) },
    { what: "an escaped key in the query counts too", path: `${rest}?apikey=${escaped(publishableKey)}`, outcome: bearer(anon) },
    { what: "an unknown key in the query is refused", path: `${rest}?apikey=x`, outcome: 401 },
    { what: "a user's token is kept", path: rest, headers: { apikey: publishableKey, ...bearer("user") }, outcome: bearer("user") },
    { what: "a user's token is kept beside an older key", path: rest, headers: { apikey: anonKey, ...bearer("user") }, outcome: bearer("user") },
    { what: "the key twice, as clients send it, becomes its token", path: rest, headers: { apikey: publishableKey, ...bearer(publishableKey) }, outcome: bearer(anon) },
    { what: "an unknown opaque key in Authorization gives way to the known one", path: rest, headers: { apikey: publishableKey, ...bearer("sb_secret_x") }, outcome: bearer(anon) },
    { what: "an empty Authorization gives way to the key", path: rest, headers: { apikey: anonKey, authorization: "" }, outcome: bearer(anonKey) },

    { what: "the list of tables is for the service key", path: "/rest/v1/", headers: { apikey: anonKey }, outcome: 403 },
    { what: "the list of tables with a query is too", path: "/rest/v1/?a=b", headers: { apikey: publishableKey }, outcome: 403 },
    { what: "the list of tables is there for the secret key", path: "/rest/v1/", headers: { apikey: secretKey }, outcome: bearer(service) },
    { what: "the database's own API is for the service key", path: "/pg/tables", headers: { apikey: publishableKey }, outcome: 403 },
    { what: "the database's own API is there for it", path: "/pg/tables", headers: { apikey: serviceRoleKey }, outcome: bearer(serviceRoleKey) },

    { what: "storage is open without a key", path: storage, outcome: { authorization: undefined } },
    { what: "storage gets no empty Authorization", path: storage, headers: { authorization: "" }, outcome: { authorization: undefined } },
    { what: "storage gets the token of a key", path: storage, headers: { apikey: secretKey }, outcome: bearer(service) },
    { what: "storage gets an older key as it is", path: storage, headers: { apikey: anonKey }, outcome: bearer(anonKey) },
    { what: "storage gets the user's token", path: storage, headers: { apikey: publishableKey, ...bearer("user") }, outcome: bearer("user") },
    { what: "storage gets a signature of S3 as it is", path: "/storage/v1/s3/a", headers: { authorization: "AWS4-HMAC-SHA256 Credential=x" }, outcome: { authorization: "AWS4-HMAC-SHA256 Credential=x" } },
    { what: "storage never sees an opaque key", path: storage, headers: bearer(secretKey), outcome: bearer(service), kong: { authorization: undefined } },

    { what: "a socket's key in the query becomes x-api-key", path: `${realtime}?apikey=${publishableKey}&vsn=1.0.0`, outcome: { "x-api-key": anon, authorization: undefined } },
    { what: "a socket's older key becomes x-api-key", path: `${realtime}?apikey=${anonKey}`, outcome: { "x-api-key": anonKey, authorization: undefined } },
    { what: "a client's own x-api-key does not count", path: realtime, headers: { apikey: publishableKey, "x-api-key": serviceRoleKey }, outcome: { "x-api-key": anon } },
    { what: "a socket without a key is refused", path: realtime, headers: { "x-api-key": serviceRoleKey }, outcome: 401 },
    { what: "realtime's API gets a session", path: "/realtime/v1/api/broadcast", headers: { apikey: secretKey }, outcome: bearer(service) },

    { what: "a function is open without a key", path: functions, outcome: { "sb-api-key": undefined, authorization: undefined, apikey: undefined } },
    { what: "a function sees a known key as it came, and its token beside it", path: functions, headers: { apikey: publishableKey }, outcome: { "sb-api-key": anon, apikey: publishableKey, authorization: undefined } },
    { what: "a function sees a key in Authorization as it came, and its token beside it", path: functions, headers: bearer(secretKey), outcome: { "sb-api-key": service, apikey: undefined, ...bearer(secretKey) } },
    { what: "a function's unknown opaque key is refused", path: functions, headers: { apikey: "sb_publishable_x" }, outcome: 401, kong: { "sb-api-key": undefined } },
    { what: "two different opaque keys are refused", path: functions, headers: { apikey: publishableKey, ...bearer(secretKey) }, outcome: 401, kong: { "sb-api-key": anon } },
    { what: "the same opaque key twice is one", path: functions, headers: { apikey: secretKey, ...bearer(secretKey) }, outcome: { "sb-api-key": service } },
    { what: "an older key passes to a function as it is", path: functions, headers: { apikey: anonKey }, outcome: { "sb-api-key": undefined, apikey: anonKey } },
    { what: "a user's token passes to a function as it is", path: functions, headers: { apikey: publishableKey, ...bearer("user") }, outcome: { "sb-api-key": anon, ...bearer("user") } },
    { what: "a client's own sb-api-key is dropped", path: functions, headers: { "sb-api-key": service }, outcome: { "sb-api-key": undefined } },
    { what: "a function's query is not looked at", path: `${functions}?apikey=${secretKey}`, outcome: { "sb-api-key": undefined } },
  ]; // prettier-ignore
}

const escaped = (text: string) => [...text].map((letter) => `%${letter.charCodeAt(0).toString(16)}`).join("");
