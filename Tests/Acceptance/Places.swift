import Files
import Foundation

/// Places in the repository, of the products beside the test bundle, and of what this process writes.
enum Places {
    static let repository = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().path(percentEncoded: false)
    static let fixtures = repository + "Tests/Fixtures"
    static let badModels = fixtures + "/badmodels"
    static let demo = repository + "matrices/demo.yaml"
    static let truth = repository + "Tests/Acceptance/Truth"
    static let schema = repository + "Tests/ReportsTests/Schemas/junit.xsd"

    /// The built program: `.build/debug/smokehouse`, where the test bundle itself lies.
    static let executable: String = {
        var directory = URL(filePath: CommandLine.arguments[0]).deletingLastPathComponent()
        while directory.path.count > 1 {
            let candidate = directory.appending(path: "smokehouse").path
            if File.isExecutable(candidate), !Directory.exists(candidate) { return candidate }
            directory.deleteLastPathComponent()
        }
        return "smokehouse"
    }()

    /// Holds everything that the tests of this process write; gone when it ends.
    static let root: String = {
        guard let path = try? Directory.createTemporary(in: NSTemporaryDirectory(), prefix: "acceptance-") else {
            fatalError("no folder can be made in \(NSTemporaryDirectory())")
        }
        atexit { try? Directory.removeTree(Places.root) }
        return path
    }()

    /// The cache of all tests that need no empty one: each environment is made once.
    static let cache = Path.join(root, "cache")
}
