#!/bin/bash
# Starts everything: PostgreSQL, Redis, the worker, the API with its pages, and the dashboard. See --help.
set -euo pipefail

# A shell script that starts this one in the background makes it deaf to SIGINT; who asks it to stop must be heard.
if [ -z "${UP_HEARS:-}" ] && env --default-signal=INT true 2> /dev/null; then
    UP_HEARS=1 exec env --default-signal=INT bash "$0" "$@"
fi
unset UP_HEARS

repo=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
started=$SECONDS
apphost=$repo/Blackbox.AppHost
output=$repo/artifacts/bin/Blackbox.AppHost/release/Blackbox.AppHost.dll

usage() {
    cat <<'HELP'
Usage: ./up.sh [--repo PATH]... [--simulate] [--help]

Builds Blackbox and starts all of it in the foreground. Ctrl-C stops everything; the data is there again at the next start.

  --repo PATH   also record the git repository at PATH (a folder; may be given several times)
  --simulate    also record a made-up organisation on simulated platforms: a living team without any credential
  --help        this text

With a container engine and a complete package feed it is: dotnet run --project Blackbox.AppHost
Otherwise PostgreSQL and Redis run as private processes of this clone, without root; see docs/local-stack.md.

Environment:
  ConnectionStrings__blackbox   use this PostgreSQL 17 with pgvector instead of starting one
  ConnectionStrings__redis      use this Redis instead of starting one
  OLLAMA_HOST                   where Ollama answers (127.0.0.1:11434)
  Models__Chat                  the model that writes summaries (qwen2.5:1.5b)
  Models__Embedding             the model that embeds, 1024 dimensions (bge-m3)
  Ports__Postgres, Ports__Redis ports of the two servers (7400, 7410)
  UseVolumes=false              start with empty data, and throw it away at the end
  NativeStack__DataDirectory    where data, servers' files and passwords are (.data)
  NativeStack__Dashboard=false  without the Aspire dashboard
  LimitedFeed=true|false        do not ask the package feed what it has
  NO_COLOR=1                    no colours
HELP
}

say() { printf '[%3ss] %s\n' "$((SECONDS - started))" "$*"; }

give_up() { printf '%s\n' "$@" >&2; exit 1; }

arguments=()
repositories=0
while [ $# -gt 0 ]; do
    case $1 in
        --repo)
            [ $# -ge 2 ] || give_up "--repo needs a path."
            path=$(cd "$2" 2> /dev/null && pwd) || give_up "There is no folder '$2'."
            git -C "$path" rev-parse --git-dir > /dev/null 2>&1 || [ -f "$path/HEAD" ] || [ -e "$path/.git" ] || give_up "'$2' is not a git repository."
            arguments+=("--FirstStart:Repositories:$repositories=$path")
            repositories=$((repositories + 1))
            shift 2
            ;;
        --simulate)
            arguments+=("--Simulate=true")
            shift
            ;;
        --help | -h) usage; exit 0 ;;
        *) usage >&2; give_up "" "Unknown option '$1'." ;;
    esac
done

check_sdk() {
    command -v dotnet > /dev/null || give_up \
        "The .NET SDK 10 is missing. Install it (https://dotnet.microsoft.com/download/dotnet/10.0), then run ./up.sh again."
    (cd "$repo" && dotnet --version > /dev/null 2>&1) || give_up \
        "Blackbox needs the .NET SDK 10 (global.json); installed: $(dotnet --list-sdks 2> /dev/null | cut -d' ' -f1 | paste -sd' ' -)" \
        "Install it (https://dotnet.microsoft.com/download/dotnet/10.0), then run ./up.sh again."
}

# Everything that a build depends on is older than what it made: then there is nothing to build.
is_built() {
    [ -f "$output" ] && [ "$(cat "$stamp" 2> /dev/null)" = "$built_with" ] &&
        [ -z "$(cd "$repo" && find . -mindepth 1 \( -name artifacts -o -name .data -o -name .git -o -name docs \) -prune -o \
            -newer "$stamp" -print -quit)" ]
}

show_progress() {
    local process=$1 log=$2 shown=0 line
    while :; do
        while read -r line; do
            shown=$((shown + 1))
            case $line in
                *'Determining projects to restore'*) say "restoring packages" ;;
                *' -> '*) say "built ${line%% -> *}" ;;
            esac
        done < <(tail -n "+$((shown + 1))" "$log")
        kill -0 "$process" 2> /dev/null || return 0
        sleep 0.3
    done
}

# Started beside this script, and ended with it, even when it is killed with -9.
beside=()
tie=()
! command -v setpriv > /dev/null || tie=(setpriv --pdeathsig TERM)
trap '[ ${#beside[@]} -eq 0 ] || kill "${beside[@]}" 2> /dev/null || true' EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

check_sdk
[ "$("$repo/eng/feed.sh" show)" != unknown ] || say "asking the package feed what it has"
"$repo/eng/feed.sh" probe
eval "$("$repo/eng/feed.sh" environment)"
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1

if [ "$LimitedFeed" != true ]; then
    say "starting with containers"
    cd "$repo"
    exec dotnet run --project "$apphost" -- "${arguments[@]}"
fi

mkdir -p "$repo/artifacts" "$repo/.data"
data=$(realpath -m "${NativeStack__DataDirectory:-$repo/.data}")
export NativeStack__DataDirectory=$data
servers=
if [ -z "${ConnectionStrings__blackbox:-}" ] || [ -z "${ConnectionStrings__redis:-}" ]; then
    "${tie[@]}" "$repo/eng/native-servers.sh" fetch &
    servers=$!
    beside+=("$servers")
fi
if [ "${NativeStack__Dashboard:-true}" != false ] && "$repo/eng/dashboard.sh" check; then
    "${tie[@]}" "$repo/eng/dashboard.sh" fetch "$data/dashboard" &
    beside+=($!)
fi

stamp=$repo/artifacts/up.stamp
built_with="$(cd "$repo" && dotnet --version) $LimitedFeed"
if ! is_built; then
    say "building; the first time takes a minute or two"
    # Taken before the build: what is saved during it counts as changed.
    begun=$(mktemp "$stamp.XXXXXX")
    log=$repo/artifacts/up.log
    : > "$log"
    # Compilers that stay in memory would be faster, but they would still be there after Ctrl-C.
    MSBUILDDISABLENODEREUSE=1 "${tie[@]}" dotnet build "$apphost" -c Release -v m -tl:off -nologo -nodeReuse:false \
        -p:UseSharedCompilation=false -p:RunAnalyzers=false -p:GenerateDocumentationFile=false > "$log" 2>&1 &
    building=$!
    beside+=("$building")
    show_progress "$building" "$log"
    if ! wait "$building"; then
        rm -f "$begun"
        { grep -E ': error' "$log" || tail -n 20 "$log"; } | sort -u | head -n 20 >&2
        give_up "The build failed; all that it said is in artifacts/up.log."
    fi
    printf '%s' "$built_with" > "$begun.text"
    touch -r "$begun" "$begun.text"
    mv "$begun.text" "$stamp"
    rm -f "$begun"
fi

if [ -n "$servers" ]; then
    wait "$servers" || exit 1
fi
say "starting"
export DOTNET_ENVIRONMENT=${DOTNET_ENVIRONMENT:-Development}
cd "$apphost"
# In place of this script, so that what stops or kills it stops or kills the application. What is still being fetched goes on.
trap - EXIT INT TERM
exec dotnet "$output" "${arguments[@]}"
