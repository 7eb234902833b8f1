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
        var kept: [Substring] = []
        for part in parts(whole) where part != "." {
            if part == ".." { _ = kept.popLast() } else { kept.append(part) }
        }
        return "/" + kept.joined(separator: "/")
    }

    /// The last component: `a/b.npz` gives `b.npz`.
    public static func name(_ path: String) -> String {
        parts(path).last.map(String.init) ?? "/"
    }

    /// The components by the bytes of the slashes, which a character that combines with one must not hide.
    static func parts(_ path: String) -> [Substring] {
        path.utf8.split(separator: UInt8(ascii: "/")).map { Substring($0) }
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
        let bytes = name.utf8
        guard let dot = bytes.lastIndex(of: UInt8(ascii: ".")), dot != bytes.startIndex else { return "" }
        return String(Substring(bytes[bytes.index(after: dot)...])).lowercased()
    }

    /// `path` as seen from `base`, where it lies below it; otherwise `path` itself.
    public static func relative(_ path: String, to base: String) -> String {
        let prefix = base == "/" ? "/" : base + "/"
        return path.utf8.starts(with: prefix.utf8) ? String(Substring(path.utf8.dropFirst(prefix.utf8.count))) : path
    }
}
