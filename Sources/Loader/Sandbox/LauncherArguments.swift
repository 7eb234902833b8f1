/// What a session's process is to be started in, in the words of bubblewrap's command line (bwrap(1)), of which it knows
/// the part that is used.
struct LauncherArguments {
    enum Step: Equatable {
        case bind(source: String, target: String, isWritable: Bool, hasDevices: Bool)
        case temporary(String, size: Int?)
        case processes(String)
        case link(to: String, at: String)
        case folder(String)
        case sealRoot
    }

    private(set) var steps: [Step] = []
    private(set) var ownNetwork = false
    private(set) var directory = "/"
    private(set) var command: [String] = []

    /// `nil` for words that it does not know.
    init?(_ words: [String]) {
        var words = words[...]
        var size: Int?
        while let word = words.popFirst() {
            switch word {
            case "--":
                command = Array(words)
                return
            case "--ro-bind", "--bind", "--dev-bind":
                guard let source = words.popFirst(), let target = words.popFirst() else { return nil }
                let (isWritable, hasDevices) = (word != "--ro-bind", word == "--dev-bind")
                steps.append(.bind(source: source, target: target, isWritable: isWritable, hasDevices: hasDevices))
            case "--size":
                guard let number = words.popFirst().flatMap({ Int($0) }) else { return nil }
                size = number
            case "--tmpfs":
                guard let target = words.popFirst() else { return nil }
                steps.append(.temporary(target, size: size))
                size = nil
            case "--proc":
                guard let target = words.popFirst() else { return nil }
                steps.append(.processes(target))
            case "--symlink":
                guard let link = words.popFirst(), let target = words.popFirst() else { return nil }
                steps.append(.link(to: link, at: target))
            case "--dir":
                guard let target = words.popFirst() else { return nil }
                steps.append(.folder(target))
            case "--remount-ro":
                guard words.popFirst() == "/" else { return nil }
                steps.append(.sealRoot)
            case "--chdir":
                guard let target = words.popFirst() else { return nil }
                directory = target
            case "--unshare-net": ownNetwork = true
            case "--unshare-user", "--unshare-pid", "--unshare-ipc", "--unshare-uts", "--die-with-parent": break
            case "--cap-add": _ = words.popFirst()
            default: return nil
            }
        }
        return nil
    }
}
