#!/bin/bash
# Builds everything, checks the format and runs all tests. Needs the .NET SDK and git; on Debian it installs what else is missing.
# Usage: ./test.sh [argument of the test program...], e.g. ./test.sh -class Blackbox.Tests.Polyfills.VectorTests
# Ends with the line "N passed, N failed"; results are left in artifacts/test-results.
# Environment: LimitedFeed=true|false decides about the feed instead of asking it; SKIP_FORMAT=1 leaves the format check out.
set -uo pipefail

repo=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
cd "$repo" || exit 1
results=$repo/artifacts/test-results
solution=Blackbox.sln
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1 DOTNET_SKIP_FIRST_TIME_EXPERIENCE=1
# No build process stays behind: a caller that reads our output would wait for it.
export MSBUILDDISABLENODEREUSE=1

step() { printf '\n[%3ss] %s\n' "$SECONDS" "$*"; }

fail() {
    printf '\n%s\n' "$*"
    echo "0 passed, 0 failed"
    exit 1
}

check_tools() {
    command -v git > /dev/null || fail "git is missing: install it, the tests make real repositories."
    command -v dotnet > /dev/null || fail "The .NET SDK is missing: install version 10 (https://dot.net), see global.json."
    dotnet --version || fail "The installed .NET SDK is not the one of global.json: install version 10 (https://dot.net)."
}

# The page tests need a browser, and their screenshots letters of all languages.
install_browser() {
    local missing=() as_root=()
    command -v chromium > /dev/null || command -v google-chrome > /dev/null || missing+=(chromium)
    [ -d /usr/share/fonts/truetype/noto ] || missing+=(fonts-noto-core)
    ls /usr/share/fonts/opentype/noto/*CJK* > /dev/null 2>&1 || missing+=(fonts-noto-cjk)
    [ ${#missing[@]} -gt 0 ] || return 0

    [ "$(id -u)" = 0 ] || as_root=(sudo -n)
    if command -v apt-get > /dev/null && "${as_root[@]}" true 2> /dev/null; then
        step "Installing ${missing[*]}"
        "${as_root[@]}" apt-get -qq update && DEBIAN_FRONTEND=noninteractive "${as_root[@]}" \
            apt-get -qq install -y --no-install-recommends "${missing[@]}" > /dev/null && return 0
    fi
    echo "Could not install ${missing[*]}: without a browser the page tests fail. Install it as your system does."
}

fetch_servers() {
    # With containers on a full feed the servers are images.
    if [ "$(eng/feed.sh show)" = full ] && docker info > /dev/null 2>&1; then
        return 0
    fi
    step "Fetching PostgreSQL and Redis, if they are not there"
    eng/native-servers.sh fetch || fail "PostgreSQL and Redis could not be fetched."
}

# The counters of the result file: <Counters total="9" executed="8" passed="7" failed="1" error="0" ... notExecuted="1" ... />
counter() { sed -n "s/.*<Counters .*[ ]$1=\"\([0-9]*\)\".*/\1/p" "$results/tests.trx" | head -n 1; }

check_tools
install_browser

step "Asking which packages the feed has"
eng/feed.sh probe || fail "The package feed does not answer."
echo "The feed is $(eng/feed.sh show)."

step "Restoring packages"
dotnet restore "$solution" -v q || fail "The packages could not be restored."

step "Building"
dotnet build "$solution" --no-restore -v q || fail "The build failed."

if [ -z "${SKIP_FORMAT:-}" ]; then
    step "Checking the format"
    dotnet format "$solution" --verify-no-changes --no-restore || fail "Run: dotnet format $solution"
fi

fetch_servers

step "Testing"
rm -rf "$results"
mkdir -p "$results"
# Far above what the tests need: a test that hangs is a failure, not a script that never ends.
limit=()
! command -v timeout > /dev/null || limit=(timeout --foreground --kill-after=30 12m)
# Many tests wait for processes that they have killed; twice as many classes at once as there are processors keep these busy.
"${limit[@]}" artifacts/bin/Blackbox.Tests/debug/Blackbox.Tests -noColor -maxThreads "$((2 * $(getconf _NPROCESSORS_ONLN)))" -trx "$results/tests.trx" "$@"
code=$?

[ -f "$results/tests.trx" ] || fail "The test program ended with code $code and left no results."
passed=$(counter passed)
# An error is a failure outside of a test, as in the clean-up of a class.
failed=$(($(counter failed) + $(counter error)))
skipped=$(counter notExecuted)
summary="${passed:=0} passed, $failed failed"
[ "${skipped:-0}" = 0 ] || summary="$summary, $skipped skipped"

step "Results in ${results#"$repo"/}"
echo "$summary"
[ "$code" = 0 ] && [ "$failed" = 0 ] && [ "$passed" -gt 0 ]
