"""Models that do what a model must not. Only the standard library is used; rows may be arrays or lists."""

import ctypes
import os
import random
import signal
import sys
import time
import warnings


class _Model:
    def predict(self, rows):
        self.misbehave()
        return [float(sum(row)) for row in rows]

    def misbehave(self):
        pass


class Good(_Model):
    pass


class Segfaults(_Model):
    def misbehave(self):
        ctypes.string_at(0)


class SegfaultsOnLoad(_Model):
    def __getstate__(self):
        return {"state": 1}

    def __setstate__(self, state):
        ctypes.string_at(0)


class KillsItself(_Model):
    def misbehave(self):
        os.kill(os.getpid(), signal.SIGKILL)


class Aborts(_Model):
    def misbehave(self):
        os.abort()


class Sleeps(_Model):
    def misbehave(self):
        time.sleep(3600)


class SleepsOnLoad(_Model):
    def __getstate__(self):
        return {"state": 1}

    def __setstate__(self, state):
        time.sleep(3600)


class SleepsDeafly(_Model):
    """Holds the interpreter in C and ignores the polite signals."""

    def misbehave(self):
        for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
            signal.signal(number, signal.SIG_IGN)
        ctypes.PyDLL(None).sleep(3600)


class Exits(_Model):
    """Leaves without an exception, a flush or a word."""

    def misbehave(self):
        os._exit(3)


class ExitsCleanly(_Model):
    """Leaves with status 0, which must not be taken for success."""

    def misbehave(self):
        os._exit(0)


class RaisesSystemExit(_Model):
    def misbehave(self):
        sys.exit(4)


class Chatters(_Model):
    """Writes 1 MB to standard output and standard error in each inference, past Python's buffers too."""

    def misbehave(self):
        line = "noise " * 15 + "end of line\n"
        sys.stdout.write(line * 5000)
        sys.stderr.write(line * 5000)
        os.write(1, line.encode() * 100)


class ClosesOutput(_Model):
    def misbehave(self):
        os.closerange(1, 3)


class Allocates(_Model):
    """Allocates without end, and touches what it got."""

    def misbehave(self):
        self.hoard = []
        while True:
            self.hoard.append(b"\xff" * (64 << 20))


class LeavesChild(_Model):
    """Starts a process that outlives it unless someone cleans up: its name is "smokehouse-orphan"."""

    def misbehave(self):
        if os.fork() == 0:
            os.execvp("sleep", ["smokehouse-orphan", "600"])


class ChangesFolder(_Model):
    def misbehave(self):
        os.chdir("/")
        os.environ.clear()


class Raises(_Model):
    """Its message has all that a report must survive: control characters, markup, many lines, non-ASCII."""

    def misbehave(self):
        raise ValueError("bad \x00\x01\x1b[31m <tag> & \"quotes\" ]]> Grüße 世界\nsecond line\n" + "long " * 5000)


class RaisesOnThird(_Model):
    def __init__(self):
        self.calls = 0

    def misbehave(self):
        self.calls += 1
        if self.calls == 3:
            raise RuntimeError("the third call")


class Warns(_Model):
    def misbehave(self):
        warnings.warn(f"process {os.getpid()} at {time.time()}: this model is old", FutureWarning, stacklevel=2)


class Random(_Model):
    """Says something else each time it is asked."""

    def predict(self, rows):
        return [random.random() for _ in rows]


class CountsCalls(_Model):
    """Keeps state: the answer depends on how often it was asked, until it is reset."""

    def __init__(self):
        self.calls = 0

    def predict(self, rows):
        self.calls += 1
        return [float(self.calls) for _ in rows]

    def reset(self):
        self.calls = 0


class ReturnsNothing(_Model):
    def predict(self, rows):
        return None


class ReturnsNaN(_Model):
    def predict(self, rows):
        return [float("nan") for _ in rows]


class ReturnsDictionary(_Model):
    def predict(self, rows):
        return {"score": [0.5 for _ in rows], "label": ["good" for _ in rows]}


class ReturnsWrongLength(_Model):
    def predict(self, rows):
        return [0.0] * 7


class Callable:
    def __call__(self, rows):
        return [float(sum(row)) for row in rows]


class HasNoCall:
    """Offers nothing that could be called."""
