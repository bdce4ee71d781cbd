#!/usr/bin/env bash
# Installs what the tests need, builds, and runs all of them. Options go to ctest: tests/run.sh -R json
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
# shellcheck source=packaging/packages.sh
. "$root/packaging/packages.sh"
[ -n "${CLAIMCHECK_NO_INSTALL:-}" ] || install_packages "${build_packages[@]}" "${test_packages[@]}"

cd "$root"
cmake --preset ci >/dev/null
cmake --build --preset ci -- --quiet
# Tests wait for processes and sockets more than they compute.
exec ctest --preset ci --parallel "$(($(nproc) * 2))" "$@"
