import JSON

/// A container to make: what it runs and how little it may do.
public struct ContainerSpec: Sendable {
    /// A file or folder of this machine in the container.
    public struct Mount: Sendable, Hashable {
        public let source: String
        public let target: String
        public let isWritable: Bool

        public init(_ source: String, at target: String, isWritable: Bool = false) {
            self.source = source
            self.target = target
            self.isWritable = isWritable
        }
    }

    public var image: String
    /// The program with its arguments; the image's own entry point and command do not count.
    public var command: [String]
    public var variables: [String: String] = [:]
    public var directory = "/"
    public var user: String?
    public var labels: [String: String] = [:]
    public var mounts: [Mount] = []
    public var platform: String?
    public var memory: Int?
    public var cpus: Double?
    public var pids = Self.standardPids
    public var usesHostNetwork = false
    public var usesGPUs = false
    /// Whether this process' user has the same id inside, which rootless Podman can do.
    public var keepsUser = false
    /// Whether the image has a command that would look after it beside the artifacts.
    public var silencesHealthcheck = false
    /// Installing packages writes to the image's file system as root; everything else reads only.
    public var isBuild = false

    public static let standardPids = 4096

    public init(image: String, command: [String]) {
        self.image = image
        self.command = command
    }

    /// Scratch in memory, which counts against the memory limit; both engines get all three, as only Podman adds two itself.
    static let scratch: JSONObject = [
        "/tmp": "rw,nosuid,nodev,mode=1777,size=512m",
        "/run": "rw,nosuid,nodev,mode=1777,size=64m",
        "/var/tmp": "rw,nosuid,nodev,mode=1777,size=512m",
    ]

    /// Where it is.
    public static var scratchFolders: [String] { scratch.members.map(\.key) }

    /// The request's body (Docker Engine API v1.41, `POST /containers/create`).
    func body(for engine: EngineFacts) -> JSONValue {
        var host: JSONObject = [
            "NetworkMode": .string(usesHostNetwork ? "host" : "none"),
            // Whatever the engine's own default: shared memory and semaphores of nobody else.
            "IpcMode": "private",
            "Mounts": .array(mounts.map(Self.mount)),
            "SecurityOpt": ["no-new-privileges"],
            "PidsLimit": .int(Int64(pids)),
            "ReadonlyRootfs": .bool(!isBuild),
        ]
        if isBuild {
            // What a package manager in the image needs to write files for others; nothing that reaches the kernel.
            host["CapDrop"] = ["ALL"]
            host["CapAdd"] = ["CHOWN", "DAC_OVERRIDE", "FOWNER", "FSETID", "SETGID", "SETUID"]
        } else {
            host["CapDrop"] = ["ALL"]
            host["Tmpfs"] = .object(Self.scratch)
        }
        if let memory {
            host["Memory"] = .int(Int64(memory))
            // As much with swap as without: none.
            host["MemorySwap"] = .int(Int64(memory))
        }
        if keepsUser { host["UsernsMode"] = "keep-id" }
        if let cpus { host["NanoCpus"] = .int(Int64(cpus * 1e9)) }
        if usesGPUs {
            if engine.isPodman {
                // Podman takes the Container Device Interface's name.
                host["Devices"] = [
                    ["PathOnHost": "nvidia.com/gpu=all", "PathInContainer": "", "CgroupPermissions": ""]
                ]
            } else {
                host["DeviceRequests"] = [["Count": -1, "Capabilities": [["gpu"]]]]
            }
        }
        var body: JSONObject = [
            "Image": .string(image),
            "Entrypoint": .array(command.map(JSONValue.string)),
            "Cmd": [],
            "Env": .array(variables.sorted { $0.key < $1.key }.map { .string("\($0.key)=\($0.value)") }),
            "WorkingDir": .string(directory),
            "Labels": .object(JSONObject(labels.sorted { $0.key < $1.key }.map { ($0.key, .string($0.value)) })),
            "StopTimeout": 1,
            "HostConfig": .object(host),
        ]
        if let user { body["User"] = .string(user) }
        // Only where there is one: Podman 4 makes a timer also for none.
        if silencesHealthcheck { body["Healthcheck"] = ["Test": ["NONE"]] }
        return .object(body)
    }

    private static func mount(_ mount: Mount) -> JSONValue {
        [
            "Type": "bind",
            "Source": .string(mount.source),
            "Target": .string(mount.target),
            "ReadOnly": .bool(!mount.isWritable),
            "BindOptions": ["Propagation": "rprivate"],
        ]
    }
}
