// A function as a user writes it: says who called and what its environment holds.
Deno.serve(async (request: Request) => {
  const { name } = await request.json();
  return Response.json({ message: `Hello ${name}`, greeting: Deno.env.get("GREETING") });
});
