import Files
import Glibc

/// A scope (systemd.scope(5)) for this process alone: a control group that systemd leaves to us and removes with all that is
/// in it once its last process has ended, also where we are killed.
enum SystemdScope {
    /// Asks the user's systemd, or as root the system's, to move this process into one.
    static func enter(named name: String, variables: [String: String]) async -> Bool {
        // sd_booted(3)
        guard Directory.exists("/run/systemd/system"),
            let program = ["/usr/bin/busctl", "/bin/busctl"].first(where: File.isExecutable)
        else { return false }
        let command = Command(
            executable: program,
            arguments: words(for: getpid(), user: getuid(), named: name),
            variables: Self.variables(variables, user: getuid()),
            directory: "/",
            timeout: 20,
        )
        guard let output = try? await command.run(), output.status == 0 else { return false }
        // The answer comes before the move.
        for _ in 0..<500 {
            if OwnControlGroups.current.unified.map(Path.name) == "\(name).scope" { return true }
            guard (try? await Task.sleep(for: .milliseconds(10))) != nil else { return false }
        }
        return false
    }

    /// The words for busctl(1): StartTransientUnit of org.freedesktop.systemd1(5).
    static func words(for process: pid_t, user: uid_t, named name: String) -> [String] {
        [
            user == 0 ? "--system" : "--user", "call", "org.freedesktop.systemd1", "/org/freedesktop/systemd1",
            "org.freedesktop.systemd1.Manager", "StartTransientUnit", "ssa(sv)a(sa(sv))", "\(name).scope", "fail",
            "4", "Description", "s", "Smokehouse", "PIDs", "au", "1", "\(process)", "Delegate", "b", "true",
            "CollectMode", "s", "inactive-or-failed", "0",
        ]
    }

    /// Where nobody has said where the user's bus is, as after `su`, it may be there all the same.
    static func variables(_ variables: [String: String], user: uid_t) -> [String: String] {
        var variables = variables
        if user != 0, variables["DBUS_SESSION_BUS_ADDRESS"] == nil, variables["XDG_RUNTIME_DIR"] == nil {
            variables["XDG_RUNTIME_DIR"] = "/run/user/\(user)"
        }
        return variables
    }
}
