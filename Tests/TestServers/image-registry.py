"""A registry of container images for the tests: Debian's docker-registry, and images in it that are small and real.

    image-registry.py serve FOLDER ARCHIVE   serves until its standard input ends. Prints three ports on loopback: one
                                             that asks nobody, one that asks for "tester" with the password in
                                             FOLDER/password, and one that gives layers slowly. All have the same
                                             images. What they were asked stands in FOLDER/open.log and locked.log.
    image-registry.py push FOLDER PORT NAME [ARCHITECTURE…]
                                             puts NAME:1 into it and prints its digest: a Python small enough to be
                                             pulled in a second, taken from ARCHIVE, and a layer of its own. With several
                                             architectures it is a list of an image for each.
"""

import gzip
import hashlib
import http.client
import http.server
import io
import json
import os
import re
import secrets
import signal
import socket
import subprocess
import sys
import tarfile
import threading
import time

TYPE = "application/vnd.docker.distribution.manifest."
# What a Python that reads pickles and the loader need of Debian; a whole image takes Docker's vfs too long.
KEPT = re.compile(
    r"(bin|lib|lib64|usr|usr/bin|usr/lib|usr/lib64|usr/lib/[a-z0-9_]+-linux-gnu|etc|tmp|run|var|var/tmp"
    r"|etc/passwd|etc/group|usr/bin/(python3[.0-9]*|dash|sh|sleep)|usr/lib64/ld-.*|usr/lib/ld-linux.*"
    r"|usr/lib/[a-z0-9_]+-linux-gnu/(ld-linux|lib(c|m|dl|rt|util|pthread|gcc_s|stdc\+\+|z|expat|ffi|lzma|bz2)\.so).*"
    r"|usr/lib/python3\.\d+(/[a-z_0-9]+\.py|/(collections|ctypes|encodings|importlib|json|re|lib-dynload)(/.*)?)?)")


def digest(data):
    return "sha256:" + hashlib.sha256(data).hexdigest()


# Serving


def base_layer(archive):
    data = io.BytesIO()
    with tarfile.open(archive) as source, tarfile.open(fileobj=data, mode="w", format=tarfile.PAX_FORMAT) as target:
        for member in source:
            name = member.name.removeprefix("./")
            if KEPT.fullmatch(name) and "__pycache__" not in name:
                member.name = name
                if member.islnk():
                    member.linkname = member.linkname.removeprefix("./")
                target.addfile(member, source.extractfile(member) if member.isreg() else None)
    return data.getvalue()


def free_port():
    with socket.socket() as asking:
        asking.bind(("127.0.0.1", 0))
        return asking.getsockname()[1]


def start(folder, name, port, auth):
    path = os.path.join(folder, f"{name}.yml")
    settings = {
        "version": 0.1,
        "storage": {"filesystem": {"rootdirectory": os.path.join(folder, "images")}, "delete": {"enabled": True}},
        "http": {"addr": f"127.0.0.1:{port}", "secret": secrets.token_hex()},
    }
    if auth:
        settings["auth"] = {"htpasswd": {"realm": "the tests", "path": auth}}
    with open(path, "w") as file:
        # YAML is more than JSON.
        json.dump(settings, file)
    with open(os.path.join(folder, f"{name}.log"), "w") as log:
        # It goes with us, however we go.
        return subprocess.Popen(
            ["setpriv", "--pdeathsig", "KILL", "docker-registry", "serve", path],
            stdin=subprocess.DEVNULL, stdout=log, stderr=log)


class SlowServer(http.server.ThreadingHTTPServer):
    """Keeps in a file how many answers it is giving."""

    daemon_threads = True
    lock = threading.Lock()
    answers = 0

    def given(self, change):
        with self.lock:
            self.answers += change
            with open(self.note, "w") as file:
                file.write(str(self.answers))


class Slow(http.server.BaseHTTPRequestHandler):
    """Hands requests on; of a layer it gives a quarter and then next to nothing."""

    protocol_version = "HTTP/1.1"

    def do_GET(self):
        asking = http.client.HTTPConnection("127.0.0.1", self.server.behind)
        asking.putrequest(self.command, self.path, skip_host=True, skip_accept_encoding=True)
        for name, value in self.headers.items():
            asking.putheader(name, value)
        asking.endheaders()
        answer = asking.getresponse()
        self.send_response(answer.status)
        for name, value in answer.getheaders():
            self.send_header(name, value)
        self.end_headers()
        body = b"" if self.command == "HEAD" else answer.read()
        quarter = len(body) if len(body) < 1 << 20 else len(body) // 4
        self.server.given(+1)
        try:
            self.wfile.write(body[:quarter])
            for start in range(quarter, len(body), 4096):
                time.sleep(0.5)
                self.wfile.write(body[start : start + 4096])
                self.wfile.flush()
        except OSError:
            self.close_connection = True
        self.server.given(-1)

    do_HEAD = do_GET

    def log_message(self, *words):
        pass


def serve(folder, archive):
    password = secrets.token_hex(12)
    with open(os.path.join(folder, "password"), "w") as file:
        file.write(password)
    logins = os.path.join(folder, "htpasswd")
    subprocess.run(["htpasswd", "-ciB", logins, "tester"], input=password.encode(), check=True, capture_output=True)
    base = base_layer(archive)
    with open(os.path.join(folder, "base.tar.gz"), "wb") as file:
        file.write(gzip.compress(base, 1, mtime=0))
    with open(os.path.join(folder, "base.digest"), "w") as file:
        file.write(digest(base))
    ports = [free_port(), free_port()]
    registries = [start(folder, "open", ports[0], None), start(folder, "locked", ports[1], logins)]
    for port in ports:
        for _ in range(200):
            try:
                socket.create_connection(("127.0.0.1", port)).close()
                break
            except OSError:
                time.sleep(0.05)
    slow = SlowServer(("127.0.0.1", 0), Slow)
    slow.note = os.path.join(folder, "slow")
    slow.behind = ports[0]
    threading.Thread(target=slow.serve_forever, daemon=True).start()
    print(*ports, slow.server_port, flush=True)
    sys.stdin.read()
    for registry in registries:
        registry.kill()


# Pushing


def ask(port, method, path, body=None, kind="application/octet-stream"):
    asking = http.client.HTTPConnection("127.0.0.1", port)
    asking.request(method, path, body=body, headers={"Content-Type": kind})
    answer = asking.getresponse()
    answer.read()
    if answer.status >= 400 and method != "HEAD":
        sys.exit(f"{method} {path}: {answer.status}")
    return answer


def upload(port, name, data):
    """A blob, of which the registry may know from another name."""
    known = digest(data)
    answer = ask(port, "POST", f"/v2/{name}/blobs/uploads/?mount={known}&from=base")
    if answer.status != 201:
        place = answer.headers["Location"]
        place = place[place.index("/v2/"):]
        ask(port, "PUT", f"{place}{'&' if '?' in place else '?'}digest={known}", data)
    return {"digest": known, "size": len(data)}


def manifest(port, name, tag, kind, value):
    data = json.dumps(value).encode()
    ask(port, "PUT", f"/v2/{name}/manifests/{tag or digest(data)}", data, TYPE + kind)
    return {"mediaType": TYPE + kind, "digest": digest(data), "size": len(data)}


def own_layer():
    """Four megabytes that cannot be pressed, so that there is progress to see."""
    data = io.BytesIO()
    with tarfile.open(fileobj=data, mode="w") as layer:
        member = tarfile.TarInfo("own.bin")
        member.size = 4 << 20
        layer.addfile(member, io.BytesIO(secrets.token_bytes(member.size)))
    return data.getvalue()


def push_image(folder, port, name, tag, architecture):
    with open(os.path.join(folder, "base.tar.gz"), "rb") as file:
        base = file.read()
    with open(os.path.join(folder, "base.digest")) as file:
        base_digest = file.read()
    own = own_layer()
    layers = [base, gzip.compress(own, 1, mtime=0)]
    upload(port, "base", base)
    configuration = {
        "os": "linux",
        "architecture": architecture,
        "config": {"Env": ["PATH=/usr/bin:/bin"], "Cmd": ["/usr/bin/python3"]},
        # Podman builds on top of nothing that has none.
        "history": [{"created": "2024-01-01T00:00:00Z", "created_by": "the tests"} for _ in layers],
        "rootfs": {"type": "layers", "diff_ids": [base_digest, digest(own)]},
    }
    kind = "application/vnd.docker.image.rootfs.diff.tar.gzip"
    return manifest(port, name, tag, "v2+json", {
        "schemaVersion": 2,
        "mediaType": TYPE + "v2+json",
        "config": {
            "mediaType": "application/vnd.docker.container.image.v1+json",
            **upload(port, name, json.dumps(configuration).encode()),
        },
        "layers": [{"mediaType": kind, **upload(port, name, layer)} for layer in layers],
    })


def push(folder, port, name, *architectures):
    port = int(port)
    if len(architectures) < 2:
        return push_image(folder, port, name, "1", *(architectures or [own_architecture()]))["digest"]
    images = []
    for architecture in architectures:
        platform = {"os": "linux", "architecture": architecture}
        images.append({**push_image(folder, port, name, None, architecture), "platform": platform})
    value = {"schemaVersion": 2, "mediaType": TYPE + "list.v2+json", "manifests": images}
    return manifest(port, name, "1", "list.v2+json", value)["digest"]


def own_architecture():
    machine = os.uname().machine
    return {"x86_64": "amd64", "aarch64": "arm64"}.get(machine, machine)


if sys.argv[1] == "serve":
    serve(*sys.argv[2:])
else:
    print(push(*sys.argv[2:]))
