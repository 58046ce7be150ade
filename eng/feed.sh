#!/bin/bash
# Finds out which packages the feed has. Usage:
#   eng/feed.sh probe [--again]   decide once: restores a tiny project that needs an Aspire package. A limited feed leaves
#                                 the marker artifacts/limited-feed, a full one artifacts/full-feed; --again asks anew.
#   eng/feed.sh show              prints "limited", "full" or "unknown"
#   eval "$(eng/feed.sh environment)"   sets LimitedFeed for builds: true where the feed is limited, and also where no
#                                 container engine works, because Aspire itself needs one
# Environment: LimitedFeed=true or LimitedFeed=false decides without asking.
set -euo pipefail

repo=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
limited=$repo/artifacts/limited-feed
full=$repo/artifacts/full-feed

show() {
    case ${LimitedFeed:-} in
        true) echo limited ;;
        false) echo full ;;
        *) if [ -f "$limited" ]; then echo limited; elif [ -f "$full" ]; then echo full; else echo unknown; fi ;;
    esac
}

remember() {
    mkdir -p "$repo/artifacts"
    rm -f "$limited" "$full"
    : > "$repo/artifacts/$1-feed"
}

probe() {
    case ${LimitedFeed:-} in
        true) remember limited; return ;;
        false) remember full; return ;;
    esac
    [ "${1:-}" = --again ] || [ "$(show)" = unknown ] || return 0

    local version folder log
    version=$(sed -n 's:.*<AspireVersion>\(.*\)</AspireVersion>.*:\1:p' "$repo/Directory.Packages.props" | head -n 1)
    mkdir -p "$repo/artifacts"
    folder=$(mktemp -d "$repo/artifacts/feed-probe.XXXXXX")
    trap "rm -rf '$folder'" EXIT
    log=$folder/restore.log

    # Inside the clone, so that its NuGet configuration counts; its own props, so that nothing else of the clone does.
    echo '<Project />' | tee "$folder/Directory.Build.props" "$folder/Directory.Build.targets" > "$folder/Directory.Packages.props"
    cat > "$folder/probe.csproj" <<PROJECT
<Project Sdk="Microsoft.NET.Sdk">
  <PropertyGroup>
    <TargetFramework>net10.0</TargetFramework>
    <NuGetAudit>false</NuGetAudit>
  </PropertyGroup>
  <ItemGroup>
    <PackageDownload Include="Aspire.Hosting.PostgreSQL" Version="[$version]" />
  </ItemGroup>
</Project>
PROJECT

    if dotnet restore "$folder/probe.csproj" -v q -nologo > "$log" 2>&1; then
        remember full
    elif grep -qE 'NU1(101|102)' "$log"; then
        remember limited
    else
        # No answer is not an answer: a feed that is down must not turn into "limited" for good.
        echo "The package feed could not be asked. Check the network and the NuGet configuration. It said:" >&2
        grep -E 'error|warn' "$log" | head -n 5 >&2 || cat "$log" >&2
        return 1
    fi
}

containers_work() {
    local engine
    for engine in docker podman; do
        ! command -v "$engine" > /dev/null || ! timeout 10 "$engine" info > /dev/null 2>&1 || return 0
    done
    return 1
}

environment() {
    case $(show) in
        full) if [ "${LimitedFeed:-}" = false ] || containers_work; then echo export LimitedFeed=false; else echo export LimitedFeed=true; fi ;;
        limited) echo export LimitedFeed=true ;;
        *) echo "Run eng/feed.sh probe first." >&2; return 1 ;;
    esac
}

case ${1:-} in
    environment) environment ;;
    probe) probe "${2:-}" ;;
    show) show ;;
    *) sed -n '2,8s/^# \{0,1\}//p' "$0" >&2; exit 2 ;;
esac
