#!/usr/bin/env bash
# Builds the fuzz targets in the sanitizers' build and runs them, as many at a time as there are cores:
#
#     tests/fuzz/run.sh SECONDS [TARGET…]
#
# Each target begins with its seeds in tests/fuzz/corpus/TARGET and what earlier runs found worth keeping, in build/asan/corpus.
# Prints executions and findings of each; exits with 1 on any finding (its input is in build/asan/findings).
set -euo pipefail

[[ "${1:-}" =~ ^[0-9]+$ ]] || {
    echo "usage: tests/fuzz/run.sh SECONDS [TARGET…]" >&2
    exit 2
}
export seconds=$1
shift
export here build
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
build=${CLAIMCHECK_FUZZ_BUILD:-$here/../../build/asan}

targets=("$@")
if [ ${#targets[@]} -eq 0 ]; then
    for source in "$here"/fuzz_*.cpp; do
        name=${source##*/fuzz_}
        targets+=("${name%.cpp}")
    done
fi

cmake -S "$here/../.." -B "$build" --preset asan >/dev/null
cmake --build "$build" --target "${targets[@]/#/fuzz_}" >"$build/fuzz.log" || {
    cat "$build/fuzz.log"
    exit 1
}

# run_target NAME: one line on stdout; the log stays in build/asan/logs. A finding ends the target's run.
run_target() {
    local name=$1 log="$build/logs/$1.log" code=0 dictionary=() findings=0
    mkdir -p "$build/corpus/$name" "$build/findings/$name" "$build/logs"
    [ -f "$here/$name.dict" ] && dictionary=(-dict="$here/$name.dict")
    "$build/bin/fuzz_$name" -max_total_time="$seconds" -max_len=8192 -timeout=10 -rss_limit_mb=2048 -print_final_stats=1 \
        "${dictionary[@]}" -artifact_prefix="$build/findings/$name/" "$build/corpus/$name" "$here/corpus/$name" >"$log" 2>&1 || code=$?
    [ "$code" -eq 0 ] || findings=1
    printf 'fuzz %-10s %10s executions in %s s, %d findings\n' "$name" \
        "$(sed -n 's/^stat::number_of_executed_units: *//p' "$log" | tail -n 1)" "$seconds" "$findings"
    [ "$code" -eq 0 ] || grep -vE '^#[0-9]+[[:space:]]+(NEW|REDUCE|pulse|RELOAD)|NEW_FUNC' "$log" | tail -n 40
    return "$findings"
}
export -f run_target

# xargs answers 123 when a target did not end well.
printf '%s\n' "${targets[@]}" | xargs -P "$(nproc)" -I{} bash -euo pipefail -c 'run_target {}' || exit 1
