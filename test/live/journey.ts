import { randomUUID } from "node:crypto";
import { expect } from "vitest";
import { type Trust, client, fetchWith } from "./client";

export interface Keys {
  readonly apiUrl: string;
  readonly anonKey: string;
  readonly serviceRoleKey: string;
  readonly publishableKey: string;
  readonly secretKey: string;
  readonly dashboardPassword: string;
  readonly poolerUrl?: string;
}

/** Table, row-level security and rights of the journey, as a user would write them. */
export const schema = `
  create table if not exists public.notes (
    id bigint generated always as identity primary key,
    owner uuid not null default auth.uid(),
    text text not null
  );
  alter table public.notes enable row level security;
  drop policy if exists own on public.notes;
  create policy own on public.notes for all to authenticated using (owner = auth.uid()) with check (owner = auth.uid());
  grant all on public.notes to authenticated, service_role;
  notify pgrst, 'reload schema';`;

/** Sign-up, token, insert and select under row-level security, through the gateway, with one kind of key. */
export async function userJourney(keys: Keys, key: string, trust?: Trust): Promise<void> {
  const alice = client(keys.apiUrl, key, trust);
  const email = `${randomUUID()}@example.com`;
  const { data, error } = await alice.auth.signUp({ email, password: "correct horse" });
  expect(error).toBeNull();
  expect(data.session?.access_token).toMatch(/^eyJ/);

  const inserted = await alice
    .from("notes")
    .insert({ text: `of ${email}` })
    .select();
  expect(inserted.error).toBeNull();
  expect((await alice.from("notes").select("text")).data).toEqual([{ text: `of ${email}` }]);

  const bob = client(keys.apiUrl, key, trust);
  await bob.auth.signUp({ email: `${randomUUID()}@example.com`, password: "another horse" });
  expect((await bob.from("notes").select("text")).data).toEqual([]);

  const again = await client(keys.apiUrl, key, trust).auth.signInWithPassword({ email, password: "correct horse" });
  expect(again.error).toBeNull();
}

/** An administrator's keys see every row. */
export async function adminJourney(keys: Keys, key: string, trust?: Trust): Promise<void> {
  const admin = client(keys.apiUrl, key, trust);
  const { data, error } = await admin.from("notes").select("text");
  expect(error).toBeNull();
  expect(data?.length).toBeGreaterThan(0);
}

export async function status(url: string, headers: Record<string, string>, trust?: Trust): Promise<number> {
  const response = await fetchWith(trust)(url, { headers });
  await response.arrayBuffer();
  return response.status;
}

export async function storageJourney(keys: Keys, trust?: Trust): Promise<void> {
  const admin = client(keys.apiUrl, keys.secretKey, trust);
  const bucket = `b-${randomUUID().slice(0, 8)}`;
  expect((await admin.storage.createBucket(bucket)).error).toBeNull();
  const content = new Blob([`content of ${bucket}`], { type: "text/plain" });
  expect((await admin.storage.from(bucket).upload("folder/file.txt", content)).error).toBeNull();
  const { data, error } = await admin.storage.from(bucket).download("folder/file.txt");
  expect(error).toBeNull();
  expect(await data?.text()).toBe(`content of ${bucket}`);
}

/** Two clients on one channel: what one says, the other hears. */
export async function realtimeJourney(keys: Keys, key: string, trust?: Trust): Promise<void> {
  const [speaker, listener] = [client(keys.apiUrl, key, trust), client(keys.apiUrl, key, trust)];
  const joined = (channel: ReturnType<typeof speaker.channel>) =>
    new Promise<void>((resolve, reject) => {
      channel.subscribe((state, error) => {
        if (state === "SUBSCRIBED") resolve();
        if (state === "CHANNEL_ERROR" || state === "TIMED_OUT") reject(error ?? new Error(state));
      }, 15_000);
    });
  const heard = listener.channel("room");
  const message = new Promise((resolve) =>
    heard.on("broadcast", { event: "hello" }, ({ payload }) => resolve(payload)),
  );
  await joined(heard);
  const said = speaker.channel("room");
  await joined(said);
  await said.send({ type: "broadcast", event: "hello", payload: { from: "speaker" } });
  expect(await message).toEqual({ from: "speaker" });
  await Promise.all([speaker.removeAllChannels(), listener.removeAllChannels()]);
}
