import { Hono } from "hono";
import { objectOf, textOf } from "../common/json.ts";
import type { Json } from "../common/json.ts";
import { transaction } from "../common/postgres.ts";
import { AuthError } from "./authError.ts";
import { bodyOf, callerOf, checkEmail, checkPassword, requireAdmin } from "./context.ts";
import type { Auth } from "./context.ts";
import { hashed, passwordFits } from "./passwords.ts";
import { publicUser } from "./publicUser.ts";
import { changeUser, findUser, insertUser, listUsers } from "./users.ts";
import type { User, UserChange } from "./users.ts";

/** /user for the signed-in caller, /admin/users for the service. */
export function userRoutes(auth: Auth): Hono {
  return new Hono()
    .get("/user", async (context) => context.json(publicUser((await callerOf(auth, context)).user)))
    .put("/user", async (context) => {
      const { user } = await callerOf(auth, context);
      const change = await changeFrom(auth, await bodyOf(context), user, "data");
      return context.json(publicUser(await transaction(auth.pool, (query) => changeUser(query, user.id, change))));
    })
    .use("/admin/*", async (context, next) => {
      await requireAdmin(auth, context);
      await next();
    })
    .get("/admin/users", async (context) => {
      const [page, perPage] = [Number(context.req.query("page") || 1), Number(context.req.query("per_page") || 50)];
      const { users, total } = await transaction(auth.pool, (query) => listUsers(query, page, perPage));
      return context.json({ users: users.map(publicUser), aud: auth.settings.jwt.audience }, 200, {
        "x-total-count": String(total),
      });
    })
    .post("/admin/users", async (context) => context.json(publicUser(await create(auth, await bodyOf(context)))))
    .get("/admin/users/:id", async (context) =>
      context.json(publicUser(await requireUser(auth, context.req.param("id")))),
    )
    .put("/admin/users/:id", async (context) => {
      const user = await requireUser(auth, context.req.param("id"));
      const body = await bodyOf(context);
      const change = await changeFrom(auth, body, user, "user_metadata");
      const confirmed = body["email_confirm"] === true ? { email_confirmed_at: new Date() } : {};
      return context.json(
        publicUser(await transaction(auth.pool, (query) => changeUser(query, user.id, { ...change, ...confirmed }))),
      );
    })
    .delete("/admin/users/:id", async (context) => {
      const { id } = await requireUser(auth, context.req.param("id"));
      await auth.pool.query("delete from auth.users where id = $1", [id]);
      return context.json({});
    });
}

async function create(auth: Auth, body: Json): Promise<User> {
  const [email, phone, password] = [textOf(body["email"]), textOf(body["phone"]), textOf(body["password"])];
  if (email === "" && phone === "")
    throw new AuthError(400, "validation_failed", "Cannot create a user without either an email or phone");
  if (email !== "") checkEmail(email);
  if (password !== "") checkPassword(auth.settings, password);
  return transaction(auth.pool, async (query) => {
    if (email !== "" && (await findUser(query, "email", email)))
      throw new AuthError(422, "email_exists", "A user with this email address has already been registered");
    return insertUser(query, {
      email: email || undefined,
      phone: phone || undefined,
      password: password || undefined,
      metadata: objectOf(body["user_metadata"]),
      appMetadata: objectOf(body["app_metadata"]),
      confirmed: body["email_confirm"] === true || body["phone_confirm"] === true,
    });
  });
}

async function requireUser(auth: Auth, id: string): Promise<User> {
  const user = await transaction(auth.pool, (query) => findUser(query, "id", id));
  if (user === undefined) throw new AuthError(404, "user_not_found", "User not found");
  return user;
}

/** Columns that a request changes; metadata is merged, everything else replaced. An address changes at once, without a mail. */
async function changeFrom(
  auth: Auth,
  body: Json,
  user: User,
  metadataKey: "data" | "user_metadata",
): Promise<UserChange> {
  const [email, password] = [textOf(body["email"]), textOf(body["password"])];
  if (email !== "") checkEmail(email);
  if (password !== "") {
    checkPassword(auth.settings, password);
    if (await passwordFits(user, password))
      throw new AuthError(422, "same_password", "New password should be different from the old password.");
  }
  return {
    ...(email === "" ? {} : { email: email.toLowerCase() }),
    ...(password === "" ? {} : { encrypted_password: await hashed(password) }),
    ...(body[metadataKey] === undefined
      ? {}
      : { raw_user_meta_data: { ...objectOf(user["raw_user_meta_data"]), ...objectOf(body[metadataKey]) } }),
    ...(metadataKey === "data" || body["app_metadata"] === undefined
      ? {}
      : { raw_app_meta_data: { ...objectOf(user["raw_app_meta_data"]), ...objectOf(body["app_metadata"]) } }),
  };
}
