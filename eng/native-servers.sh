#!/bin/bash
# PostgreSQL 17 with pgvector and Redis 8 as private processes: no container, no root, nothing installed on the machine.
#   eng/native-servers.sh fetch                          fetches and unpacks the servers, if that has not been done
#   eng/native-servers.sh postgres DIR PORT [option...]  runs PostgreSQL on 127.0.0.1 in the foreground, e.g. with -c work_mem=4MB
#   eng/native-servers.sh redis DIR PORT [option...]     runs Redis on 127.0.0.1 in the foreground, e.g. with --appendonly yes
#   eng/native-servers.sh psql [argument...]             runs psql of the same version
# Environment:
#   POSTGRES_USER, POSTGRES_PASSWORD   the superuser that the first start makes (postgres; the password is required then)
#   REDIS_PASSWORD                     the password of Redis (none)
#   THROW_AWAY=true                    the data need not survive a crash of the machine: PostgreSQL does not wait for the disk
#   NATIVE_SERVERS_DIR                 where the servers are unpacked (.data/native of the clone)
#   DEBIAN_MIRROR, DEBIAN_SECURITY_MIRROR   package mirrors, if not those that apt uses on this machine
# A server dies with the process that started it, also when that is killed with -9.
set -euo pipefail

repo=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
# The number changes when the unpacked tree must look different, so that an old one is not used.
layout=2
home=${NATIVE_SERVERS_DIR:-$repo/.data/native}
root=$home/servers-$layout
postgres_bin=$root/usr/lib/postgresql/17/bin
started=$SECONDS

say() { printf '[servers %2ss] %s\n' "$((SECONDS - started))" "$*" >&2; }

give_up() {
    say "$1"
    say "Without these servers: start a container engine (Docker or Podman), or set ConnectionStrings__blackbox and"
    say "ConnectionStrings__redis to a PostgreSQL 17 with pgvector and a Redis 8 that you run yourself."
    exit 1
}

# ---- fetch -------------------------------------------------------------------------------------------------------

# The mirror that apt already uses here; its packages are checked against Debian's signing keys, wherever they come from.
mirror_of() {
    apt-get --print-uris update 2>/dev/null | grep -oE "https?://[^']+$1dists/" | head -n 1 | sed 's:dists/$::' || true
}

fetch() {
    [ ! -f "$root/complete" ] || return 0
    mkdir -p "$home"
    # Two starts at once: the second waits here and finds the work done.
    exec 8> "$home/fetch.lock"
    flock -n 8 || { say "another process is fetching the servers, waiting for it"; flock 8; }
    [ ! -f "$root/complete" ] || { exec 8>&-; return 0; }

    local keys=/usr/share/keyrings/debian-archive-keyring.gpg tool
    for tool in apt-get apt-config dpkg dpkg-deb tar flock setpriv; do
        command -v "$tool" > /dev/null || give_up "The native servers need Debian's tools; '$tool' is missing on this machine."
    done
    [ -f "$keys" ] || give_up "The native servers are Debian packages; Debian's signing keys are missing ($keys)."

    local mirror security
    mirror=${DEBIAN_MIRROR:-$(mirror_of /debian/)}
    security=${DEBIAN_SECURITY_MIRROR:-$(mirror_of /debian-security/)}
    [ -n "$mirror" ] || give_up "apt on this machine names no Debian mirror. Set DEBIAN_MIRROR."

    work=$home/fetching.$$
    trap 'rm -rf "$work"' EXIT
    # What is started here ends with this script.
    local tied=(setpriv --pdeathsig KILL)
    rm -rf "$home"/fetching.*
    mkdir -p "$work/apt/state/lists/partial" "$work/apt/cache/archives/partial" "$work/apt/parts" "$work/packages" "$work/tree"
    write_apt_configuration "$work/apt" "$keys" "$mirror" "$security"
    export APT_CONFIG=$work/apt/apt.conf

    say "asking for the package lists of Debian 13"
    "${tied[@]}" apt-get -qq update > "$work/log" 2>&1 || { tail -n 5 "$work/log" >&2; give_up "The package lists could not be read."; }
    wanted_packages > "$work/wanted" || give_up "The mirror has no PostgreSQL 17 with pgvector."
    grep -q '^postgresql-17-pgvector$' "$work/wanted" || give_up "The mirror has no PostgreSQL 17 with pgvector."

    say "downloading $(wc -l < "$work/wanted") packages (about 40 MB)"
    cd "$work/packages"
    "${tied[@]}" xargs setpriv --pdeathsig KILL apt-get -qq download < "$work/wanted" > "$work/log" 2>&1 ||
        { tail -n 5 "$work/log" >&2; give_up "The packages could not be downloaded."; }

    cd "$repo"
    say "unpacking"
    unpack "$work/packages" "$work/tree"
    "$work/tree/usr/lib/postgresql/17/bin/postgres" --version > "$work/tree/complete" 2> "$work/log" ||
        { cat "$work/log" >&2; give_up "The unpacked servers do not run on this machine."; }
    "$work/tree/usr/bin/redis-server" --version >> "$work/tree/complete"

    rm -rf "$root"
    mv "$work/tree" "$root"
    rm -rf "$work"
    trap - EXIT
    exec 8>&-
    say "ready: $(sed -nE 's/^(postgres \(PostgreSQL\) [0-9.]+).*/\1/p; s/^(Redis server v=[0-9.]+).*/\1/p' "$root/complete" | paste -sd, | sed 's/,/, /')"
}

# apt with its own state: it reads nothing of the machine's package database and writes nothing to it.
write_apt_configuration() {
    local apt=$1 keys=$2 mirror=$3 security=$4 architecture
    architecture=$(dpkg --print-architecture)
    apt-config dump | grep -E '^Acquire::(https?::)?(Proxy|Retries)' > "$apt/parts/00proxy" || true
    {
        printf "deb [signed-by=$keys arch=$architecture] $mirror %s main\n" trixie trixie-updates
        [ -z "$security" ] || echo "deb [signed-by=$keys arch=$architecture] $security trixie-security main"
    } > "$apt/sources.list"
    : > "$apt/status"
    cat > "$apt/apt.conf" <<CONFIGURATION
Dir::State "$apt/state";
Dir::State::status "$apt/status";
Dir::Cache "$apt/cache";
Dir::Etc::main "/dev/null";
Dir::Etc::parts "$apt/parts";
Dir::Etc::sourcelist "$apt/sources.list";
Dir::Etc::sourceparts "/dev/null";
Dir::Etc::preferences "/dev/null";
Dir::Etc::preferencesparts "/dev/null";
Dir::Etc::trustedparts "/dev/null";
APT::Architecture "$architecture";
APT::Architectures { "$architecture"; };
APT::Install-Recommends "false";
APT::Sandbox::User "";
Acquire::Languages "none";
Acquire::Retries "3";
CONFIGURATION
}

# The two servers and the libraries that they load; not what their packages need for installing (perl, pam, adduser)
# nor PostgreSQL's just-in-time compiler, which is four times as large as everything else.
wanted_packages() {
    apt-get -qq -s install postgresql-17 postgresql-17-pgvector redis-server | awk '/^Inst /{ print $2 }' |
        grep -E '^(lib|zlib1g|postgresql-17|postgresql-client-17|redis-|tzdata)' |
        grep -vE '^(libllvm|libz3|libperl|lib.*-perl$|libpam-modules|libsemanage|libsepol|libdb5|libgdbm|libproc2|libdebconf|libc-l10n)'
}

unpack() {
    local packages=$1 tree=$2 package libraries loader bin program
    for package in "$packages"/*.deb; do
        dpkg-deb --fsys-tarfile "$package" |
            tar -x -C "$tree" --keep-directory-symlink --no-same-owner --exclude='./usr/share/doc/*' --exclude='./usr/share/man/*'
    done
    rm -rf "$tree"/usr/lib/postgresql/17/lib/{llvmjit.so,bitcode}

    # Each program becomes a script that starts it through the unpacked loader with the unpacked libraries, so that those
    # of the machine do not matter. Paths are relative: the clone may be moved.
    libraries=$(cd "$tree" && dirname usr/lib/*/libc.so.6)
    loader=$(cd "$tree" && ls "$libraries"/ld-linux*.so.*)
    for bin in usr/lib/postgresql/17/bin usr/bin; do
        mkdir -p "$tree/$bin/.elf"
        for program in "$tree/$bin"/*; do
            case $program in */17/bin/* | */redis-*) ;; *) continue ;; esac
            if [ -f "$program" ] && [ ! -L "$program" ] && [ "$(head -c 4 "$program" | tail -c 3)" = ELF ]; then
                mv "$program" "$tree/$bin/.elf/"
                wrap "$tree" "$bin" "$(basename "$program")" "$(basename "$program")"
            fi
        done
    done
    # One program under several names; it looks at the name to see which it is.
    rm -f "$tree/usr/bin/redis-server"
    wrap "$tree" usr/bin redis-server redis-check-rdb
}

wrap() {
    local tree=$1 bin=$2 name=$3 program=$4 up
    up=$(echo "$bin" | sed 's:[^/]*:..:g')
    cat > "$tree/$bin/$name" <<WRAPPER
#!/bin/sh
here=\${0%/*}
root=\$here/$up
exec "\$root/$loader" --inhibit-cache --library-path "\$root/$libraries" --argv0 "\$0" "\$here/.elf/$program" "\$@"
WRAPPER
    chmod 755 "$tree/$bin/$name"
}

# ---- run ---------------------------------------------------------------------------------------------------------

# Sets "as": the words before a server's command. A server gets the named signal when the process that started it is gone.
# PostgreSQL refuses to run as root: then it gets a user namespace in which root's files belong to "nobody".
privately() {
    local signal=$1
    as=(setpriv --pdeathsig "$signal")
    owner=
    if [ "$(id -u)" = 0 ]; then
        if unshare --user --map-user=65534 --map-group=65534 true 2> /dev/null; then
            as=(unshare --user --map-user=65534 --map-group=65534 setpriv --pdeathsig "$signal")
        else
            as=(setpriv --reuid=nobody --regid=nogroup --clear-groups --pdeathsig "$signal")
            owner=nobody:nogroup
        fi
    fi
}

# The lock is held by the server itself until its last process has gone, so nobody can open the same files twice and
# what is left after a crash needs no guessing.
open_data() {
    local name=$1
    umask 077
    mkdir -p "$2"
    data=$(cd "$2" && pwd)
    exec 9> "$data.lock"
    if ! flock -n 9; then
        say "$name: an earlier instance still has $data open, waiting for it to end"
        flock -w 20 9 || { say "$name: $data is in use. Is another start of this clone running?"; exit 1; }
    fi
    # Relative path lookups of a server must not depend on a folder that the caller may remove or hide.
    cd /
}

run_postgres() {
    local port=$2 password pid no_sync=() no_fsync=()
    open_data PostgreSQL "$1"
    shift 2
    privately INT
    if [ "${THROW_AWAY:-}" = true ]; then
        no_sync=(--no-sync)
        no_fsync=(-c fsync=off -c full_page_writes=off)
    fi
    [ -z "$owner" ] || chown -R "$owner" "$data"

    if [ ! -f "$data/PG_VERSION" ]; then
        [ -n "${POSTGRES_PASSWORD:-}" ] || { say "POSTGRES_PASSWORD is not set"; exit 2; }
        # What an interrupted first start left; PG_VERSION is only moved into place with everything else.
        rm -rf "$data.new"
        mkdir "$data.new"
        password=$(mktemp "$data.password.XXXXXX")
        printf '%s\n' "$POSTGRES_PASSWORD" > "$password"
        [ -z "$owner" ] || chown "$owner" "$data.new" "$password"
        "${as[@]}" "$postgres_bin/initdb" "${no_sync[@]}" -D "$data.new" -U "${POSTGRES_USER:-postgres}" -A scram-sha-256 --pwfile="$password" \
            -E UTF8 --locale=C --locale-provider=builtin --builtin-locale=C.UTF-8 > "$data.initdb.log" 2>&1 ||
            { cat "$data.initdb.log" >&2; rm -rf "$password" "$data.new"; give_up "PostgreSQL could not make its data folder $data."; }
        rm -f "$password" "$data.initdb.log"
        rmdir "$data"
        mv "$data.new" "$data"
    fi

    # The number in the file may belong to an unrelated process by now, and PostgreSQL would refuse to start. The lock says
    # that no server has these files, unless somebody started one by hand.
    if [ -f "$data/postmaster.pid" ]; then
        pid=$(head -n 1 "$data/postmaster.pid")
        if { tr '\0' ' ' < "/proc/$pid/cmdline"; } 2> /dev/null | grep -qF -- "-D $data "; then
            say "PostgreSQL: process $pid has $data open."
            exit 1
        fi
        rm -f "$data/postmaster.pid"
    fi

    unset POSTGRES_PASSWORD
    exec "${as[@]}" "$postgres_bin/postgres" -D "$data" -p "$port" -c listen_addresses=127.0.0.1 -c unix_socket_directories= \
        "${no_fsync[@]}" "$@"
}

run_redis() {
    local port=$2
    open_data Redis "$1"
    shift 2
    privately TERM
    # In a file, not among the arguments: those are public on a machine.
    local password=${REDIS_PASSWORD:-}
    password=${password//\\/\\\\}
    password=${password//\"/\\\"}
    {
        printf 'bind 127.0.0.1\nport %s\ndir "%s"\ndaemonize no\n' "$port" "$data"
        [ -z "$password" ] || printf 'requirepass "%s"\n' "$password"
    } > "$data/redis.conf"
    [ -z "$owner" ] || chown -R "$owner" "$data"
    unset REDIS_PASSWORD
    exec "${as[@]}" "$root/usr/bin/redis-server" "$data/redis.conf" "$@"
}

# Without this, bash goes on after an interrupted download or set-up as if nothing had happened.
trap 'exit 130' INT
trap 'exit 143' TERM

command=${1:-}
[ $# -eq 0 ] || shift
case $command in
    fetch) fetch ;;
    postgres | redis)
        [ $# -ge 2 ] || { say "$command needs a folder and a port"; exit 2; }
        fetch
        "run_$command" "$@"
        ;;
    psql) fetch; exec "$postgres_bin/psql" "$@" ;;
    *) sed -n '2,13s/^# \{0,1\}//p' "$0" >&2; exit 2 ;;
esac
