import ArgumentParser
import Artifacts
import Environments
import Glibc

struct CacheCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "cache",
        abstract: "Show or clear the stored environments, fetched artifacts and images made for containers.",
        subcommands: [List.self, Prune.self, Directory.self],
        defaultSubcommand: List.self,
    )

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract:
                "List the stored environments, fetched artifacts and images made for containers, last used first.",
            discussion: "Images are listed by an engine that runs; none is started for it.",
        )

        func run() async {
            let store = EnvironmentStore(cache: CacheDirectory())
            let entries = store.list()
            for entry in entries {
                let notable = entry.packages.filter { !["pip", "setuptools", "wheel"].contains($0.name) }
                let shown = notable.prefix(4).map { "\($0.name) \($0.version)" }.joined(separator: ", ")
                let more = notable.count > 4 ? ", … \(notable.count) in all" : ""
                Terminal.standardOutput(
                    "\(entry.name.prefix(12))  python \(entry.python.padded(to: 9))"
                        + "\(Self.age(entry.lastUsed).padded(to: 10))\(ByteCount.text(entry.bytes).padded(to: 12))"
                        + "\(shown)\(more)\(entry.isInUse ? "  (in use)" : "")"
                )
            }
            let artifacts = ArtifactCache(path: CacheDirectory().artifacts).list()
            for entry in artifacts {
                Terminal.standardOutput(
                    "\(entry.sha256.prefix(12))  artifact         "
                        + "\(Self.age(entry.lastUsed).padded(to: 10))\(ByteCount.text(entry.bytes).padded(to: 12))"
                        + "\(entry.name)\(entry.isInUse ? "  (in use)" : "")"
                )
            }
            var counts = [Counted.text(entries.count, "environment")]
            if !artifacts.isEmpty { counts.append(Counted.text(artifacts.count, "artifact")) }
            Terminal.standardError(
                "\(counts.joined(separator: ", ")), \(ByteCount.text(store.size())) in \(CacheDirectory().path)"
            )
            await listImages()
        }

        private func listImages() async {
            do throws(ProvisionError) {
                guard let images = try await ImageMaintenance().list() else { return }
                for image in images {
                    Terminal.standardOutput(
                        "\(image.name.split(separator: ":").last?.prefix(12) ?? "")  image            "
                            + "\(Self.age(image.lastUsed).padded(to: 10))\(ByteCount.text(image.bytes).padded(to: 12))"
                            + (image.content.isEmpty ? image.name : image.content)
                    )
                }
                let bytes = images.reduce(0) { $0 + $1.bytes }
                Terminal.standardError(
                    "\(Counted.text(images.count, "image")), \(ByteCount.text(bytes)) by the engine's count")
            } catch {
                Terminal.standardError("images made for containers are not listed: \(error)")
            }
        }

        private static func age(_ lastUsed: Int) -> String {
            let seconds = max(0, time(nil) - lastUsed)
            return seconds < 3600
                ? "\(seconds / 60)m ago"
                : seconds < 86_400 ? "\(seconds / 3600)h ago" : "\(seconds / 86_400)d ago"
        }
    }

    struct Prune: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract:
                "Remove stored environments, fetched artifacts and images made for containers; what a run is using stays.",
        )

        @Option(help: "Only those not used for so long: 7d, 12h, 30m (default: 30d).")
        var olderThan: String?

        @Flag(help: "All of them.")
        var all = false

        func validate() throws {
            if all, olderThan != nil { throw ValidationError("--all and --older-than exclude each other") }
            if let olderThan, ByteCount.seconds(olderThan) == nil {
                throw ValidationError("--older-than takes a number and a unit, as in 7d or 12h, not '\(olderThan)'")
            }
        }

        func run() async {
            let limit = all ? nil : olderThan.flatMap(ByteCount.seconds) ?? 30 * 86_400
            let pruned = EnvironmentStore(cache: CacheDirectory()).prune(olderThan: limit)
            let artifacts = ArtifactCache(path: CacheDirectory().artifacts).prune(olderThan: limit)
            let inUse = pruned.inUse + artifacts.inUse
            let kept = inUse == 0 ? "" : ", \(inUse) kept that are in use"
            let files = artifacts.files == 0 ? "" : ", \(Counted.text(artifacts.files, "artifact"))"
            let freed = ByteCount.text(pruned.bytes + artifacts.bytes)
            Terminal.standardError(
                "removed \(Counted.text(pruned.environments, "environment"))\(files), \(freed) freed\(kept)")
            do throws(ProvisionError) {
                if let images = try await ImageMaintenance().prune(olderThan: limit) {
                    let kept = images.inUse == 0 ? "" : ", \(images.inUse) kept that are in use"
                    Terminal.standardError(
                        "removed \(Counted.text(images.images, "image")), \(ByteCount.text(images.bytes)) by the engine's count\(kept)"
                    )
                }
            } catch {
                Terminal.standardError("images were not looked at: \(error)")
            }
        }
    }

    struct Directory: ParsableCommand {
        static let configuration = CommandConfiguration(commandName: "dir", abstract: "Print the cache's directory.")

        func run() { Terminal.standardOutput(CacheDirectory().path) }
    }
}
