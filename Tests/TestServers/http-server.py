#!/usr/bin/env python3
"""A web server that behaves as badly as asked, for tests of HTTP and of downloads.

usage: http-server.py FOLDER [--log FILE] [--tls CERTIFICATE KEY] [--client-ca FILE] [--unix PATH]
                      [--proxy [USER:PASSWORD]] [--port PORT]

Prints its port (or "ready" on a Unix socket) and serves until its standard input ends. Every request becomes one line
of JSON in the log.

    /plain/FILE              ETag, Range and If-Range
    /no-range/FILE           always the whole file, no validators
    /modified/FILE           Last-Modified and Range, no ETag
    /changed/FILE            Range, but another ETag each time
    /cut/COUNT/FILE          as plain, but the first COUNT answers end halfway through what they promised
    /stall/COUNT/FILE        as plain, but the first COUNT answers stop halfway and keep the connection
    /fail/COUNT/STATUS/FILE  as plain after COUNT answers of STATUS; `?after=SECONDS` is their Retry-After
    /chunked/FILE            no length; `?repeat=N` times
    /slow/SECONDS/FILE       in 50 pieces over so many seconds
    /ask/USER/PASSWORD/FILE  basic authentication
    /redirect/STATUS?to=URL  a redirect
    /echo                    what was asked, as JSON
    /status/CODE             that status with a short body
    /endless                 a line every 50 ms, chunked, without end
    /headers/KIND            headers without end; KIND is head, interim or trailer
"""

import argparse
import base64
import email.utils
import hashlib
import http.client
import http.server
import json
import os
import select
import socket
import socketserver
import ssl
import sys
import threading
import time
import urllib.parse

options = argparse.ArgumentParser()
options.add_argument("folder")
options.add_argument("--log")
options.add_argument("--tls", nargs=2)
options.add_argument("--client-ca")
options.add_argument("--unix")
options.add_argument("--proxy", nargs="?", const="")
options.add_argument("--port", type=int, default=0)
options = options.parse_args()

lock = threading.Lock()
seen = {}
connections = 0


def turn(key):
    """How often this was asked before."""
    with lock:
        seen[key] = seen.get(key, 0) + 1
        return seen[key] - 1


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server_version = "BadServer"

    def setup(self):
        global connections
        with lock:
            connections += 1
            self.connection_number = connections
        super().setup()

    def address_string(self):
        return "local"

    def log_message(self, *_):
        pass

    def note(self, **more):
        if not options.log:
            return
        entry = {"method": self.command, "path": self.path, "headers": dict(self.headers.items()),
                 "connection": self.connection_number, **more}
        with lock, open(options.log, "a") as log:
            log.write(json.dumps(entry) + "\n")

    def body(self):
        if self.headers.get("Transfer-Encoding", "").lower() == "chunked":
            parts = []
            while True:
                size = int(self.rfile.readline().split(b";")[0], 16)
                part = self.rfile.read(size)
                self.rfile.readline()
                if not size:
                    return b"".join(parts)
                parts.append(part)
        return self.rfile.read(int(self.headers.get("Content-Length", 0)))

    def answer(self, status, content=b"", **headers):
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(content)

    def any_method(self):
        if options.proxy is not None:
            return self.forward()
        content = self.body()
        self.note(body=hashlib.sha256(content).hexdigest(), length=len(content))
        url = urllib.parse.urlsplit(self.path)
        query = dict(urllib.parse.parse_qsl(url.query))
        kind, *rest = [urllib.parse.unquote(part) for part in url.path.split("/")[1:]]
        name = "/".join(rest)
        if kind == "echo":
            what = {"method": self.command, "path": self.path, "headers": dict(self.headers.items()),
                    "length": len(content), "sha256": hashlib.sha256(content).hexdigest(),
                    "connection": self.connection_number}
            return self.answer(200, json.dumps(what).encode(), Content_Type="application/json")
        if kind == "status":
            return self.answer(int(rest[0]), b"this is why\n")
        if kind == "redirect":
            return self.answer(int(rest[0]), b"elsewhere", Location=query["to"])
        if kind == "endless":
            return self.endless()
        if kind == "headers":
            return self.headers_without_end(rest[0])
        if kind == "plain":
            return self.file(name)
        if kind == "no-range":
            return self.file(name, ranges=False)
        if kind == "modified":
            return self.file(name, tag=None, modified=True)
        if kind == "changed":
            return self.file(name, tag=f'"{turn(self.path)}"')
        if kind in ("cut", "stall"):
            is_bad = turn(self.path) < int(rest[0])
            return self.file("/".join(rest[1:]), halfway=kind if is_bad else None)
        if kind == "fail":
            if turn(self.path) < int(rest[0]):
                more = {"Retry_After": query["after"]} if "after" in query else {}
                return self.answer(int(rest[1]), b"busy\n", **more)
            return self.file("/".join(rest[2:]))
        if kind == "chunked":
            return self.chunked(name, int(query.get("repeat", 1)))
        if kind == "slow":
            return self.file("/".join(rest[1:]), seconds=float(rest[0]))
        if kind == "ask":
            wanted = "Basic " + base64.b64encode(f"{rest[0]}:{rest[1]}".encode()).decode()
            if self.headers.get("Authorization") != wanted:
                return self.answer(401, b"who are you?\n", WWW_Authenticate='Basic realm="test"')
            return self.file("/".join(rest[2:]))
        self.answer(404, b"no such thing\n")

    do_GET = do_HEAD = do_POST = do_PUT = do_DELETE = any_method

    def file(self, name, ranges=True, tag="", modified=False, halfway=None, seconds=0):
        path = os.path.join(options.folder, name)
        if not os.path.isfile(path):
            return self.answer(404, b"no such file\n")
        with open(path, "rb") as file:
            content = file.read()
        if tag == "" and ranges:
            tag = '"' + hashlib.sha256(content).hexdigest()[:16] + '"'
        date = email.utils.formatdate(os.path.getmtime(path), usegmt=True)
        start, status = 0, 200
        asked = self.headers.get("Range") if ranges else None
        condition = self.headers.get("If-Range")
        if asked and (condition is None or condition == tag or (modified and condition == date)):
            start = int(asked[len("bytes="):].split("-")[0])
            if start >= len(content):
                return self.answer(416, b"", Content_Range=f"bytes */{len(content)}")
            status = 206
        part = content[start:]
        self.send_response(status)
        if tag and ranges:
            self.send_header("ETag", tag)
        if modified:
            self.send_header("Last-Modified", date)
        if status == 206:
            self.send_header("Content-Range", f"bytes {start}-{len(content) - 1}/{len(content)}")
        self.send_header("Content-Length", str(len(part)))
        self.end_headers()
        if self.command == "HEAD":
            return
        if halfway:
            self.wfile.write(part[:len(part) // 2])
            self.wfile.flush()
            if halfway == "stall":
                time.sleep(30)
            self.close_connection = True
            self.connection.shutdown(socket.SHUT_RDWR)
            return
        if seconds:
            size = -(-len(part) // 50)
            for place in range(0, len(part), size):
                self.wfile.write(part[place:place + size])
                self.wfile.flush()
                time.sleep(seconds / 50)
            return
        self.wfile.write(part)

    def chunk(self, content):
        self.wfile.write(b"%x\r\n%b\r\n" % (len(content), content))
        self.wfile.flush()

    def chunked(self, name, repeat):
        with open(os.path.join(options.folder, name), "rb") as file:
            content = file.read()
        self.send_response(200)
        self.send_header("Transfer-Encoding", "chunked")
        self.end_headers()
        for _ in range(repeat):
            self.chunk(content)
        self.chunk(b"")

    def headers_without_end(self, kind):
        self.wfile.write({"head": b"HTTP/1.1 200 OK\r\n", "interim": b"",
                          "trailer": b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n"}[kind])
        line = b"HTTP/1.1 103 Early Hints\r\n\r\n" if kind == "interim" else b"X-More: %s\r\n" % (b"a" * 1000)
        try:
            # An end after all, so that a client without a limit fails its test and not the machine.
            for _ in range((20 << 20) // len(line)):
                self.wfile.write(line)
        except OSError:
            pass
        self.close_connection = True

    def endless(self):
        self.send_response(200)
        self.send_header("Transfer-Encoding", "chunked")
        self.end_headers()
        try:
            count = 0
            while True:
                self.chunk(b"line %d\n" % count)
                count += 1
                time.sleep(0.05)
        except OSError:
            self.note(ended=True)
            self.close_connection = True

    # As a proxy.

    def permitted(self):
        if not options.proxy:
            return True
        wanted = "Basic " + base64.b64encode(options.proxy.encode()).decode()
        if self.headers.get("Proxy-Authorization") == wanted:
            return True
        self.answer(407, b"", Proxy_Authenticate='Basic realm="proxy"')
        return False

    def do_CONNECT(self):
        self.note(proxy=True)
        if not self.permitted():
            return
        host, port = self.path.rsplit(":", 1)
        with socket.create_connection((host, int(port))) as other:
            self.send_response(200, "Connection established")
            self.end_headers()
            ends = {self.connection: other, other: self.connection}
            while True:
                for source in select.select(list(ends), [], [])[0]:
                    data = source.recv(65536)
                    if not data:
                        self.close_connection = True
                        return
                    ends[source].sendall(data)

    def forward(self):
        content = self.body()
        self.note(proxy=True)
        if not self.permitted():
            return
        url = urllib.parse.urlsplit(self.path)
        headers = {name: value for name, value in self.headers.items() if not name.lower().startswith("proxy-")}
        upstream = http.client.HTTPConnection(url.hostname, url.port or 80)
        upstream.request(self.command, url.path + ("?" + url.query if url.query else ""), content, headers)
        reply = upstream.getresponse()
        data = reply.read()
        self.send_response(reply.status)
        for name, value in reply.getheaders():
            if name.lower() not in ("connection", "transfer-encoding", "content-length"):
                self.send_header(name, value)
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)


class Server(http.server.ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 64

    def handle_error(self, *_):
        pass


class UnixServer(socketserver.ThreadingMixIn, socketserver.UnixStreamServer):
    daemon_threads = True

    def handle_error(self, *_):
        pass


if options.unix:
    server = UnixServer(options.unix, Handler)
else:
    server = Server(("127.0.0.1", options.port), Handler)
if options.tls:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(*options.tls)
    if options.client_ca:
        context.verify_mode = ssl.CERT_REQUIRED
        context.load_verify_locations(options.client_ca)
    server.socket = context.wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
print("ready" if options.unix else server.server_address[1], flush=True)
threading.Thread(target=server.serve_forever, daemon=True).start()
sys.stdin.read()
