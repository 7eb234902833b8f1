/// A top-level module that a load imports, and the distribution that installs it.
public struct RequiredPackage: Sendable, Hashable {
    /// What Python imports: `sklearn`.
    public let module: String
    /// What pip installs: `scikit-learn`.
    public let distribution: String

    public init(module: String) {
        self.module = module
        distribution = Self.distributions[module] ?? module.split(separator: "_").joined(separator: "-")
    }

    /// What brings modules that a load looks names up in, without those of Python itself, each once and in their order.
    ///
    /// - Parameter first: a top-level module that is needed whatever the others are.
    static func packages(of modules: some Sequence<String>, after first: String? = nil) -> [RequiredPackage] {
        var roots = first.map { [$0] } ?? []
        var seen = Set(roots)
        for module in modules {
            guard let root = module.split(separator: ".").first.map(String.init), !standardLibrary.contains(root),
                seen.insert(root).inserted
            else { continue }
            roots.append(root)
        }
        return roots.map { RequiredPackage(module: $0) }
    }

    /// The reason of a cell whose environment lacks it.
    public var missingMessage: String {
        // A guessed name may be wrong: the module may be the user's own.
        Self.distributions[module] == nil && module != distribution
            ? "the module \(module) is not in this environment; add \(distribution), or what has it, to packages"
            : "\(distribution) is not installed in this environment; add it to packages"
    }

    /// The versions that are installed, with those of variants under the framework's own name as well.
    public static func withFrameworks(_ installed: [String: String]) -> [String: String] {
        installed.merging(
            variants.compactMap { variant, framework in installed[variant].map { (framework, $0) } }
        ) { own, _ in own }
    }

    /// Distributions that bring the module of another: smaller ones, or those for a device.
    static let variants: KeyValuePairs = [
        "xgboost-cpu": "xgboost", "openvino-runtime": "openvino", "mlflow-skinny": "mlflow",
    ]

    /// Modules whose distribution has another name.
    static let distributions: [String: String] = [
        "sklearn": "scikit-learn", "cv2": "opencv-python", "PIL": "pillow", "skimage": "scikit-image",
        "yaml": "PyYAML", "bs4": "beautifulsoup4", "imblearn": "imbalanced-learn", "sksurv": "scikit-survival",
        "umap": "umap-learn", "dateutil": "python-dateutil", "skopt": "scikit-optimize",
        "sentence_transformers":
            "sentence-transformers", "sklearn_pandas": "sklearn-pandas", "mlxtend": "mlxtend",
        "google": "protobuf", "Crypto": "pycryptodome", "attr": "attrs", "pkg_resources": "setuptools",
        "sklego": "scikit-lego", "feature_engine": "feature-engine", "fastai": "fastai", "torch": "torch",
        "pytorch_lightning": "pytorch-lightning", "tensorflow_hub": "tensorflow-hub", "onnxruntime": "onnxruntime",
    ]

    /// Modules of Python itself, by the names that pickles use; these need no package.
    static let standardLibrary: Set<String> = [
        "__builtin__", "__future__", "__main__", "_codecs", "_collections", "_collections_abc", "_compat_pickle",
        "_datetime", "_decimal", "_functools", "_io", "_operator", "_pickle", "_random", "_struct", "_thread", "abc",
        "argparse", "array", "ast", "asyncio", "base64", "bdb", "binascii", "bisect", "builtins", "bz2", "cPickle",
        "cProfile", "calendar", "cmath", "code", "codecs", "collections", "commands", "concurrent", "configparser",
        "contextlib", "contextvars", "copy", "copy_reg", "copyreg", "csv", "ctypes", "dataclasses", "datetime",
        "decimal", "difflib", "dis", "email", "encodings", "enum", "errno", "faulthandler", "fcntl", "fileinput",
        "fnmatch", "fractions", "ftplib", "functools", "gc", "getpass", "gettext", "glob", "gzip", "hashlib", "heapq",
        "hmac", "html", "http", "imaplib", "imp", "importlib", "inspect", "io", "ipaddress", "itertools", "json",
        "keyword", "linecache", "locale", "logging", "lzma", "marshal", "math", "mimetypes", "mmap", "multiprocessing",
        "nt", "ntpath", "numbers", "opcode", "operator", "os", "pathlib", "pdb", "pickle", "pickletools", "pip",
        "pkgutil", "platform", "poplib", "posix", "posixpath", "pprint", "profile", "pty", "pydoc", "queue", "random",
        "re", "resource", "runpy", "sched", "secrets", "select", "shelve", "shlex", "shutil", "signal", "site",
        "smtplib", "socket", "socketserver", "sqlite3", "ssl", "stat", "statistics", "string", "struct", "subprocess",
        "symtable", "sys", "sysconfig", "tarfile", "telnetlib", "tempfile", "textwrap", "threading", "time", "timeit",
        "token", "tokenize", "trace", "traceback", "types", "typing", "unicodedata", "unittest", "urllib", "uuid",
        "venv", "warnings", "wave", "weakref", "webbrowser", "xml", "xmlrpc", "zipfile", "zipimport", "zlib",
        // scikit-learn's losses call their module so.
        "_loss",
    ]
}
