// swift-tools-version: 6.2
import PackageDescription

let strict: [SwiftSetting] = [
    .swiftLanguageMode(.v6),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("InternalImportsByDefault"),
]

// The loader goes into interpreters and images that have no Swift: its runtime is linked in, its symbols stay private.
let selfContained: [LinkerSetting] = [
    .unsafeFlags([
        "-static-stdlib", "-Xlinker", "-s", "-Xlinker", "--gc-sections",
        // Swift's Glibc module refers to the hypot of glibc 2.35; Loader/Hypotenuse.swift has its own.
        "-Xlinker", "--wrap=hypot", "-Xlinker", "--wrap=hypotf",
    ])
]

func module(_ name: String, _ dependencies: [Target.Dependency] = []) -> Target {
    .target(name: name, dependencies: dependencies, swiftSettings: strict)
}

func tests(_ name: String, _ dependencies: [Target.Dependency], exclude: [String] = []) -> Target {
    .testTarget(name: name, dependencies: dependencies, exclude: exclude, swiftSettings: strict)
}

let package = Package(
    name: "smokehouse",
    products: [
        .executable(name: "smokehouse", targets: ["smokehouse"]),
        .executable(name: "smoke-loader", targets: ["smoke-loader"]),
        .library(name: "SmokeLoader", type: .dynamic, targets: ["LoaderHost"]),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/apple/swift-crypto", from: "4.5.2"),
        .package(url: "https://github.com/apple/swift-system", from: "1.8.1"),
        .package(url: "https://github.com/swiftlang/swift-subprocess", from: "1.0.2", traits: []),
    ],
    targets: [
        .systemLibrary(name: "CLibYAML", pkgConfig: "yaml-0.1", providers: [.apt(["libyaml-dev"])]),
        .systemLibrary(name: "CLinux"),
        .systemLibrary(
            name: "CCompression",
            providers: [.apt(["zlib1g-dev", "libbz2-dev", "liblzma-dev", "liblz4-dev"])],
        ),
        .systemLibrary(name: "CLibCurl", providers: [.apt(["libcurl4-openssl-dev"])]),
        module("Files"),
        module("JSON"),
        module("YAML", ["CLibYAML"]),
        module("Compression", ["CCompression"]),
        module("HTTP", ["CLibCurl"]),
        module("Tensors"),
        module("Matrix", ["YAML", "JSON", "Tensors", "Files"]),
        module("Probe", ["JSON", "Tensors", "Files"]),
        module(
            "Artifacts",
            [
                "Matrix", "Tensors", "Compression", "YAML", "JSON", "Files", "HTTP",
                .product(name: "Crypto", package: "swift-crypto"),
            ],
        ),
        module("CPython"),
        module("Loader", ["CLinux", "CPython", "Probe", "Tensors", "JSON", "Files"]),
        .target(
            name: "LoaderHost",
            dependencies: ["Loader"],
            swiftSettings: strict,
            linkerSettings: selfContained,
        ),
        .executableTarget(
            name: "smoke-loader",
            dependencies: ["Loader"],
            swiftSettings: strict,
            linkerSettings: selfContained,
        ),
        module(
            "Environments",
            [
                "Matrix", "JSON", "Files", "HTTP",
                .product(name: "Crypto", package: "swift-crypto"),
                .product(name: "Subprocess", package: "swift-subprocess"),
                .product(name: "SystemPackage", package: "swift-system"),
            ],
        ),
        module("Results", ["Matrix", "JSON", "Tensors", "Files"]),
        module(
            "Orchestrator",
            [
                "Environments", "Artifacts", "Probe", "Results", "Matrix", "Tensors", "JSON", "Files", "HTTP",
                .product(name: "Crypto", package: "swift-crypto"),
                .product(name: "Subprocess", package: "swift-subprocess"),
                .product(name: "SystemPackage", package: "swift-system"),
            ],
        ),
        module("Reports", ["Results", "Matrix", "YAML", "JSON", "Files"]),
        .executableTarget(
            name: "smokehouse",
            dependencies: [
                "Orchestrator", "Reports", "Environments", "Artifacts", "Results", "Matrix", "JSON", "Files",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
            ],
            swiftSettings: strict,
            // FoundationEssentials, which the argument parser uses, does not name its own libraries.
            linkerSettings: [
                .unsafeFlags(["-static-stdlib"]), .linkedLibrary("_FoundationCollections"),
                .linkedLibrary("_FoundationCShims"),
            ],
        ),
        .target(
            name: "TestServers",
            dependencies: ["Files"],
            path: "Tests/TestServers",
            exclude: ["http-server.py", "image-registry.py", "private-engine.py", "s3-server.py"],
            swiftSettings: strict,
        ),
        tests("FilesTests", ["Files"]),
        tests("JSONTests", ["JSON"]),
        tests("YAMLTests", ["YAML"]),
        tests("CompressionTests", ["Compression"]),
        tests("HTTPTests", ["HTTP", "TestServers", "Files", "JSON"]),
        tests("TensorsTests", ["Tensors"]),
        tests("MatrixTests", ["Matrix", "YAML", "JSON", "Tensors"]),
        tests("ProbeTests", ["Probe", "JSON", "Tensors"]),
        tests(
            "ArtifactsTests",
            [
                "Artifacts", "Matrix", "Tensors", "Compression", "Files", "JSON", "HTTP", "TestServers",
                .product(name: "Crypto", package: "swift-crypto"),
            ],
        ),
        tests("LoaderTests", ["Probe", "JSON", "Tensors", "Files"]),
        tests("EnvironmentsTests", ["Environments", "Matrix", "HTTP", "Files", "JSON", "TestServers"]),
        tests("ResultsTests", ["Results", "Matrix", "JSON"]),
        tests("OrchestratorTests", ["Orchestrator", "Files", "Results", "Matrix", "YAML", "Probe", "Tensors", "JSON"]),
        tests(
            "ReportsTests",
            ["Reports", "Results", "Matrix", "YAML", "JSON", "Files"],
            exclude: ["Golden", "Schemas"],
        ),
        tests(
            "Acceptance",
            ["JSON", "Files", "TestServers", "Tensors", .product(name: "Crypto", package: "swift-crypto")],
            exclude: ["Truth", "withhold.py"],
        ),
    ]
)
