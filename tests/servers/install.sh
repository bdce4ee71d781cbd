#!/usr/bin/env bash
# Puts what npm has of the tests' servers into build/servers: an OpenID Provider, a driver for Chromium, and the Node.js
# that both want. Versions and checksums stand in the lock file. Does nothing when it is there already.
set -euo pipefail

source=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)/oidc
target=$(cd "$source/../../.." && pwd)/build/servers/oidc

mkdir -p "$target"
cp "$source"/*.mjs "$target"
if [ -d "$target/node_modules" ] && cmp -s "$source/package-lock.json" "$target/package-lock.json"; then
    exit 0
fi
rm -rf "$target/node_modules" "$target/package-lock.json"
cp "$source/package.json" "$target"
cp "$source/package-lock.json" "$target/package-lock.json.new"
(
    cd "$target"
    mv package-lock.json.new package-lock.json
    npm ci --ignore-scripts --no-audit --no-fund --no-progress >npm.log 2>&1 || {
        cat npm.log
        rm -f package-lock.json
        exit 1
    }
)
