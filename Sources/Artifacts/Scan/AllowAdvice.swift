/// Which names a finding says how to permit: nobody is told so of what runs code or opens files.
enum AllowAdvice {
    /// "if you trust it: allow: [acme.Clip]"; `nil` where the name is no one's own, or could not be written there.
    static func line(for dotted: String) -> String? {
        let isPlain = dotted.utf8.count <= 200 && dotted.utf8.allSatisfy { (0x21...0x7E).contains($0) }
        guard isPlain, !isSystem(dotted), !isDeed(dotted) else { return nil }
        return "if you trust it: allow: [\(dotted)]"
    }

    /// Whether a module or a name in it is Python's own or its tools'.
    static func isSystem(_ dotted: String) -> Bool {
        let root = dotted.head(before: ".")
        return RequiredPackage.standardLibrary.contains(root) || tools.contains(root)
    }

    /// Whether a function runs or opens what its arguments say, whosever it is.
    static func isDeed(_ dotted: String) -> Bool {
        dotted.split(separator: ".").last.map { deeds.contains(String($0)) } ?? false
    }

    /// Beyond `RequiredPackage.standardLibrary`.
    private static let tools: Set<String> = [
        "_aix_support", "_osx_support", "_pyrepl", "_sitebuiltins", "cgi", "cgitb", "chunk", "cloudpickle", "dill",
        "distutils", "doctest", "ensurepip", "idlelib", "joblib", "lib2to3", "nturl2path", "pip", "pkg_resources",
        "requests", "rlcompleter", "setuptools", "test", "tkinter", "turtle", "urllib3", "aiohttp", "httplib", "numba",
        // These evaluate or run what whichever of their names is given.
        "IPython", "execnet", "fabric", "fire", "fsspec", "invoke", "numexpr", "pexpect", "plumbum", "sh", "sympy",
    ]

    private static let deeds: Set<String> = [
        "_exec_with_source", "_load_from_bytes", "_run_pip", "compile", "dump", "eval", "exec", "exec_", "fromfile",
        "getlincoef", "load", "loads", "loadtxt", "memmap", "open", "popen", "query", "read_pickle",
        "reduce_deploy_graph_module", "reduce_graph_module", "reduce_package_graph_module", "resolve_name", "run",
        "runstring", "save", "system",
    ]
}
