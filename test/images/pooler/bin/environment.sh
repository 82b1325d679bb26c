# shellcheck shell=bash
# What the three commands share: the environment, the metadata database and the secrecy of the tenant's password.
service=pooler
# shellcheck source=../../common/require.sh
. /usr/local/lib/require.sh

require PORT '4000' "4000"
require POSTGRES_HOST '[A-Za-z0-9._-]+' "a host name"
require POSTGRES_PORT '[0-9]+' "a port"
require POSTGRES_DB '[A-Za-z0-9_]+' "a database name"
require POSTGRES_PASSWORD '[^@/?#:&]{8,}' "at least 8 characters other than @ / ? # : &"
require DATABASE_URL 'ecto://[a-z_]+:[^@/?#:]+@[A-Za-z0-9._-]+:[0-9]+/_supabase' "ecto://USER:PASSWORD@HOST:PORT/_supabase"
require CLUSTER_POSTGRES 'true|false' "true or false"
require SECRET_KEY_BASE '.{64,}' "at least 64 characters"
require VAULT_ENC_KEY '.{32}' "exactly 32 characters"
require API_JWT_SECRET '.{32,}' "at least 32 characters"
require METRICS_JWT_SECRET '.{32,}' "at least 32 characters"
require REGION '.+' "a name"
require ERL_AFLAGS '-proto_dist inet6?_tcp' "-proto_dist inet_tcp"
require POOLER_TENANT_ID '[A-Za-z0-9][A-Za-z0-9_-]*' "letters, digits, _ or -"
require POOLER_DEFAULT_POOL_SIZE '[1-9][0-9]*' "a number of connections"
require POOLER_MAX_CLIENT_CONN '[1-9][0-9]*' "a number of connections"
require POOLER_POOL_MODE 'transaction|session' "transaction or session"
require DB_POOL_SIZE '[1-9][0-9]*' "a number of connections"
refuse_unknown POOLER_ POSTGRES_ VAULT_ CLUSTER_

# metadata ARGUMENT…: psql on the metadata database; prints bare values.
metadata() {
  PGOPTIONS='-c search_path=_supavisor -c client_min_messages=warning' \
    psql -X -q -At -v ON_ERROR_STOP=1 -d "postgres${DATABASE_URL#ecto}" "$@"
}

# The mark tells a wrong key for sure; without it one in 256 would go unnoticed.
mark=tenant:
encrypt() { printf '%s' "$mark$1" | cipher -e; }
decrypt() {
  local text
  text=$(printf '%s' "$1" | cipher -d 2>/dev/null | tr -d '\0') || return 1
  [[ $text == "$mark"* ]] && printf '%s' "${text#"$mark"}"
}
cipher() { openssl enc "$1" -aes-256-cbc -pbkdf2 -iter 1000 -a -A -pass env:VAULT_ENC_KEY; }
