#!/usr/bin/env bash
# Installs what the tests need, builds, and runs all of them. Options go to ctest: tests/run.sh -R json
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
# shellcheck source=packaging/packages.sh
. "$root/packaging/packages.sh"
[ -n "${CLAIMCHECK_NO_INSTALL:-}" ] || install_packages "${build_packages[@]}" "${test_packages[@]}"

cd "$root"
cmake --preset ci -DCLAIMCHECK_SKIP_FAILS="${CI:-OFF}" >/dev/null
cmake --build --preset ci -- --quiet
# Tests wait for processes and sockets more than they compute.
code=0
ctest --preset ci --parallel "$(($(nproc) * 2))" "$@" || code=$?

# CTest counts programs; each of them says how many cases it ran.
sed -n 's/^Totals: \([0-9]*\) passed, \([0-9]*\) failed, \([0-9]*\) skipped.*/\1 \2 \3/p' build/ci/Testing/Temporary/LastTest.log |
    awk '{ passed += $1; failed += $2; skipped += $3 }
         END { printf "cases: %d passed, %d failed, %d skipped\n", passed, failed, skipped }'
exit "$code"
