"""A container engine of a test's own, which may run out of space or die: private-engine.py podman|docker FOLDER OPTION…

To be run in mount and process namespaces of its own (unshare --mount --pid --fork --kill-child --mount-proc), with which
everything goes that the engine has started. Prints one line once the engine answers, and ends with its standard input,
which takes commands, a line each: "kill" (the engine alone, SIGKILL), "kill all" (what it has started as well), "start",
"stop", "fill" (its storage, to the last byte), "free" (what "fill" has taken). FOLDER/done counts the commands done.
"""

import argparse
import contextlib
import os
import signal
import socket
import subprocess
import sys
import time

parser = argparse.ArgumentParser()
parser.add_argument("engine", choices=["podman", "docker"])
parser.add_argument("folder")
parser.add_argument("--size", help="storage in memory, of this size at the most")
parser.add_argument("--images", help="a store of Podman's whose images it has as well")
parser.add_argument("--import", dest="imports", nargs=2, metavar=("ARCHIVE", "NAME"), help="an image to start with")
parser.add_argument("--hide", help="a folder that the engine does not see")
parser.add_argument("--port", help="the port on which Docker listens as well, on loopback")
parser.add_argument("--tls", help="a folder with ca.pem, server.pem and server.key, for the port")
parser.add_argument("--insecure-registry", help="host:port of a registry without TLS")
options = parser.parse_args()

folder = options.folder
path = os.path.join(folder, "engine.sock")
storage = os.path.join(folder, "storage")
filler = os.path.join(storage, "filler")


def mount(place, *words):
    subprocess.run(["mount", "-t", "tmpfs", *words, "none", place], check=True)


# What a killed engine leaves in the kernel's namespaces stays in ours.
subprocess.run(["mount", "--make-rprivate", "/"], check=True)
mount("/dev/shm")
os.makedirs(storage, exist_ok=True)
if options.size:
    mount(storage, "-o", f"size={options.size}")
if options.hide:
    mount(options.hide)


def podman():
    conf = os.path.join(folder, "containers.conf")
    with open(conf, "w") as file:
        file.write(
            "[containers]\n"
            'default_ulimits = ["nofile=4096:4096", "nproc=4096:4096"]\n'
            "[engine]\n"
            'runtime = "runc"\ncgroup_manager = "cgroupfs"\nevents_logger = "file"\n'
            f'tmp_dir = "{folder}/run/libpod"\n'
        )
    store = os.path.join(folder, "storage.conf")
    images = f'additionalimagestores = ["{options.images}"]\n' if options.images else ""
    with open(store, "w") as file:
        file.write(
            f'[storage]\ndriver = "overlay"\ngraphroot = "{storage}/podman"\nrunroot = "{folder}/run/podman"\n'
            f"[storage.options]\n{images}"
        )
    words = ["podman", "system", "service", "--time=0", f"unix://{path}"]
    variables = dict(os.environ, CONTAINERS_CONF=conf, CONTAINERS_STORAGE_CONF=store, TMPDIR=folder)
    if options.insecure_registry:
        registries = os.path.join(folder, "registries.conf")
        with open(registries, "w") as file:
            file.write(f'[[registry]]\nlocation = "{options.insecure_registry}"\ninsecure = true\n')
        variables["CONTAINERS_REGISTRIES_CONF"] = registries
    return words, variables


def docker():
    words = ["dockerd", "--storage-driver=overlay2", "--iptables=false", "--ip6tables=false", "--bridge=none"]
    words += [f"--data-root={storage}/docker", f"--exec-root={folder}/run", f"--pidfile={folder}/docker.pid"]
    words += [f"--host=unix://{path}", "--shutdown-timeout=1"]
    if options.port:
        words.append(f"--host=tcp://127.0.0.1:{options.port}")
    if options.tls:
        tls = options.tls
        words += ["--tlsverify", f"--tlscacert={tls}/ca.pem", f"--tlscert={tls}/server.pem", f"--tlskey={tls}/server.key"]
    if options.insecure_registry:
        words.append(f"--insecure-registry={options.insecure_registry}")
    return words, dict(os.environ, TMPDIR=folder)


engine = None


def answers():
    try:
        with socket.socket(socket.AF_UNIX) as asking:
            asking.connect(path)
            asking.sendall(b"GET /_ping HTTP/1.0\r\n\r\n")
            return b" 200 " in asking.recv(64)
    except OSError:
        return False


def start():
    global engine
    for name in ["docker.pid", "engine.sock"]:
        if os.path.exists(os.path.join(folder, name)):
            os.unlink(os.path.join(folder, name))
    words, variables = podman() if options.engine == "podman" else docker()
    with open(os.path.join(folder, "log"), "a") as log:
        engine = subprocess.Popen(words, stdin=subprocess.DEVNULL, stdout=log, stderr=log, env=variables, cwd=folder)
    for _ in range(600):
        if answers():
            return
        if engine.poll() is not None:
            sys.exit(open(os.path.join(folder, "log")).read())
        time.sleep(0.05)
    sys.exit("the engine does not answer")


def kill(everything):
    if everything:
        with contextlib.suppress(ProcessLookupError):  # the engine may have been the last one here
            os.kill(-1, signal.SIGKILL)
    else:
        engine.kill()
    engine.wait()
    # As process 1 we are everybody's last parent: dockerd takes a containerd for alive that nobody has buried.
    time.sleep(0.2)
    try:
        while os.waitpid(-1, os.WNOHANG)[0]:
            pass
    except ChildProcessError:
        pass


def fill():
    with open(filler, "wb") as file:
        try:
            while True:
                file.write(b"\0" * (1 << 16))
                file.flush()
        except OSError:
            pass


def load(archive, name):
    repository, tag = name.rsplit(":", 1)
    place = "http://engine/v1.41"
    ask = ["curl", "--silent", "--fail", "--unix-socket", path, "--request", "POST", "--output", "/dev/null"]
    subprocess.run(
        ask + ["-H", "Content-Type: application/x-tar", "--upload-file", archive,
               f"{place}/images/create?fromSrc=-&repo={repository}&tag={tag}"], check=True)
    # Podman 4 takes no notice of the tag.
    subprocess.run(ask + [f"{place}/images/{repository}:latest/tag?repo={repository}&tag={tag}"], check=False)


start()
if options.imports:
    load(*options.imports)
print("ready", flush=True)
done = 0
for line in sys.stdin:
    command = line.strip()
    if command == "kill":
        kill(False)
    elif command == "kill all":
        kill(True)
    elif command == "start":
        start()
    elif command == "stop":
        engine.terminate()
        engine.wait()
        kill(True)
    elif command == "fill":
        fill()
    elif command == "free":
        os.unlink(filler)
    done += 1
    with open(os.path.join(folder, "done"), "w") as file:
        file.write(str(done))
