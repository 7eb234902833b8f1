import Files
import Glibc
import JSON

/// Which layers of the sandbox hold on this machine, found by starting the loader in them.
public struct SandboxTrial: Sendable, Hashable {
    /// bubblewrap's path, where it is installed.
    public let bubblewrap: String?
    /// Why bubblewrap does not work here; `nil` where it does or is not installed.
    public let complaint: String?
    /// `bubblewrap`, `mount namespace`, `Landlock 7`, `seccomp`, …
    public let layers: [String]
    /// What they leave open, in words.
    public let missing: [String]
    /// What holds a cell's memory, processors and processes to `resources`: `cgroup v2`, `limits of single processes`.
    public let resources: String

    /// Words that every launch starts with: namespaces but for the network's.
    public static let namespaces = [
        "--unshare-user", "--unshare-pid", "--unshare-ipc", "--unshare-uts", "--die-with-parent", "--cap-add",
        "CAP_SYS_ADMIN",
    ]

    /// The namespaces that this process is in, which a session should not share: `net` and `net:[4026531840]`.
    public static var namespacesOutside: [(name: String, target: String?)] {
        ["mnt", "net", "pid", "user", "ipc"].map { ($0, File.linkTarget("/proc/self/ns/\($0)")) }
    }

    /// - Parameter loader: the path of `smoke-loader`.
    public static func run(loader: String, variables: [String: String]) async -> SandboxTrial {
        let bubblewrap = Bubblewrap(in: variables)
        let path = bubblewrap?.path
        let words = namespaces + ["--unshare-net", "--ro-bind", "/", "/", "--proc", "/proc", "--chdir", "/", "--"]
        let complaint = await bubblewrap?.complaint()
        let isWrapped = path != nil && complaint == nil
        var check = [loader, "--check", isWrapped ? "bubblewrap" : "own launcher"]
        check += namespacesOutside.map { "\($0.name)=\($0.target ?? "")" }
        let command = Command(
            executable: isWrapped ? path ?? loader : loader,
            arguments: (isWrapped ? [] : ["--sandbox"]) + words + check,
            variables: [:],
            directory: "/",
            timeout: 10,
        )
        let output = try? await command.run()
        // What a launcher complains of comes before the report.
        let line = output?.text.split(separator: "\n").last.map(String.init) ?? ""
        let report = try? JSONValue(parsing: Array(line.utf8))
        return SandboxTrial(
            bubblewrap: path,
            complaint: complaint,
            layers: report?["layers"]?.strings ?? [],
            missing: report?["missing"]?.strings ?? ["the loader does not start in a sandbox"],
            resources: await resources(),
        )
    }

    private static func resources() async -> String {
        guard let tree = await ControlGroupTree.make() else { return "limits of single processes" }
        defer { tree.remove() }
        return "cgroup v\(tree.version) (\(tree.folders.keys.sorted().joined(separator: ", ")))"
    }

    /// What to install or enable, one sentence each.
    public var advice: [String] {
        var advice: [String] = []
        if let complaint { advice.append("bubblewrap does not work here: \(complaint)") }
        if !layers.contains("mount namespace") {
            let other = complaint == nil ? " or install bubblewrap" : ""
            advice.append(
                "artifacts see which files there are, though not into them: allow user namespaces "
                    + "(sysctl user.max_user_namespaces, kernel.unprivileged_userns_clone=1, "
                    + "kernel.apparmor_restrict_unprivileged_userns=0)\(other)")
        }
        if !layers.contains(where: { $0.hasPrefix("Landlock") }) {
            advice.append(
                "no Landlock: it needs Linux 5.13 or later with 'landlock' in the boot parameter lsm=, and a container "
                    + "whose seccomp profile lets it pass, and takes 16 rulesets at most, those above counted")
        }
        if !layers.contains("seccomp notification") {
            advice.append(
                "attempts are denied but not told: seccomp's notifications need Linux 5.5 or later, and that nothing "
                    + "above listens already, as a container's engine may that intercepts system calls")
        }
        if !resources.hasPrefix("cgroup") {
            advice.append(
                "'resources' hold each process of an artifact, and all together only as far as a look now and then sees: "
                    + "run as root, or where systemd runs for this user, who then gets a control group from it "
                    + "(loginctl enable-linger; XDG_RUNTIME_DIR=/run/user/\(getuid()))"
            )
        }
        return advice + missing.map { "not held by the sandbox: \($0)" }
    }
}
