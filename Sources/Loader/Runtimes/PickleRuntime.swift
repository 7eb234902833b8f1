import CPython
import Files
import Probe
import Tensors

/// Objects saved with `pickle`, plain or compressed with gzip, bzip2 or xz.
struct PickleRuntime: ObjectRuntime {
    static let format = "pickle"
    static let packages: [String] = []

    let model: ObjectModel

    init(loading job: Job, in python: Python) throws {
        let path = try python.object(job.artifact)
        let start = try File.read(job.artifact, limit: 6)
        let opener: PythonObject =
            if start.starts(with: [0x1F, 0x8B]) {
                try python.importModule("gzip").attribute("open")
            } else if start.starts(with: Array("BZh".utf8)) {
                try python.importModule("bz2").attribute("open")
            } else if start == [0xFD] + Array("7zXZ".utf8) + [0] {
                try python.importModule("lzma").attribute("open")
            } else {
                try python.builtin("open")
            }
        let file = try opener.call([path, try python.object("rb")])
        defer { _ = try? file.callMethod("close") }
        let object = try python.importModule("pickle").callMethod("load", [file])
        model = try ObjectModel(object, job, in: python)
    }
}
