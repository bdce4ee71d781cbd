#!/usr/bin/env python3
"""The other side of the second opinion: implementations of JOSE that Claimcheck's authors did not write.

Reads one JSON request a line and writes one JSON answer a line: {"by": "jwcrypto" or "jose", "do": …, …}. Octets travel as
base64url. An answer has an "error" when the party could not do it or said no; what a request means stands at its function.
"""

import base64
import json
import os
import subprocess
import sys
import tempfile

from jwcrypto import jwa, jwe, jwk, jws


def decoded(text):
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def encoded(octets):
    return base64.urlsafe_b64encode(octets).rstrip(b"=").decode()


class Jwcrypto:
    """Debian's python3-jwcrypto, over python3-cryptography."""

    def generate(self, ask):
        """kty, and crv or size -> jwk (private)"""
        return {"jwk": jwk.JWK.generate(**ask["template"]).export(as_dict=True)}

    def public(self, ask):
        """jwk -> jwk (public)"""
        return {"jwk": jwk.JWK(**ask["jwk"]).export_public(as_dict=True)}

    def thumbprint(self, ask):
        return {"thumbprint": jwk.JWK(**ask["jwk"]).thumbprint()}

    def sign(self, ask):
        """jwk, protected (header), payload, compact -> token"""
        token = jws.JWS(decoded(ask["payload"]))
        token.allowed_algs = list(jwa.JWA.algorithms_registry)
        token.add_signature(jwk.JWK(**ask["jwk"]), None, json.dumps(ask["protected"]))
        return {"token": token.serialize(compact=ask["compact"])}

    def verify(self, ask):
        """jwk, token, alg -> payload"""
        token = jws.JWS()
        token.allowed_algs = [ask["alg"]]
        token.deserialize(ask["token"], jwk.JWK(**ask["jwk"]))
        return {"payload": encoded(token.payload)}

    def encrypt(self, ask):
        """jwk, protected (header), plaintext, compact -> token"""
        header = ask["protected"]
        token = jwe.JWE(decoded(ask["plaintext"]), json.dumps(header), algs=[header["alg"], header["enc"]])
        token.add_recipient(jwk.JWK(**ask["jwk"]))
        return {"token": token.serialize(compact=ask["compact"])}

    def decrypt(self, ask):
        """jwk, token, alg, enc -> plaintext"""
        token = jwe.JWE(algs=[ask["alg"], ask["enc"]])
        token.deserialize(ask["token"], jwk.JWK(**ask["jwk"]))
        return {"plaintext": encoded(token.payload)}


class Latchset:
    """Debian's command jose (latchset), over OpenSSL and Jansson."""

    def __init__(self):
        self._folder = tempfile.TemporaryDirectory()

    def _file(self, name, content):
        path = os.path.join(self._folder.name, name)
        with open(path, "wb") as file:
            file.write(content if isinstance(content, bytes) else json.dumps(content).encode())
        return path

    def _run(self, *arguments):
        done = subprocess.run(["jose", *arguments], capture_output=True, check=False, timeout=60)
        if done.returncode != 0:
            raise ValueError(done.stderr.decode() or f"jose ended with {done.returncode}")
        return done.stdout

    def generate(self, ask):
        return {"jwk": json.loads(self._run("jwk", "gen", "-i", json.dumps(ask["template"])))}

    def public(self, ask):
        return {"jwk": json.loads(self._run("jwk", "pub", "-i", self._file("key", ask["jwk"])))}

    def thumbprint(self, ask):
        return {"thumbprint": self._run("jwk", "thp", "-a", "S256", "-i", self._file("key", ask["jwk"])).decode().strip()}

    def sign(self, ask):
        compact = ["-c"] if ask["compact"] else []
        return {"token": self._run("jws", "sig", "-I", self._file("payload", decoded(ask["payload"])), "-k",
                                   self._file("key", ask["jwk"]), "-s", json.dumps({"protected": ask["protected"]}),
                                   *compact).decode().strip()}

    def verify(self, ask):
        return {"payload": encoded(self._run("jws", "ver", "-i", self._file("token", ask["token"].encode()), "-k",
                                             self._file("key", {**ask["jwk"], "alg": ask["alg"]}), "-O", "-"))}

    def encrypt(self, ask):
        compact = ["-c"] if ask["compact"] else []
        return {"token": self._run("jwe", "enc", "-I", self._file("plaintext", decoded(ask["plaintext"])), "-k",
                                   self._file("key", ask["jwk"]), "-i", json.dumps({"protected": ask["protected"]}),
                                   *compact).decode().strip()}

    def decrypt(self, ask):
        return {"plaintext": encoded(self._run("jwe", "dec", "-i", self._file("token", ask["token"].encode()), "-k",
                                               self._file("key", ask["jwk"])))}


def main():
    parties = {"jwcrypto": Jwcrypto(), "jose": Latchset()}
    for line in sys.stdin:
        ask = json.loads(line)
        try:
            answer = getattr(parties[ask["by"]], ask["do"])(ask)
        # Whatever goes wrong over there is this party's answer.
        except Exception as error:  # pylint: disable=broad-except
            answer = {"error": f"{type(error).__name__}: {error}"}
        print(json.dumps(answer), flush=True)


if __name__ == "__main__":
    main()
