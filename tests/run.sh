#!/usr/bin/env bash
# Installs what the tests need, builds, and proves the whole, each test once: those with windows and those against
# programs of others without sanitizers; all others with address and undefined-behaviour sanitizers; then the fuzz
# targets for 15 seconds each. A line or two for each stage, more only when it fails. With options for ctest only those
# tests run: tests/run.sh -R json
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
# shellcheck source=packaging/packages.sh
. "$root/packaging/packages.sh"
[ -n "${CLAIMCHECK_NO_INSTALL:-}" ] || install_packages "${build_packages[@]}" "${test_packages[@]}"
cd "$root"
[ -n "${CLAIMCHECK_NO_INSTALL:-}" ] || tests/servers/install.sh

elapsed() {
    printf '%d min %02d s' $(((SECONDS - $1) / 60)) $(((SECONDS - $1) % 60))
}

# build PRESET TARGET: the compiler's words only when it fails.
build() {
    local log=build/$1/build.log begin=$SECONDS
    mkdir -p "build/$1"
    { cmake --preset "$1" -DCLAIMCHECK_SKIP_FAILS="${CI:-OFF}" && cmake --build --preset "$1" --target "$2"; } >"$log" 2>&1 || {
        grep -E -A20 'error|FAILED|CMake Error' "$log" | tail -n 100
        echo "$1: the build failed"
        return 1
    }
    echo "$1: built in $(elapsed "$begin")"
}

# run_tests PRESET OPTION…: CTest counts programs, each of which says how many cases it ran, and what of. One or two that
# fail among all the others run once more with the machine to themselves; that they had to is said, with why. What a
# sanitizer reports is never chance.
run_tests() {
    local preset=$1 code=0 begin=$SECONDS log=build/$1/tests.log all=build/$1/all.log
    local last=build/$1/Testing/Temporary/LastTest.log failed=build/$1/Testing/Temporary/LastTestsFailed.log
    shift
    rm -f "$failed" "$last"
    # Tests wait for processes and sockets more than they compute.
    ctest --preset "$preset" --parallel "$(($(nproc) * 2))" "$@" >"$log" 2>&1 || code=$?
    cp "$last" "$all"
    [ "$code" -eq 0 ] || cat "$log"
    if [ -s "$failed" ] && [ "$(wc -l <"$failed")" -le 2 ] &&
        ! grep -qE 'ERROR: (Address|Leak)Sanitizer|runtime error:' "$all" &&
        ctest --preset "$preset" --rerun-failed >"$log" 2>&1; then
        code=0
        cat "$last" >>"$all"
        echo "$preset: failed above, passed by itself: $(sed -n 's/^.* Testing: //p' "$last" | tr '\n' ' ')"
    fi
    awk -v preset="$preset" -v time="$(elapsed "$begin")" '
        / Testing: / { name = $3; passed[name] = failed[name] = skipped[name] = 0 }
        /^Totals: / { passed[name] += $2; failed[name] += $4; skipped[name] += $6; programs[name] = 1 }
        END {
            for (name in programs) { p += passed[name]; f += failed[name]; s += skipped[name]; n += 1 }
            printf "%s: cases: %d passed, %d failed, %d skipped, in %d programs and %s\n", preset, p, f, s, n, time
        }' "$all"
    return "$code"
}

code=0
build ci all
run_tests ci "$@" || code=1
build asan headless
run_tests asan -L headless "$@" || code=1
# How many vectors, rounds and opinions that were.
sed -n 's/^QINFO  : [A-Za-z0-9_]*::[^ ]* /    /p' build/{ci,asan}/all.log | sort
[ $# -eq 0 ] || exit "$code"
tests/fuzz/run.sh 15 || code=1
exit "$code"
