def rows: split("\n") | map(select(. != "") | split("|"));
{
  version: 1,
  id: $id,
  instance: $instance,
  taken: $taken,
  restorePoint: $point,
  exact: $exact,
  postgres: $version,
  log: { first: $first, last: $last },
  bytes: ($copied.total_bytes_processed // 0),
  seconds: (now - $started | floor),
  tables: ($counts | rows | map({ name: (.[:-1] | join("|")), rows: (.[-1] | tonumber) })),
  buckets: ($buckets | rows | map({ name: (.[:-2] | join("|")), objects: (.[-2] | tonumber), bytes: (.[-1] | tonumber) })),
  missing: ($missing | split("\n") | map(select(. != ""))),
  volumes: ($volumes | rows | map({ role: .[0], files: (.[1] | tonumber), kilobytes: (.[2] | tonumber) })),
  fleet: $fleet[0]
}
