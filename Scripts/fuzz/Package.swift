// swift-tools-version: 6.2
import PackageDescription

// The readers with libFuzzer's instrumentation, apart from the package proper so that no other build knows of it.
let strict: [SwiftSetting] = [
    .swiftLanguageMode(.v6),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .unsafeFlags(["-sanitize=fuzzer", "-enable-testing"]),
]

func module(_ name: String, _ dependencies: [Target.Dependency] = []) -> Target {
    .target(name: name, dependencies: dependencies, swiftSettings: strict)
}

let package = Package(
    name: "fuzz",
    dependencies: [.package(url: "https://github.com/apple/swift-crypto", from: "4.5.2")],
    targets: [
        .systemLibrary(name: "CLibYAML", pkgConfig: "yaml-0.1"),
        .systemLibrary(name: "CCompression"),
        .systemLibrary(name: "CLibCurl"),
        module("Files"),
        module("JSON"),
        module("YAML", ["CLibYAML"]),
        module("Compression", ["CCompression"]),
        module("HTTP", ["CLibCurl"]),
        module("Tensors"),
        module("Matrix", ["YAML", "JSON", "Tensors", "Files"]),
        module(
            "Artifacts",
            [
                "Matrix", "Tensors", "Compression", "YAML", "JSON", "Files", "HTTP",
                .product(name: "Crypto", package: "swift-crypto"),
            ],
        ),
        .executableTarget(
            name: "fuzz",
            dependencies: ["Artifacts", "Matrix", "Compression", "Files", "JSON"],
            path: "Fuzz",
            swiftSettings: strict + [.unsafeFlags(["-parse-as-library"])],
            linkerSettings: [.unsafeFlags(["-sanitize=fuzzer", "-use-ld=lld"])],
        ),
    ]
)
