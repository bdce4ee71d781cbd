#!/usr/bin/env python3
"""Holds the rooms against the table of who may include whom.

usage: layering.py ROWS_FILE SOURCE_DIR

ROWS_FILE has one line a room, written by CMake: name|archive|rooms;…|libraries;… The includes are read, and each room is
linked whole, as a shared library, against its own row only: an indirect library does not resolve a symbol there. Then the
test plants violations in copies and requires that each of them is found: a check that cannot fail is none.
"""

import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

ALLOWED = {
    "base": set(),
    "jose": {"base"},
    "inspect": {"jose", "base"},
    "http": {"base"},
    "credentials": {"base"},
    "oauth": {"jose", "http", "base"},
    "login": {"oauth", "credentials", "inspect", "http", "jose", "base"},
    "requests": {"http", "login", "credentials", "inspect", "base"},
    "practice": {"jose", "base"},
    "ui": {"oauth", "credentials", "inspect", "http", "jose", "base", "login", "requests"},
}
# A header that only one room may name.
OWNED = [
    (re.compile(r"<QNetwork(AccessManager|Reply|Request|Proxy|Cookie\w*)>"), {"http"}),
    (re.compile(r"keychain\.h>"), {"credentials"}),
    (re.compile(r"<Q(Widget|MainWindow|Dialog|Application|Label|PushButton|AbstractScrollArea)>"), {"ui"}),
]
INCLUDE = re.compile(r'^\s*#\s*include\s*(["<][^">]+[">])', re.M)


def folder(source, room):
    return source / "ui" if room == "ui" else source / "core" / room


def include_violations(source):
    found = []
    for room, allowed in ALLOWED.items():
        for path in sorted(folder(source, room).rglob("*")):
            if path.suffix not in (".h", ".cpp"):
                continue
            for include in INCLUDE.findall(path.read_text()):
                name = include[1:-1]
                first = name.split("/")[0]
                where = f"{path.relative_to(source)}: {include}"
                if re.match(r"Qt[A-Z]\w*/", name):
                    found.append(f"{where}: a module prefix")
                if "/" in name and include[0] == '"' and first in ALLOWED and first != room and first not in allowed:
                    found.append(f"{where}: {room} may not include {first}")
                for pattern, owners in OWNED:
                    if pattern.search(include) and room not in owners:
                        found.append(f"{where}: only {', '.join(owners)} may")
    return found


def read_rows(path):
    rows = {}
    for line in path.read_text().splitlines():
        name, archive, rooms, libraries = line.split("|")
        rows[name] = (archive, [r for r in rooms.split(";") if r], [l for l in libraries.split(";") if l])
    return rows


def link(room, rows, output, extra=()):
    """Links one room whole; returns the linker's complaint, or an empty text."""
    archive, rooms, libraries = rows[room]
    command = ["c++", "-shared", "-o", str(output / f"lib{room}.so"), *extra,
               "-Wl,--whole-archive", archive, "-Wl,--no-whole-archive", "-Wl,-z,defs", "-Wl,--no-copy-dt-needed-entries"]
    command += [str(output / f"lib{r}.so") for r in rooms] + libraries + [f"-Wl,-rpath-link,{output}"]
    done = subprocess.run(command, capture_output=True, text=True)
    return "" if done.returncode == 0 else done.stderr[-2000:]


def planted_include(source, room, line):
    with tempfile.TemporaryDirectory() as copy:
        copy = pathlib.Path(copy)
        for part in ("core", "ui"):
            shutil.copytree(source / part, copy / part)
        (folder(copy, room) / "planted.h").write_text(line + "\n")
        return [v for v in include_violations(copy) if "planted.h" in v]


def planted_call(room, rows, output, symbol):
    source = output / "planted.cpp"
    source.write_text(f'extern "C" void {symbol}(); void planted() {{ {symbol}(); }}\n')
    subprocess.run(["c++", "-fPIC", "-c", str(source), "-o", str(output / "planted.o")], check=True)
    kept = output / f"lib{room}.so.kept"
    (output / f"lib{room}.so").rename(kept)
    complaint = link(room, rows, output, [str(output / "planted.o")])
    kept.rename(output / f"lib{room}.so")
    return symbol in complaint or "undefined reference" in complaint or "DSO missing" in complaint


def main():
    rows, source = read_rows(pathlib.Path(sys.argv[1])), pathlib.Path(sys.argv[2])
    problems, checks = include_violations(source), 0
    for room, (_, rooms, _) in rows.items():
        checks += 1
        problems += [f"CMake lets {room} see {r}" for r in rooms if r not in ALLOWED[room]]
    with tempfile.TemporaryDirectory() as output:
        output = pathlib.Path(output)
        for room in rows:  # in the order of the table: a room's row is linked before it
            checks += 1
            complaint = link(room, rows, output)
            if complaint:
                problems.append(f"{room} needs more than its row:\n{complaint}")
        for room, symbol in (("jose", "_ZN21QNetworkAccessManagerC1EP7QObject"), ("inspect", "_ZN21QNetworkAccessManagerC1EP7QObject"),
                             ("http", "_ZN15QDBusConnection10sessionBusEv"), ("login", "_ZN15QDBusConnection10sessionBusEv")):
            checks += 1
            if room in rows and not problems and not planted_call(room, rows, output, symbol):
                problems.append(f"a planted call from {room} to {symbol} was not found")
    for room, line in (("jose", '#include "http/client.h"'), ("base", '#include "jose/key.h"'), ("ui", '#include "practice/server.h"'),
                       ("inspect", "#include <QNetworkReply>"), ("login", "#include <qt6keychain/keychain.h>"), ("http", "#include <QtNetwork/QNetworkReply>")):
        checks += 1
        if not planted_include(source, room, line):
            problems.append(f"a planted {line} in {room} was not found")
    print("\n".join(problems) or f"layering: {checks} checks passed")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
