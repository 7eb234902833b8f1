import Compression

/// The zip archive of a PyTorch file: its members, and what speaks against trusting that PyTorch reads the same ones.
///
/// `caffe2/serialize/inline_container.cc`: the first member's folder is the archive's name, every other member lies
/// below it, and records are found without regard to case.
struct TorchArchive {
    /// The most bytes of one pickle or code member.
    static let memberLimit = 512 << 20

    /// The most bytes of a JSON member, and the most values in it: a graph of 100,000 operators has 6 million.
    static let jsonLimit = 256 << 20

    /// The most bytes of all code.
    static let codeLimit = 256 << 20

    let zip: ZipArchive
    /// The archive's folder with its slash: `smallnet/`.
    let root: String
    /// What would let a load read something else than the scan.
    let problems: [String]
    /// Whether what it unpacks to is out of proportion, so that it is not to be read.
    let isBomb: Bool
    /// Members that were repacked: PyTorch reads them, but never writes them so.
    let compressed: [String]

    init(_ source: ByteSource) throws(ZipError) {
        zip = try ZipArchive(source)
        root = Self.root(of: zip.members.map(\.name))
        let audit = ZipAudit(zip, ignoresCase: true)
        isBomb = audit.isBomb
        problems = audit.problems + Self.models(zip.members) + Self.strays(zip.members, root)
        let code = root + "code/"
        compressed = zip.members.filter { $0.method != 0 && !$0.name.hasPrefix(code) }.map(\.name)
    }

    /// The folder of the first member, as PyTorch takes it; empty where that lies in none.
    static func root(of members: [String]) -> String {
        guard let first = members.first, let slash = first.utf8.firstIndex(of: UInt8(ascii: "/")) else { return "" }
        return String(first[...slash])
    }

    /// A member, whatever the case of its name.
    private func member(_ name: String) -> ZipArchive.Member? {
        let path = (root + name).lowercased()
        return zip.members.first { $0.name.lowercased() == path }
    }

    func has(_ name: String) -> Bool { member(name) != nil }

    func contents(_ name: String) throws(ZipError) -> [UInt8]? {
        guard let member = member(name) else { return nil }
        return try zip.contents(of: member, limit: Self.memberLimit)
    }

    /// What speaks against a pickle's storages: a member that isn't there, or has fewer bytes than the pickle says, behind
    /// which PyTorch 2.2, and others before it was checked, take the process' own memory for the tensor's.
    func fault(in storages: [TorchStorage], below folder: String) -> String? {
        var sizes: [String: Int] = [:]
        for member in zip.members where member.name.hasPrefix(root + folder) { sizes[member.name] = member.size }
        for storage in storages {
            let name = folder + storage.key
            guard let size = sizes[root + name] else {
                return "the storage \(ZipAudit.printable(name)) is not in the archive; it is damaged, get it again"
            }
            let (needed, overflow) = storage.count.multipliedReportingOverflow(by: storage.elementSize)
            guard storage.count >= 0, !overflow, needed <= size else {
                return "the storage \(ZipAudit.printable(name)) has \(size) bytes where its pickle says "
                    + "\(storage.count) elements; it is damaged, get it again"
            }
        }
        return nil
    }

    /// The pickles beside `data.pkl`, which other loaders read in the same file; members are found whatever their case.
    func otherPickles() throws(ZipError) -> [TorchFile.Pickle] {
        var pickles: [TorchFile.Pickle] = []
        for member in zip.members where member.name.lowercased().hasSuffix(".pkl") {
            let name = String(member.name.dropFirst(root.count))
            guard name.lowercased() != "data.pkl" else { continue }
            let report = PickleReader.readTorch(try zip.stream(of: member)).report
            pickles.append(.init(member: name, report: report))
        }
        return pickles
    }

    /// A member's bytes, read where they are needed.
    func stream(_ name: String) throws(ZipError) -> ByteStream? {
        guard let member = member(name) else { return nil }
        return try zip.stream(of: member)
    }

    /// What makes the archive a model of another library as well, which looks at no more than these.
    private static func models(_ members: [ZipArchive.Member]) -> [String] {
        let kinds = ["config.json": "a Keras model", "schema.json": "a skops file"]
        return members.compactMap { member in
            kinds[member.name.lowercased()].map { "'\(ZipAudit.printable(member.name))' makes it \($0) as well" }
        }
    }

    private static func strays(_ members: [ZipArchive.Member], _ root: String) -> [String] {
        members.filter { !$0.name.hasPrefix(root) }.prefix(20).map {
            "'\(ZipAudit.printable($0.name))' lies outside the archive's folder '\(root)'"
        }
    }
}
