#!/bin/sh
# Runs a command in a D-Bus session of its own with an unlocked keyring that is thrown away afterwards.
#
#   with_keyring.sh [--audit CLAIMCHECK] COMMAND [ARGUMENT…]
#
# With --audit this program searches its own files afterwards for any secret that the keyring still holds, and what it
# finds is a failure.
# HOME and the XDG folders are fresh ones below a temporary folder (CLAIMCHECK_TEST_ROOT names it). The exit code is
# the command's; 125 when the session could not be made. Nothing is left over, also after a signal: a watcher that
# notices the end of this script, however it comes, stops what was started and removes the folder. Several may run
# at once, as root or as an ordinary user. The bus starts no services by itself.

fail() {
    echo "with_keyring.sh: $1" >&2
    exit 125
}

audit=
if [ "$1" = --audit ]; then
    audit=$2
    shift 2
fi
if [ $# -eq 0 ] || [ "$1" = --help ]; then
    echo "Usage: with_keyring.sh [--audit CLAIMCHECK] COMMAND [ARGUMENT…]"
    [ $# -gt 0 ] && exit 0
    exit 2
fi
for program in dbus-daemon dbus-send gnome-keyring-daemon; do
    command -v $program >/dev/null || fail "$program is not installed"
done

# The path of a socket has at most 107 bytes.
base=${TMPDIR:-/tmp}
[ ${#base} -le 60 ] || base=/tmp
root=$(mktemp -d "$base/claimcheck-XXXXXXXX") || fail "no temporary folder"

mkfifo "$root/alive" || fail "no fifo in $root"
(
    trap '' INT TERM HUP
    read -r _ <"$root/alive" # ends when the last writer, this script, is gone
    for file in "$root"/*.pid; do
        [ -s "$file" ] && kill "$(cat "$file")" 2>/dev/null
    done
    # What was told to end may still be writing: try until the folder is gone.
    tries=0
    while [ $tries -lt 100 ] && ! rm -rf "$root" 2>/dev/null; do
        tries=$((tries + 1))
        sleep 0.05
    done
) >/dev/null 2>&1 &
watcher=$!
exec 9>"$root/alive" 8<&0 </dev/null

child=
finish() {
    trap '' INT TERM HUP
    rm -f "$root/command.pid"
    exec 9>&-
    wait $watcher
    exit "$1"
}
on_signal() {
    [ -n "$child" ] && kill "$child" 2>/dev/null && wait "$child" 2>/dev/null
    finish $((128 + $1))
}
trap 'on_signal 2' INT
trap 'on_signal 15' TERM
trap 'on_signal 1' HUP

mkdir -m 700 "$root/home" "$root/run" "$root/config" "$root/data" "$root/cache" "$root/state"
export HOME="$root/home" XDG_RUNTIME_DIR="$root/run" XDG_CONFIG_HOME="$root/config" XDG_DATA_HOME="$root/data"
export XDG_CACHE_HOME="$root/cache" XDG_STATE_HOME="$root/state" CLAIMCHECK_TEST_ROOT="$root"
export DBUS_SESSION_BUS_ADDRESS="unix:path=$root/bus"
unset GNOME_KEYRING_CONTROL DBUS_STARTER_ADDRESS DBUS_STARTER_BUS_TYPE

cat >"$root/bus.conf" <<END
<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig>
  <type>session</type>
  <listen>unix:path=$root/bus</listen>
  <auth>EXTERNAL</auth>
  <policy context="default">
    <allow send_destination="*" eavesdrop="true"/>
    <allow eavesdrop="true"/>
    <allow own="*"/>
  </policy>
</busconfig>
END

ask_bus() {
    dbus-send --session --print-reply --reply-timeout=1000 "$@" 2>/dev/null
}
wait_for() {
    tries=0
    until "$@"; do
        tries=$((tries + 1))
        if [ $tries -ge 2400 ]; then # a minute at least: the machine may be busy
            cat "$root"/*.log >&2
            return 1
        fi
        sleep 0.025
    done
}
# The socket is there a moment before anybody listens on it.
has_bus() { ask_bus --dest=org.freedesktop.DBus /org/freedesktop/DBus org.freedesktop.DBus.GetId >/dev/null; }
has_keyring() {
    ask_bus --dest=org.freedesktop.secrets /org/freedesktop/secrets \
        org.freedesktop.Secret.Service.ReadAlias string:default | grep -q 'object path "/org'
}

dbus-daemon --config-file="$root/bus.conf" --nofork --nopidfile --nosyslog 8<&- 9>&- >"$root/bus.log" 2>&1 &
echo $! >"$root/bus.pid"
wait_for has_bus || { echo "with_keyring.sh: the bus did not start" >&2; finish 125; }

start_keyring() {
    printf 'throwaway' | gnome-keyring-daemon --foreground --unlock --components=secrets \
        --control-directory="$root/run/keyring" 8<&- 9>&- >"$root/keyring.log" 2>&1 &
    keyring=$!
    echo $keyring >"$root/keyring.pid"
    wait_for has_keyring
}
start_keyring || { echo "with_keyring.sh: the keyring did not start" >&2; finish 125; }

# In the background, so that a signal ends this script at once; with the standard input that was saved, since the
# shell gives a background command /dev/null.
"$@" <&8 8<&- 9>&- &
child=$!
echo $child >"$root/command.pid"
wait $child
code=$?
# Some lock the keyring and leave it so: a new daemon opens what is on the disk.
audit() {
    "$audit" audit --no-input 8<&- 9>&- 2>"$root/audit.log"
    audited=$?
    if [ $audited -eq 3 ] && grep -q KeychainPromptUnavailable "$root/audit.log"; then
        kill "$keyring" && wait "$keyring"
        start_keyring && "$audit" audit --no-input 8<&- 9>&- 2>"$root/audit.log"
        audited=$?
    fi
    cat "$root/audit.log" >&2
    return $audited
}
if [ $code -eq 0 ] && [ -n "$audit" ]; then
    audit || { echo "with_keyring.sh: the audit afterwards failed" >&2; code=1; }
fi
finish $code
