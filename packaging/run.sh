#!/usr/bin/env bash
# Sets everything up and does the main job: signs in to the practice server, keeps the token in the keychain, sends a
# request with it, and shows what the token says. In the desktop, or in the terminal where there is no display.
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
bin=$root/build/release/bin
install=yes
terminal=

usage() {
    cat <<'EOF'
Usage: packaging/run.sh [--terminal] [--no-install] [--help]

Installs what is missing (Debian and Ubuntu packages; with sudo where this is not root), builds Claimcheck, starts the
practice server, and opens the desktop with a profile for it. Apart from packages, nothing outside this folder and the
keychain is changed, and what it stored in the keychain is deleted at the end.

  --terminal    do the same job in the terminal; also what happens where there is no display
  --no-install  do not install packages
  --help        show this help

The programs are built in build/release/bin below this folder. The first build takes some minutes.
EOF
}

while [ $# -gt 0 ]; do
    case $1 in
    --terminal) terminal=yes ;;
    --no-install) install= ;;
    --help | -h)
        usage
        exit 0
        ;;
    *)
        echo "Unknown option: $1" >&2
        usage >&2
        exit 2
        ;;
    esac
    shift
done
[ -n "${DISPLAY:-}${WAYLAND_DISPLAY:-}" ] || terminal=yes

# shellcheck source=packaging/packages.sh
. "$root/packaging/packages.sh"
if [ -n "$install" ] && [ -z "${CLAIMCHECK_RUN_INSIDE:-}" ]; then
    packages=("${build_packages[@]}" "${keyring_packages[@]}")
    [ -n "${WAYLAND_DISPLAY:-}" ] && packages+=(qt6-wayland)
    [ -n "$terminal" ] || packages+=(fonts-dejavu-core)
    install_packages "${packages[@]}"
fi
if [ -z "${CLAIMCHECK_RUN_INSIDE:-}" ]; then
    [ -x "$bin/claimcheck-desktop" ] || first=" (the first time takes some minutes)"
    echo "Building in $root/build/release${first:-} …"
    # Ninja's one line of progress is for people; a log gets errors only.
    quiet=--quiet
    [ -t 1 ] && quiet=
    (cd "$root" && cmake --preset release >/dev/null && cmake --build --preset release -- ${quiet:+"$quiet"})
fi

work=$(mktemp -d)
config=$work/config
export XDG_STATE_HOME=$work/state # lock files
server=
claimcheck() { "$bin/claimcheck" "$@" --config-dir "$config"; }

finish() {
    local code=$?
    trap - EXIT
    [ -d "$config" ] && claimcheck logout --all >/dev/null 2>&1 || true
    [ -n "$server" ] && kill "$server" 2>/dev/null && wait "$server" 2>/dev/null || true
    rm -rf "$work"
    exit "$code"
}
trap finish EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

# A keychain that works, or a throwaway one in a private session bus (once: the inside run finds it unlocked).
keychain=$(claimcheck status --json 2>/dev/null | sed -n 's/.*"keychain":"\([a-z-]*\)".*/\1/p' || true)
if [ "$keychain" != unlocked ] && [ -n "$terminal" ] && [ -z "${CLAIMCHECK_RUN_INSIDE:-}" ]; then
    case $keychain in
    locked | no-prompt) why="The keychain is locked." ;;
    missing) why="The keychain has no default keyring." ;;
    no-service) why="No keychain service is running." ;;
    no-bus) why="There is no D-Bus session, so no keychain can be reached." ;;
    *) why="The keychain could not be asked." ;;
    esac
    echo "$why A throwaway keychain in a private session bus is used instead."
    rm -rf "$work"
    trap - EXIT
    CLAIMCHECK_RUN_INSIDE=1 exec "$root/tests/support/with_keyring.sh" "$root/packaging/run.sh" --terminal --no-install
fi

start_server() {
    "$bin/claimcheck-practice" --port 0 >"$work/server.log" 2>&1 &
    server=$!
    local i
    for i in $(seq 100); do
        url=$(sed -n 's/^Listening on //p' "$work/server.log")
        [ -n "$url" ] && return 0
        kill -0 "$server" 2>/dev/null || break
        sleep 0.1
    done
    cat "$work/server.log" >&2
    return 1
}

start_server
user=alice
# The server prints its known users; the password is read from there, and reaches no argument list.
password=$(sed -n 's/^ *'"$user"' *password \([^ ]*\) .*/\1/p' "$work/server.log" | head -n 1)
claimcheck profile add practice --recipe practice --url "$url" --user "$user" >/dev/null

if [ -z "$terminal" ]; then
    echo "The practice server runs at $url. Sign in as $user with the password: $password"
    "$bin/claimcheck-desktop" --config-dir "$config"
    exit
fi

bold=
plain=
if [ -t 1 ] && [ -z "${NO_COLOR:-}" ] && [ "${TERM:-dumb}" != dumb ]; then
    bold=$(printf '\033[1m')
    plain=$(printf '\033[0m')
fi
step() {
    printf '\n%s== %s%s\n' "$bold" "$1" "$plain"
    # What a person would type.
    [ $# -lt 2 ] || printf '$ %s\n' "$2"
}

step "1. Practice server: $url, user $user"
step "2. Sign in" "claimcheck login practice --password-stdin"
printf '%s\n' "$password" | claimcheck login practice --password-stdin
step "3. Read back from the keychain, by another process" "claimcheck status practice"
claimcheck status practice
step "4. A request with the token as a Bearer header" "claimcheck request practice GET /me --fail"
answer=$(claimcheck request practice GET /me --fail)
printf '%s\n' "$answer"
case $answer in
*"$user"*) ;;
*)
    echo "The server did not say who is signed in." >&2
    exit 1
    ;;
esac
step "5. What the token says" "claimcheck token practice | claimcheck inspect -"
claimcheck token practice | claimcheck inspect -
step "6. Its signature, by the server's keys" \
    "claimcheck token practice | claimcheck verify - --jwks $url/.well-known/jwks.json --ignore aud"
claimcheck token practice | claimcheck verify - --jwks "$url/.well-known/jwks.json" --ignore aud
step "7. Sign out" "claimcheck logout practice"
claimcheck logout practice
step "Done: signed in, stored, sent, inspected, verified, signed out."
echo "The programs are in $bin. Next: claimcheck --help"
