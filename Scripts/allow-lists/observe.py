"""Pickles the objects of every framework that is installed here and says which names a load of them looks up, and how.

Prints JSON: {"versions": {package: version}, "names": {"module:name": {"use": …, "kind": …}}}, where `use` is what a
load does with the name: `name` it, `make` an empty object of it, `call` it with arguments. Python 3.7 or later.
"""

import collections
import importlib
import io
import json
import os
import pickle
import sys
import traceback
import types
import warnings

os.environ.update(OMP_NUM_THREADS="1", OPENBLAS_NUM_THREADS="1", LOKY_MAX_CPU_COUNT="1")
warnings.simplefilter("ignore")

USES = ["name", "make", "call"]
seen = {}  # "module:name" -> {"use", "kind"}


class Names:
    """What the unpickler below found, so that a call can be told by its callee."""

    by_identity = {}
    kept = []


def note(key, use, value):
    entry = seen.setdefault(key, {"use": "name", "kind": kind(value)})
    if USES.index(use) > USES.index(entry["use"]):
        entry["use"] = use


def kind(value):
    if isinstance(value, type):
        return "class"
    if isinstance(value, (types.FunctionType, types.BuiltinFunctionType, types.MethodType)):
        return "function"
    return "function" if type(value).__name__ in ("cython_function_or_method", "ufunc", "_ArrayFunctionDispatcher") else "value"


original = pickle._Unpickler.find_class


def find_class(self, module, name):
    value = original(self, module, name)
    note(module + ":" + name, "name", value)
    Names.by_identity[id(value)] = module + ":" + name
    Names.kept.append(value)
    return value


def called(function, arguments, use):
    key = Names.by_identity.get(id(function))
    if key is None:
        return
    if key.split(":") in (["copyreg", "_reconstructor"], ["copy_reg", "_reconstructor"]):
        for made in arguments[:2]:
            if id(made) in Names.by_identity:
                note(Names.by_identity[id(made)], "make", made)
    elif not isinstance(function, type):
        # What is handed to a function, that may make an object of or call.
        for handed in arguments:
            if id(handed) in Names.by_identity:
                is_function = callable(handed) and not isinstance(handed, type)
                note(Names.by_identity[id(handed)], "call" if is_function else "make", handed)
    note(key, use, function)


dispatch = pickle._Unpickler.dispatch


def watch(opcode, arguments_at, function_at):
    load = dispatch[opcode[0]]

    def watching(self):
        arguments = self.stack[arguments_at]
        with_keywords = opcode == pickle.NEWOBJ_EX and self.stack[-1]
        use = "call" if opcode == pickle.REDUCE or arguments or with_keywords else "make"
        called(self.stack[function_at], arguments, use)
        load(self)

    dispatch[opcode[0]] = watching


# In place and before joblib, whose unpickler copies the table.
pickle._Unpickler.find_class = find_class
watch(pickle.REDUCE, -1, -2)
watch(pickle.NEWOBJ, -1, -2)
watch(pickle.NEWOBJ_EX, -2, -3)


class Recorder(pickle._Unpickler):
    pass


failures = collections.Counter()


def observe(value, label=""):
    """Pickles a value in each protocol and reads it back, noting names."""
    for protocol in (0, 2, 4, pickle.HIGHEST_PROTOCOL):
        try:
            data = pickle.dumps(value, protocol=protocol)
        except Exception as error:
            failures["%s: %s" % (label or type(value).__name__, str(error)[:80])] += 1
            continue
        before = {key: dict(entry) for key, entry in seen.items()}
        try:
            Recorder(io.BytesIO(data)).load()
        except Exception as error:
            # What can't be read back is not what a model holds.
            seen.clear()
            seen.update(before)
            failures["load %s: %s" % (label or type(value).__name__, str(error)[:80])] += 1
    if "joblib" in sys.modules:
        file = io.BytesIO()
        try:
            sys.modules["joblib"].dump(value, file)
            file.seek(0)
            sys.modules["joblib"].load(file)
        except Exception:
            pass


def declare(cls, use="make"):
    """Notes a class that no object was made of, under the name that a pickle would give it."""
    note(cls.__module__ + ":" + cls.__qualname__, use, cls)


packages = ["joblib", "numpy", "scipy", "pandas", "sklearn", "imblearn", "category_encoders", "xgboost", "lightgbm",
            "catboost", "torch"]
versions = {"python": "%d.%d" % sys.version_info[:2]}
for name in packages:
    try:
        module = importlib.import_module(name)
        versions[name] = module.__version__.split("+")[0]
    except ImportError:
        pass

if __name__ == "__main__":
    output, sys.stdout = sys.stdout, sys.stderr  # frameworks print
    sys.modules["observe"] = sys.modules["__main__"]
    sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
    wanted = sys.argv[1:] or ["python", "numpy", "scipy", "pandas", "sklearn", "boosters", "torch"]
    for name in wanted:
        needed = {"imblearn": "sklearn", "boosters": "sklearn"}.get(name, name)
        if needed in versions or needed == "python":
            try:
                importlib.import_module("objects_" + name).observe_all()
            except Exception:
                # The rest is worth knowing; the log says what is missing.
                traceback.print_exc()
    json.dump({"versions": versions, "names": seen, "failures": failures}, output, indent=1, sort_keys=True)
