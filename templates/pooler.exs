# Gives the pooler its one tenant, made from the environment. An existing tenant is left as it is: changing it belongs to a
# rotation, which removes it first.
{:ok, _} = Application.ensure_all_started(:supavisor)

{:ok, version} =
  case Supavisor.Repo.query!("select version()") do
    %{rows: [[text]]} -> Supavisor.Helpers.parse_pg_version(text)
    _ -> nil
  end

env = &System.get_env/1

tenant = %{
  "external_id" => env.("POOLER_TENANT_ID"),
  "db_host" => env.("POSTGRES_HOST") || "db",
  "db_port" => env.("POSTGRES_PORT"),
  "db_database" => env.("POSTGRES_DB"),
  "require_user" => false,
  "auth_query" => "SELECT * FROM pgbouncer.get_auth($1)",
  "default_max_clients" => env.("POOLER_MAX_CLIENT_CONN"),
  "default_pool_size" => env.("POOLER_DEFAULT_POOL_SIZE"),
  "default_parameter_status" => %{"server_version" => version},
  "users" => [
    %{
      "db_user" => "pgbouncer",
      "db_password" => env.("POSTGRES_PASSWORD"),
      "mode_type" => env.("POOLER_POOL_MODE"),
      "pool_size" => env.("POOLER_DEFAULT_POOL_SIZE"),
      "is_manager" => true
    }
  ]
}

unless Supavisor.Tenants.get_tenant_by_external_id(tenant["external_id"]) do
  {:ok, _} = Supavisor.Tenants.create_tenant(tenant)
end
