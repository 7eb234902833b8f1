import Glibc
import Probe

/// Makes ONNX Runtime sessions with what a job asks for.
struct OrtSessionOptions {
    typealias Handle = OrtLibrary.Handle
    typealias Status = OrtLibrary.Status
    private typealias SetNumber = @convention(c) (Handle, Int32) -> Status
    private typealias SetNothing = @convention(c) (Handle) -> Status
    private typealias Names = UnsafePointer<UnsafePointer<CChar>?>
    private let library: OrtLibrary

    init(_ library: OrtLibrary) { self.library = library }

    func session(_ environment: Handle?, _ path: String, _ options: ONNXOptions) throws(Failure) -> Handle {
        typealias CreateOptions = @convention(c) (UnsafeMutablePointer<Handle?>) -> Status
        typealias CreateSession =
            @convention(c) (
                Handle?, UnsafePointer<CChar>, Handle, UnsafeMutablePointer<Handle?>
            ) -> Status
        let handle = try library.make { library.function(.createSessionOptions, CreateOptions.self)($0) }
        defer { library.release(handle, .releaseSessionOptions) }
        try apply(options, to: handle)
        return try library.make { library.function(.createSession, CreateSession.self)(environment, path, handle, $0) }
    }

    private func apply(_ options: ONNXOptions, to handle: Handle) throws(Failure) {
        for (place, number) in [
            (OrtLibrary.Place.setIntraOperatorThreads, options.intraOperator.map { Int32(clamping: $0) }),
            (.setInterOperatorThreads, options.interOperator.map { Int32(clamping: $0) }),
            (.setExecutionMode, options.execution?.code),
            (.setGraphOptimization, options.optimization?.code),
        ] {
            guard let number else { continue }
            try library.check(library.function(place, SetNumber.self)(handle, number))
        }
        if let flag = options.memoryPattern {
            try library.check(
                library.function(flag ? .enableMemoryPattern : .disableMemoryPattern, SetNothing.self)(handle))
        }
        if let flag = options.memoryArena {
            try library.check(
                library.function(flag ? .enableMemoryArena : .disableMemoryArena, SetNothing.self)(handle))
        }
        typealias SetText = @convention(c) (Handle, UnsafePointer<CChar>, UnsafePointer<CChar>) -> Status
        for (key, text) in options.configuration {
            try library.check(library.function(.addConfiguration, SetText.self)(handle, key, text))
        }
        typealias SetExtent = @convention(c) (Handle, UnsafePointer<CChar>, Int64) -> Status
        for (name, extent) in options.freeDimensions {
            try library.check(library.function(.overrideFreeDimension, SetExtent.self)(handle, name, Int64(extent)))
        }
        typealias Register = @convention(c) (Handle, UnsafePointer<CChar>) -> Status
        for case .file(let path) in options.customOperatorLibraries {
            try library.check(library.function(.registerOperators, Register.self)(handle, path))
        }
        try options.check(try available())
        // The CPU's own provider is always there, behind the others.
        for provider in options.providers where provider.name != "CPUExecutionProvider" {
            try append(provider, to: handle)
        }
    }

    private func append(_ provider: ONNXOptions.Provider, to handle: Handle) throws(Failure) {
        let keys = CNames(provider.options.map(\.key))
        let values = CNames(provider.options.map(\.value))
        if provider.name == "CUDAExecutionProvider" { return try appendCUDA(keys, values, to: handle) }
        typealias Append = @convention(c) (Handle, UnsafePointer<CChar>, Names, Names, Int) -> Status
        // The function knows providers by short names: `XNNPACK`, `OpenVINO`, `AZURE`.
        let name = provider.name.hasSuffix("ExecutionProvider") ? String(provider.name.dropLast(17)) : provider.name
        let append = library.function(.appendProvider, Append.self)
        do {
            try library.check(append(handle, name, keys.pointers, values.pointers, keys.pointers.count))
        } catch {
            try library.check(append(handle, name.uppercased(), keys.pointers, values.pointers, keys.pointers.count))
        }
    }

    private func appendCUDA(_ keys: CNames, _ values: CNames, to handle: Handle) throws(Failure) {
        typealias Create = @convention(c) (UnsafeMutablePointer<Handle?>) -> Status
        typealias Update = @convention(c) (Handle, Names, Names, Int) -> Status
        typealias Append = @convention(c) (Handle, Handle) -> Status
        let options = try library.make { library.function(.createCUDAOptions, Create.self)($0) }
        defer { library.release(options, .releaseCUDAOptions) }
        if !keys.pointers.isEmpty {
            try library.check(
                library.function(.updateCUDAOptions, Update.self)(
                    options, keys.pointers, values.pointers, keys.pointers.count))
        }
        try library.check(library.function(.appendCUDA, Append.self)(handle, options))
    }

    /// The providers that the library was built with.
    private func available() throws(Failure) -> [String] {
        typealias List = UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>
        typealias Get = @convention(c) (UnsafeMutablePointer<List?>, UnsafeMutablePointer<Int32>) -> Status
        typealias Release = @convention(c) (List, Int32) -> Status
        var list: List?
        var count: Int32 = 0
        try library.check(library.function(.availableProviders, Get.self)(&list, &count))
        guard let list else { return [] }
        defer { _ = library.function(.releaseProviders, Release.self)(list, count) }
        return (0..<Int(count)).compactMap { list[$0].map { String(cString: $0) } }
    }
}
