#!/bin/bash
# The Aspire dashboard from its npm package, for a machine whose package feed has no Aspire.
#   eng/dashboard.sh check                      succeeds if the dashboard is there, or npm to fetch it with
#   eng/dashboard.sh fetch DIR                  fetches it, if that has not been done
#   eng/dashboard.sh run DIR PAGE GRPC HTTP     runs it: the URLs of its page and of its two OTLP receivers
set -euo pipefail

version=13.5.4
# The package's checksum, which npm compares with what it downloads: it must be the one that was looked at when the version was chosen.
x64_checksum=sha512-8PWeRHM1+QwQB2wxDnfPsimi3EW01r04b4DjX0jIDE78SlfJabwVfYArW/48vDzYvPzKSRye6DIPVAsCFoXjBA==

package() {
    case $(uname -s)-$(uname -m) in
        Linux-x86_64) echo @microsoft/aspire-cli-linux-x64 ;;
        Linux-aarch64) echo @microsoft/aspire-cli-linux-arm64 ;;
        *) return 1 ;;
    esac
}

program() { echo "$1/aspire-$version/node_modules/$(package)/bin/aspire"; }

fetch() {
    local folder=$1 next
    ! program_is_there "$folder" || return 0
    mkdir -p "$folder"
    # Two starts at once: the second waits here and finds the work done.
    exec 8> "$folder/fetch.lock"
    flock 8
    ! program_is_there "$folder" || { exec 8>&-; return 0; }

    rm -rf "$folder"/fetching.*
    next=$folder/fetching.$$
    mkdir "$next"
    echo '{ "private": true }' > "$next/package.json"
    { npm install --prefix "$next" --no-audit --no-fund --ignore-scripts --loglevel=error "$(package)@$version" > "$next/log" 2>&1 &&
        is_the_chosen_one "$next"; } || {
        tail -n 3 "$next/log" >&2
        rm -rf "$next"
        echo "The Aspire dashboard could not be fetched; everything else works without it." >&2
        return 1
    }
    rm -rf "$folder/aspire-$version"
    mv "$next" "$folder/aspire-$version"
    exec 8>&-
}

is_the_chosen_one() {
    [ "$(package)" != @microsoft/aspire-cli-linux-x64 ] || grep -qF "\"$x64_checksum\"" "$1/node_modules/.package-lock.json" || {
        echo "The package's checksum is not the expected one." >> "$1/log"
        return 1
    }
}

program_is_there() { [ -x "$(program "$1")" ]; }

run() {
    local folder=$1 page=$2 grpc=$3 http=$4
    fetch "$folder"
    # It unpacks itself: into the clone, not into the home folder.
    export ASPIRE_HOME=$folder/home ASPIRE_CLI_TELEMETRY_OPTOUT=true DOTNET_CLI_TELEMETRY_OPTOUT=true NO_COLOR=1
    exec "$(program "$folder")" dashboard run --allow-anonymous --non-interactive --nologo \
        --frontend-url "$page" --otlp-grpc-url "$grpc" --otlp-http-url "$http"
}

command=${1:-}
[ $# -eq 0 ] || shift
case $command in
    check) package > /dev/null && command -v npm > /dev/null ;;
    fetch) fetch "${1:?a folder}" ;;
    run) [ $# -eq 4 ] || { echo "run needs a folder and three URLs" >&2; exit 2; }; run "$@" ;;
    *) sed -n '2,5s/^# \{0,1\}//p' "$0" >&2; exit 2 ;;
esac
