import Compression

/// The zip archive of a PyTorch file: its members, and what speaks against trusting that PyTorch reads the same ones.
///
/// `caffe2/serialize/inline_container.cc`: the first member's folder is the archive's name, every other member lies
/// below it, and records are found without regard to case.
struct TorchArchive {
    /// The most bytes of one pickle, code or JSON member.
    static let memberLimit = 512 << 20

    let zip: ZipArchive
    /// The archive's folder with its slash: `smallnet/`.
    let root: String
    /// What would let a load read something else than the scan.
    let problems: [String]
    /// Members that were repacked: PyTorch reads them, but never writes them so.
    let compressed: [String]

    init(_ bytes: [UInt8]) throws(ZipError) {
        zip = try ZipArchive(bytes)
        root = Self.root(of: zip.members.map(\.name))
        problems = Self.problems(zip.members, root, bytes)
        let code = root + "code/"
        compressed = zip.members.filter { $0.method != 0 && !$0.name.hasPrefix(code) }.map(\.name)
    }

    /// The folder of the first member, as PyTorch takes it; empty where that lies in none.
    static func root(of members: [String]) -> String {
        guard let first = members.first, let slash = first.firstIndex(of: "/") else { return "" }
        return String(first[...slash])
    }

    func has(_ name: String) -> Bool { zip.members.contains { $0.name == root + name } }

    func contents(_ name: String) throws(ZipError) -> [UInt8]? {
        guard let member = zip.members.first(where: { $0.name == root + name }) else { return nil }
        return try zip.contents(of: member, limit: Self.memberLimit)
    }

    private static func problems(_ members: [ZipArchive.Member], _ root: String, _ bytes: [UInt8]) -> [String] {
        var problems: [String] = []
        var seen: Set<String> = []
        func note(_ problem: String) { if problems.count < 20 { problems.append(problem) } }
        let fields = ZipFields(bytes)
        for member in members {
            let name = member.name
            let parts = name.split(separator: "/", omittingEmptySubsequences: false)
            if !seen.insert(name.lowercased()).inserted {
                note("'\(name)' is there twice, and readers differ in which one counts")
            }
            if name.hasPrefix("/") || name.contains("\\") || parts.contains("..") {
                note("'\(name)' leads out of the archive")
            }
            if !name.hasPrefix(root) { note("'\(name)' lies outside the archive's folder '\(root)'") }
            let header = member.headerOffset
            guard fields.has(30, at: header), fields.u32(header) == 0x0403_4B50,
                fields.has(Int(fields.u16(header + 26)), at: header + 30)
            else {
                note("'\(name)' has no header where the directory says")
                continue
            }
            let local = bytes[(header + 30)..<(header + 30 + Int(fields.u16(header + 26)))]
            if !local.elementsEqual(name.utf8) { note("'\(name)' has another name in its own header") }
            if fields.u16(header + 8) != member.method { note("'\(name)' has another compression in its own header") }
        }
        return problems
    }
}
