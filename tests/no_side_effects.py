#!/usr/bin/python3
"""Looking at a token has no side effects: nothing is asked of the network, nothing is written.

    no_side_effects.py CLAIMCHECK [WINDOW]

Runs the commands that look at tokens (and WINDOW, a program that shows in the real panel what it is given, a token a
line) over tokens that name addresses, files and commands wherever a token can. All of that happens in network and
mount namespaces of its own: there is no way out; listeners wait on loopback for whoever tries, as does a name server
and a session bus; the kernel counts attempts that have no route. After each command the counts, and every file below
HOME, the XDG folders, the working folder, /tmp, /var/tmp and /dev/shm, must be what they were before. First it is
proved that each kind of attempt would be seen, by the program itself too.

Exits with 77 where the kernel allows no such namespace, which CTest takes for skipped, and in CI for a failure.
"""

import base64
import fcntl
import hashlib
import hmac
import json
import os
import pwd
import shutil
import socket
import struct
import subprocess
import sys

SKIPPED = 77
LISTENED = (80, 443, 8080)
SECRET = b"k" * 32
AT = "1800000000"
URL = "http://127.0.0.1:8080/"


# Tokens ---------------------------------------------------------------------------------------------------------------

def b64(data):
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def token(header, claims):
    """Signed, so that verifying goes as far as it can."""
    payload = claims if isinstance(claims, bytes) else json.dumps(claims).encode()
    text = b64(json.dumps({"alg": "HS256", **header}).encode()) + "." + b64(payload)
    return text + "." + b64(hmac.new(SECRET, text.encode(), hashlib.sha256).digest())


def hostile_tokens():
    claims = {"iss": URL, "aud": "api", "sub": "alice", "exp": 1800000300, "iat": 1799999900}
    key = {"kty": "OKP", "crv": "Ed25519", "x": "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo", "kid": URL}
    disclosure = b64(json.dumps(["c2FsdA", "picture", URL + "p.png"]).encode())
    digest = b64(hashlib.sha256(disclosure.encode()).digest())
    sealed = "..48V1_ALb6US04U3b.5eymLA.XFBoMYUZodetZdvTiFvSkQ"
    inner = token({"jku": URL + "inner"}, claims)
    head = b64(json.dumps({"alg": "HS256", "jku": URL + "protected"}).encode())
    return [
        token({"jku": "https://id.example/keys", "x5u": "https://127.0.0.1/chain"}, claims),
        token({"jku": URL + "keys", "kid": "k"}, claims),
        token({"x5u": "http://169.254.169.254/latest/meta-data/"}, claims),
        token({"jku": "file:///etc/passwd", "x5u": "ftp://192.0.2.1/c"}, claims),
        token({"jku": "\\\\192.0.2.1\\share\\k", "x5u": "//192.0.2.1/c"}, claims),
        token({"kid": "../../../../../../tmp/owned"}, claims),
        token({"kid": "|touch /tmp/owned"}, {**claims, "$(touch /tmp/owned)": "`touch /tmp/owned`"}),
        token({"kid": URL + "kid", "jwk": key}, {**claims, "cnf": {"jku": URL + "cnf", "jwk": key}}),
        token({"x5c": ["AAAA", URL], "x5t": "AAAA"}, claims),
        token({"typ": "JWT"}, {**claims, "iss": "https://id.example", "picture": URL, "website": URL,
                               "html": "<img src=" + URL + "><link rel=stylesheet href=" + URL + ">"}),
        token({"typ": "JWT"}, {**claims, "_claim_sources": {"a": {"endpoint": URL, "access_token": inner}},
                               "status": {"status_list": {"idx": 0, "uri": URL}}, "aud": URL}),
        token({"typ": "dc+sd-jwt"}, {**claims, "vct": URL, "vct#integrity": "x", "_sd": [digest]}) + "~" + disclosure + "~",
        token({"cty": "JWT"}, inner.encode()),
        token({"typ": "logout+jwt"}, {**claims, "jti": "a", "events": {URL: {}}}),
        json.dumps({"payload": b64(json.dumps(claims).encode()), "protected": head,
                    "signature": b64(b"x" * 32), "header": {"x5u": URL + "unprotected"}}),
        b64(json.dumps({"alg": "dir", "enc": "A256GCM", "jku": URL, "epk": key}).encode()) + sealed,
        b64(json.dumps({"alg": "none"}).encode()) + "." + b64(json.dumps(claims).encode()) + ".",
    ]


# What is watched ------------------------------------------------------------------------------------------------------

# What counts an attempt at once: packets that end one may follow later.
COUNTED = {"Tcp": ("ActiveOpens",), "Udp": ("OutDatagrams",), "Ip": ("OutNoRoutes",)}
COUNTED6 = ("Udp6OutDatagrams", "Ip6OutNoRoutes")


class Traps:
    """Listens wherever somebody could ask, and counts with the kernel who tried."""

    def __init__(self, bus):
        self.listeners = {}
        for port in LISTENED:
            self.listen(f"127.0.0.1:{port}", socket.AF_INET, socket.SOCK_STREAM, ("127.0.0.1", port))
        self.listen("127.0.0.1:53", socket.AF_INET, socket.SOCK_DGRAM, ("127.0.0.1", 53))
        self.listen("the session bus", socket.AF_UNIX, socket.SOCK_STREAM, bus)

    def listen(self, name, family, kind, address):
        one = socket.socket(family, kind)
        one.setblocking(False)
        one.bind(address)
        if kind == socket.SOCK_STREAM:
            one.listen(64)
        self.listeners[name] = one

    def attempts(self):
        """What was tried since the last call, in words."""
        tried = []
        for name, one in self.listeners.items():
            try:
                while True:
                    if one.type == socket.SOCK_STREAM:
                        one.accept()[0].close()
                    else:
                        one.recvfrom(4096)
                    tried.append(name)
            except BlockingIOError:
                pass
        return tried


def counters():
    counts = {}
    with open("/proc/net/snmp", encoding="ascii") as file:
        lines = file.read().splitlines()
    for names, values in zip(lines[::2], lines[1::2]):
        row = dict(zip(names.split(), values.split()))
        kind = names.split(":")[0]
        counts.update({f"{kind}.{name}": row[name] for name in COUNTED.get(kind, ())})
    if os.path.exists("/proc/net/snmp6"):
        with open("/proc/net/snmp6", encoding="ascii") as file:
            row = dict(line.split() for line in file)
        counts.update({name: row[name] for name in COUNTED6 if name in row})
    assert len(counts) >= 3, counts
    return counts


def snapshot(folders):
    """Each path with its kind, mode, size, time of change and content."""
    seen = {}
    for folder in folders:
        for path, names, files in os.walk(folder):
            for name in [".", *names, *files]:
                full = os.path.join(path, name)
                status = os.lstat(full)
                content = ""
                if os.path.isfile(full) and not os.path.islink(full):
                    with open(full, "rb") as file:
                        content = hashlib.sha256(file.read()).hexdigest()
                seen[full] = (status.st_mode, status.st_size, status.st_mtime_ns, content)
    return seen


class Watch:
    """`seen()` says what happened since the last time."""

    def __init__(self, folders, traps):
        self.folders, self.traps = folders, traps
        self.files, self.counts = snapshot(folders), counters()
        traps.attempts()

    def seen(self):
        files, counts = snapshot(self.folders), counters()
        seen = ["asked " + name for name in self.traps.attempts()]
        seen += [f"{name}: {self.counts[name]} became {counts[name]}" for name in counts if counts[name] != self.counts[name]]
        seen += ["file " + path for path in sorted(files.keys() | self.files.keys()) if files.get(path) != self.files.get(path)]
        self.files, self.counts = files, counts
        return seen


# Inside the namespaces ------------------------------------------------------------------------------------------------

def loopback_up():
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as one:
        request = struct.pack("16sh", b"lo", 0)
        flags = struct.unpack("16sh", fcntl.ioctl(one, 0x8913, request))[1]  # SIOCGIFFLAGS
        fcntl.ioctl(one, 0x8914, struct.pack("16sh", b"lo", flags | 1))  # SIOCSIFFLAGS, IFF_UP


def mount(*arguments):
    subprocess.run(["mount", *arguments], check=True)


class Inside:
    def __init__(self, programs):
        # What is to be run may stand below /tmp, which is about to be hidden.
        contents = []
        for name in programs:
            with open(name, "rb") as file:
                contents.append(file.read())
        watched = [folder for folder in ("/tmp", "/var/tmp", "/dev/shm") if os.path.isdir(folder)]
        for folder in {os.path.realpath(folder) for folder in watched}:
            mount("-t", "tmpfs", "-o", "mode=1777", "nothing", folder)
        self.root = "/tmp/r"
        os.makedirs(self.root)
        self.home = self.folder("home")
        real_home = pwd.getpwuid(os.getuid()).pw_dir
        if os.path.isdir(real_home) and real_home != "/":
            mount("--bind", self.home, real_home)
        self.programs = []
        binaries = self.folder("bin")
        for name, content in zip(programs, contents):
            self.programs.append(os.path.join(binaries, os.path.basename(name)))
            with open(self.programs[-1], "wb") as file:
                file.write(content)
            os.chmod(self.programs[-1], 0o755)
        self.resolve_here()
        loopback_up()
        bus = os.path.join(self.folder("run", 0o700), "bus")
        self.environment = {
            "PATH": os.environ["PATH"], "LANG": "C.UTF-8", "HOME": self.home, "TMPDIR": "/tmp",
            "XDG_RUNTIME_DIR": os.path.dirname(bus), "DBUS_SESSION_BUS_ADDRESS": "unix:path=" + bus,
            "DBUS_SYSTEM_BUS_ADDRESS": "unix:path=" + bus, "http_proxy": URL, "https_proxy": URL, "all_proxy": URL,
            "QT_QPA_PLATFORM": "offscreen", "CLAIMCHECK_THEME": "light",
            **{f"XDG_{name.upper()}_HOME": self.folder(name) for name in ("config", "data", "cache", "state")},
        }
        os.chdir(self.folder("work"))
        self.secret = self.write("secret", SECRET)
        self.keys = self.write("keys.json", json.dumps({"keys": [{"kty": "oct", "k": b64(SECRET), "kid": "k"}]}).encode())
        tokens = hostile_tokens()
        self.all = self.write("all.log", "\n".join("Authorization: Bearer " + one for one in tokens).encode())
        self.traps = Traps(bus)
        self.tokens = tokens
        self.watch = Watch(watched, self.traps)

    def folder(self, name, mode=0o755):
        path = os.path.join(self.root, name)
        os.mkdir(path, mode)
        return path

    def write(self, name, content):
        with open(name, "wb") as file:
            file.write(content)
        return os.path.abspath(name)

    def resolve_here(self):
        file = os.path.join(self.root, "resolv.conf")
        with open(file, "w", encoding="ascii") as out:
            out.write("nameserver 127.0.0.1\noptions timeout:1 attempts:1\n")
        mount("--bind", file, os.path.realpath("/etc/resolv.conf"))

    def run(self, program, *arguments, text="", limit=120):
        return subprocess.run([program, *arguments], input=text.encode(), env=self.environment, stdout=subprocess.PIPE,
                              stderr=subprocess.PIPE, timeout=limit, check=False)

    def connect(self, address, family=socket.AF_INET):
        with socket.socket(family, socket.SOCK_STREAM) as one:
            one.settimeout(1)
            one.connect_ex(address)

    def prove(self):
        def must_be_seen(what, part):
            seen = self.watch.seen()
            assert any(part in one for one in seen), f"{what} went unnoticed: {seen}"

        assert self.watch.seen() == []
        self.connect(("127.0.0.1", 443))
        must_be_seen("A connection to loopback", "127.0.0.1:443")
        self.connect(("127.0.0.1", 9))
        must_be_seen("A connection to a closed port", "Tcp.ActiveOpens")
        self.connect(("192.0.2.1", 80))
        must_be_seen("A connection without a route", "Ip.OutNoRoutes")
        self.connect(self.environment["DBUS_SESSION_BUS_ADDRESS"].split("=")[1], socket.AF_UNIX)
        must_be_seen("A question to the session bus", "session bus")
        self.run(sys.executable, "-c", "import socket; socket.getaddrinfo('id.example', 80)")
        must_be_seen("A question for a name", "127.0.0.1:53")
        for folder in (self.home, self.environment["XDG_CACHE_HOME"], os.getcwd(), *self.watch.folders):
            file = os.path.join(folder, "left-behind")
            with open(file, "w", encoding="ascii") as out:
                out.write("x")
            must_be_seen("A file", file)
            os.unlink(file)
            self.watch.seen()
        # The real program, where it is told to ask.
        asked = self.run(self.programs[0], "verify", "-", "--jwks", "https://127.0.0.1:9/keys", text=self.tokens[0])
        assert asked.returncode == 3, asked
        must_be_seen("The program's own question", "Tcp.ActiveOpens")

    def quietly(self, what, done, allowed):
        problems = self.watch.seen()
        if done.returncode not in allowed:
            problems.append(f"exit code {done.returncode}: {done.stderr.decode(errors='replace')[:500]}")
        assert not problems, f"{what}: {problems}"

    def look(self):
        program = self.programs[0]
        runs = 0
        for index, one in enumerate(self.tokens):
            other = self.tokens[(index + 1) % len(self.tokens)]
            commands = [
                (("inspect", "-"), (0,)), (("inspect", "-", "--json"), (0,)), (("inspect", "-", "--format", "html"), (0,)),
                (("inspect", "-", "--format", "ci-test"), (0,)), (("compare", "-", other), (0,)), (("share", "-"), (0, 1)),
                (("share", "-", "--report", "markdown"), (0, 1)),
                (("verify", "-", "--secret-file", self.secret, "--ignore", "aud", "--at", AT), (0, 1, 3)),
                (("verify", "-", "--jwks", self.keys, "--json", "--at", AT), (0, 1, 3)),
                (("decrypt", "-", "--secret-file", self.secret), (0, 1, 3)),
            ]
            for arguments, allowed in commands:
                self.quietly(f"{arguments} of token {index}", self.run(program, *arguments, text=one), allowed)
                runs += 1
        for arguments in (("scan", self.all), ("scan", self.all, "--findings", "--json"), ("scan", "--redact", "-")):
            done = self.run(program, *arguments, text="\n".join(self.tokens))
            self.quietly(str(arguments), done, (0,))
            assert done.stdout.count(b"\n") >= len(self.tokens), done
            runs += 1
        return runs

    def look_in_the_window(self):
        """Fonts and themes fill caches of their own when the first window opens, whatever it shows."""
        plain = token({"typ": "JWT"}, {"sub": "alice"})
        first = self.run(self.programs[1], text=plain + "\n")
        assert first.returncode == 0, first
        self.watch.seen()
        lines = [one for one in self.tokens if "\n" not in one]
        done = self.run(self.programs[1], text="\n".join(lines) + "\n", limit=900)
        self.quietly("the window", done, (0,))
        assert done.stdout == f"{len(lines)} tokens shown\n".encode(), done


def inside(programs):
    here = Inside(programs)
    here.prove()
    runs = here.look()
    if len(programs) > 1:
        here.look_in_the_window()
    print(f"QINFO  : NoSideEffects::looking() {runs} commands over {len(here.tokens)} hostile tokens"
          + (", and the window," if len(programs) > 1 else "") + " asked nobody and wrote nothing")


def main():
    arguments = sys.argv[1:]
    if arguments[:1] == ["--inside"]:
        return inside(arguments[1:])
    if not arguments:
        sys.exit(__doc__)
    unshare = ["unshare", "--net", "--mount"] + (["--map-root-user"] if os.getuid() != 0 else [])
    if not shutil.which("unshare"):
        sys.exit("unshare (util-linux) is not installed")
    tried = subprocess.run([*unshare, "true"], stderr=subprocess.PIPE, check=False)
    if tried.returncode != 0:
        print("SKIP   : NoSideEffects::looking() this kernel allows no namespaces: " + tried.stderr.decode().strip())
        sys.exit(SKIPPED)
    programs = [os.path.abspath(name) for name in arguments]
    sys.exit(subprocess.run([*unshare, sys.executable, os.path.abspath(__file__), "--inside", *programs], check=False).returncode)


if __name__ == "__main__":
    main()
