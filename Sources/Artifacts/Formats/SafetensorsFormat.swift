/// Tensors by name without any code; the code that uses them is the matrix' `model`.
enum SafetensorsFormat: ArtifactFormat {
    static let name = "safetensors"

    static func noun(_ head: FileHead) -> String { "a safetensors file" }

    /// Eight bytes of length, then a JSON object.
    static func recognise(_ head: FileHead) -> Recognition? {
        guard head.begins(with: "{", at: 8), let length = SafetensorsHeader.length(head.bytes), length >= 2 else {
            return nil
        }
        let next = head.bytes.dropFirst(9).first
        return next == UInt8(ascii: "\"") || next == UInt8(ascii: "}") ? .certain : nil
    }

    static func describe(_ file: ArtifactFile) throws(ArtifactError) -> ArtifactDescription {
        var header: SafetensorsHeader?
        var fault: String?
        do throws(SafetensorsError) {
            header = try SafetensorsHeader(file.source)
        } catch {
            fault = error.description
        }
        var description = file.description(format: name, content: .safetensors(header))
        // The metadata say for which framework it was written; what is not said is not imported.
        switch header?.metadata["format"] {
        case "pt": description.preload = ["torch", "safetensors"]
        case "np": description.preload = ["numpy", "safetensors"]
        default: description.preload = ["safetensors"]
        }
        description.requiredPackages = [RequiredPackage(module: "safetensors")]
        description.fault = fault
        return description
    }
}
