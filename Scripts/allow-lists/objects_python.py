"""Values of Python itself that models hold."""

import argparse
import collections
import datetime
import decimal
import fractions
import functools
import pathlib
import types
import uuid

from observe import observe, note


def observe_all():
    observe([
        {1, 2}, frozenset([1]), bytearray(b"abc"), b"bytes \xff", 1 + 2j, slice(1, 2), range(3), object(), ..., NotImplemented,
        int, float, str, bool, bytes, list, dict, tuple, set, frozenset, complex, object, type(None), bytearray, slice, range,
        collections.OrderedDict(a=1), collections.Counter("ab"), collections.deque([1], 3),
        collections.defaultdict(int, a=1), collections.defaultdict(list), collections.defaultdict(float),
        datetime.datetime(2024, 1, 2, tzinfo=datetime.timezone.utc), datetime.date(2024, 1, 2), datetime.time(1),
        datetime.timedelta(1), datetime.timezone(datetime.timedelta(hours=1)), decimal.Decimal("1.5"),
        fractions.Fraction(1, 3), uuid.UUID(int=7), types.SimpleNamespace(a=1), collections.ChainMap({}),
        ValueError("x"), TypeError("x"), RuntimeError("x"), KeyError("x"), IndexError(1), AttributeError("x"),
        UserWarning("x"), Exception("x"), pathlib.PurePosixPath("a/b"), pathlib.PosixPath("a/b"),
        argparse.Namespace(a=1),
    ])
    for protocol_2_name in ["set", "frozenset", "bytearray", "bytes", "complex", "slice", "range", "object"]:
        note("builtins:" + protocol_2_name, "call", getattr(__import__("builtins"), protocol_2_name))
