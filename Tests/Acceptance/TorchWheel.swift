import Files
import Foundation
import Testing

/// A CPU wheel of PyTorch 2.13 for Python 3.11, in a folder that `TORCH_WHEELS` names or where uv and pip are told to look.
///
/// PyPI has the builds for CUDA alone, some gigabytes with what they need.
enum TorchWheel {
    static let absence: Comment =
        "no wheel torch-2.13.0+cpu-cp311 in a folder of TORCH_WHEELS, UV_FIND_LINKS or PIP_FIND_LINKS"

    /// The folder; `nil` where there is none.
    static let folder: String? = {
        let variables = ProcessInfo.processInfo.environment
        for name in ["TORCH_WHEELS", "UV_FIND_LINKS", "PIP_FIND_LINKS"] {
            let value: String = variables[name] ?? ""
            for folder in value.split(whereSeparator: { $0 == " " || $0 == "," }).map(String.init) {
                let names: [String] = (try? Directory.list(folder)) ?? []
                if names.contains(where: { $0.hasPrefix("torch-2.13.0+cpu-cp311") }) { return folder }
            }
        }
        return nil
    }()

    static var isThere: Bool { folder != nil }

    /// The value of `find-links` in a matrix.
    static var links: String { "[\(folder ?? "")]" }
}
