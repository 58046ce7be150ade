#!/bin/bash
# Measures the promises of docs/benchmarks.md: one JSON line each on standard output, what is going on on standard error.
#   eng/benchmarks.sh                            all of them
#   eng/benchmarks.sh swap [--rows 20000 ...]    one, with its options
# Uses the PostgreSQL of ConnectionStrings__blackbox when that is set, else one of its own, with the settings of the local stack, that is
# thrown away at the end.
set -euo pipefail

repo=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
[ $# -gt 0 ] || set -- all

"$repo/eng/feed.sh" probe >&2
dotnet build "$repo/Blackbox.Benchmarks" -c Release -v q -nologo >&2

if [ -z "${ConnectionStrings__blackbox:-}" ]; then
    "$repo/eng/native-servers.sh" fetch
    mkdir -p "$repo/.data"
    data=$(mktemp -d "$repo/.data/benchmarks.XXXXXX")
    server=
    trap '[ -z "$server" ] || { kill -INT "$server" 2> /dev/null && wait "$server" || true; }; rm -rf "$data"' EXIT
    password=$(head -c 24 /dev/urandom | base64 | tr -d '/+=')
    # Free at this moment; if another program takes it before the server does, the server says so and nothing is measured.
    port=$((20000 + RANDOM % 12000))
    while (: < "/dev/tcp/127.0.0.1/$port") 2> /dev/null; do port=$((20000 + RANDOM % 12000)); done

    POSTGRES_PASSWORD=$password "$repo/eng/native-servers.sh" postgres "$data/postgres" "$port" \
        -c shared_buffers=128MB -c effective_cache_size=384MB -c work_mem=4MB -c maintenance_work_mem=64MB \
        -c max_connections=30 -c random_page_cost=1.1 -c timezone=UTC > "$data/postgres.log" 2>&1 &
    server=$!
    for _ in $(seq 300); do
        ! grep -q 'ready to accept connections' "$data/postgres.log" || break
        kill -0 "$server" 2> /dev/null || break
        sleep 0.2
    done
    grep -q 'ready to accept connections' "$data/postgres.log" || { cat "$data/postgres.log" >&2; exit 1; }
    export ConnectionStrings__blackbox="Host=127.0.0.1;Port=$port;Username=postgres;Password=$password;Database=postgres"
fi

# Not exec: the server is stopped after it.
dotnet "$repo/artifacts/bin/Blackbox.Benchmarks/release/Blackbox.Benchmarks.dll" "$@"
