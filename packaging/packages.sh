# shellcheck shell=bash
# Sourced by run.sh and by tests/run.sh: what a Debian or Ubuntu machine needs, and how it is installed. "a|b" means the
# first of them that the system knows.

build_packages=(
    g++ cmake ninja-build pkg-config
    qt6-base-dev libgl-dev "libqt6svg6-dev|qt6-svg-dev" qt6-httpserver-dev qt6-websockets-dev
    "qtkeychain-qt6-dev|qt6keychain-dev" libsecret-1-0 libssl-dev zlib1g-dev libbrotli-dev libqt6sql6-sqlite
    libqrencode-dev libxml2-dev
)

# A machine without a keyring of its own gets a throwaway one, in a private session bus.
keyring_packages=(gnome-keyring "dbus-daemon|dbus")

# python3-pkg-resources: Debian's simplejwt imports it and does not depend on it. libclang-rt-dev: libFuzzer's runtime,
# which clang only recommends. lld: links the tests in half the time. jose and python3-jwcrypto: the second opinion on tokens. jq: what the
# inspector's CI tests ask for. util-linux: unshare. nginx-light, tinyproxy, microsocks, chromium: TLS, proxies and a
# browser of others. git, kubectl: what the command line feeds. python3-httpbin: a server for requests of all kinds.
test_packages=(
    "${keyring_packages[@]}" libsecret-tools openssl curl
    python3 python3-pkg-resources python3-django python3-djangorestframework python3-djangorestframework-simplejwt
    rapidjson-dev fonts-dejavu-core fonts-noto-core xvfb xauth
    jose python3-jwcrypto python3-requests python3-httpbin clang libclang-rt-dev lld
    jq util-linux
    nginx-light tinyproxy microsocks chromium git
)
# A machine with an npm or a kubectl of another source keeps it: Debian's cannot stand beside it. The Node.js that runs the
# servers comes from npm itself.
command -v npm >/dev/null || test_packages+=(npm)
command -v kubectl >/dev/null || test_packages+=(kubernetes-client)

is_installed() {
    [ "$(dpkg-query -W -f='${db:Status-Abbrev}' "$1" 2>/dev/null)" = "ii " ]
}

# install_packages PACKAGE…: installs what is missing, with sudo where this is not root, and says so first.
install_packages() {
    local entry name chosen missing=() refreshed=
    if ! command -v dpkg-query >/dev/null || ! command -v apt-get >/dev/null; then
        echo "This is not a Debian or Ubuntu machine: install the equivalents of: $*" >&2
        return 0
    fi
    for entry in "$@"; do
        chosen=
        for name in ${entry//|/ }; do
            if is_installed "$name"; then
                chosen=installed
                break
            fi
        done
        [ -n "$chosen" ] && continue
        if [ -z "$refreshed" ] && ! apt-cache show "${entry%%|*}" >/dev/null 2>&1; then
            as_root apt-get update -qq
            refreshed=yes
        fi
        for name in ${entry//|/ }; do
            if apt-cache show "$name" >/dev/null 2>&1; then
                chosen=$name
                break
            fi
        done
        if [ -z "$chosen" ]; then
            echo "No package for $entry is known to this system." >&2
            return 1
        fi
        missing+=("$chosen")
    done
    [ "${#missing[@]}" -eq 0 ] && return 0
    echo "Installing: ${missing[*]}"
    as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null || {
        # The lists may be older than the mirror.
        as_root apt-get update -qq
        as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null
    }
}

as_root() {
    if [ "$(id -u)" -eq 0 ]; then
        "$@"
    elif command -v sudo >/dev/null; then
        sudo "$@"
    else
        echo "Installing packages needs root, and there is no sudo: run as root: $*" >&2
        return 1
    fi
}
