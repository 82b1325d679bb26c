// Answers on /functions/v1/hello. Variables come from `functions.env`, the SUPABASE_ ones from the fleet.
Deno.serve(async (request: Request) => {
  const { name = "world" } = request.method === "POST" ? await request.json() : {};
  return Response.json({ message: `Hello ${name}!`, project: Deno.env.get("SUPABASE_PUBLIC_URL") });
});
