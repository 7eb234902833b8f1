import Glibc

/// Lexical operations on slash-separated paths; nothing here touches the file system except `current`.
public enum Path {
    /// The working directory of this process.
    public static var current: String {
        guard let buffer = getcwd(nil, 0) else { return "/" }
        defer { free(buffer) }
        return String(cString: buffer)
    }

    /// Appends `path` to `base`; an absolute `path` stands alone.
    public static func join(_ base: String, _ path: String) -> String {
        if path.utf8.first == UInt8(ascii: "/") || base.isEmpty { return path }
        return base.utf8.last == UInt8(ascii: "/") ? base + path : base + "/" + path
    }

    /// An absolute path without `.`, `..` and doubled slashes; relative paths start at `base` or the working directory.
    public static func absolute(_ path: String, from base: String? = nil) -> String {
        let whole = path.utf8.first == UInt8(ascii: "/") ? path : join(base ?? current, path)
        var parts: [Substring] = []
        for part in whole.split(separator: "/") where part != "." {
            if part == ".." { _ = parts.popLast() } else { parts.append(part) }
        }
        return "/" + parts.joined(separator: "/")
    }

    /// The last component: `a/b.npz` gives `b.npz`.
    public static func name(_ path: String) -> String {
        path.split(separator: "/").last.map(String.init) ?? "/"
    }

    /// Everything before the last component: `a/b.npz` gives `a`, `b.npz` gives `.`.
    public static func parent(_ path: String) -> String {
        let bytes = path.utf8
        guard let slash = bytes.lastIndex(of: UInt8(ascii: "/")) else { return "." }
        return slash == bytes.startIndex ? "/" : String(path[..<slash])
    }

    /// The lower-case ending after the last dot of the name, without the dot; empty where there is none.
    public static func ending(_ path: String) -> String {
        let name = name(path)
        guard let dot = name.lastIndex(of: "."), dot != name.startIndex else { return "" }
        return name[name.index(after: dot)...].lowercased()
    }

    /// `path` as seen from `base`, where it lies below it; otherwise `path` itself.
    public static func relative(_ path: String, to base: String) -> String {
        let prefix = base == "/" ? "/" : base + "/"
        return path.hasPrefix(prefix) ? String(path.dropFirst(prefix.count)) : path
    }
}
