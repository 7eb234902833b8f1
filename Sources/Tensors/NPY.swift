/// numpy's `.npy` format (NEP 1; versions 1.0, 2.0 and 3.0 as `numpy.lib.format` documents them).
///
/// Strings are `<U` and `>U`, also `|S` that hold UTF-8. bfloat16, which numpy lacks, is `<V2`, as ml_dtypes saves it.
public enum NPY {
    /// Reads one array; big-endian and Fortran-ordered data are turned into ours.
    public static func decode(_ bytes: [UInt8]) throws(NPYError) -> Tensor { try decode(bytes[...]) }

    /// Reads one array from a part of a larger file; offsets in errors count from the slice's start.
    public static func decode(_ bytes: ArraySlice<UInt8>) throws(NPYError) -> Tensor {
        let header = try NPYHeader(parsing: bytes)
        let count = header.shape.reduce(1, *)
        let needed = count * header.itemSize
        let found = bytes.count - header.dataOffset
        guard found >= needed else {
            throw NPYError(.truncated(needed: needed, found: found), offset: header.dataOffset)
        }
        guard found == needed else {
            throw NPYError(.trailing(found - needed), offset: header.dataOffset + needed)
        }
        let data = bytes.dropFirst(header.dataOffset)
        if header.dtype == .string {
            var strings = try decodeStrings(data, count: count, header: header)
            if header.isFortranOrder, header.shape.count > 1 {
                strings = RowMajor.order(strings, shape: header.shape)
            }
            return Tensor(shape: header.shape, strings: strings)
        }
        var elements = Array(data)
        if header.isBigEndian { swapBytes(&elements, dtype: header.dtype) }
        if header.isFortranOrder, header.shape.count > 1 {
            elements = RowMajor.order(elements, itemSize: header.itemSize, shape: header.shape)
        }
        if header.dtype == .bool { normaliseBooleans(&elements) }
        return Tensor(dtype: header.dtype, shape: header.shape, bytes: elements)
    }

    /// Writes one array as numpy 1.25 and later do: version 1.0 where the header fits, little-endian, C order.
    ///
    /// Strings are written as `<U` of the longest one; as in numpy, NULs at a string's end are lost.
    public static func encode(_ tensor: Tensor) -> [UInt8] {
        var width = 0
        if tensor.dtype == .string {
            width = max(1, tensor.strings.reduce(0) { max($0, $1.unicodeScalars.count) })
        }
        let size = tensor.dtype == .string ? tensor.count * width * 4 : tensor.bytes.count
        var output = header(for: tensor, width: width)
        output.reserveCapacity(output.count + size)
        guard tensor.dtype == .string else { return output + tensor.bytes }
        for string in tensor.strings {
            var length = 0
            for scalar in string.unicodeScalars {
                for shift in [0, 8, 16, 24] as [UInt32] {
                    output.append(UInt8(truncatingIfNeeded: scalar.value >> shift))
                }
                length += 1
            }
            output.append(contentsOf: repeatElement(0, count: (width - length) * 4))
        }
        return output
    }

    private static func header(for tensor: Tensor, width: Int) -> [UInt8] {
        let descr = tensor.dtype == .string ? "<U\(width)" : tensor.dtype.descr
        let extents = tensor.shape.map(String.init).joined(separator: ", ") + (tensor.shape.count == 1 ? "," : "")
        var text = "{'descr': '\(descr)', 'fortran_order': False, 'shape': (\(extents)), }"
        // numpy leaves room for the first extent to grow in place to 21 digits.
        if let first = tensor.shape.first {
            text += String(repeating: " ", count: max(0, 21 - String(first).utf8.count))
        }
        let lengthSize = 10 + text.utf8.count + 1 + 63 <= 65535 ? 2 : 4
        let unpadded = 8 + lengthSize + text.utf8.count + 1
        text += String(repeating: " ", count: (64 - unpadded % 64) % 64) + "\n"
        let length = text.utf8.count
        var output = NPYHeader.magic + [lengthSize == 2 ? 1 : 2, 0]
        for index in 0..<lengthSize { output.append(UInt8(truncatingIfNeeded: length >> (8 * index))) }
        output.append(contentsOf: text.utf8)
        return output
    }

    private static func decodeStrings(
        _ data: ArraySlice<UInt8>,
        count: Int,
        header: NPYHeader,
    ) throws(NPYError) -> [String] {
        var strings: [String] = []
        strings.reserveCapacity(count)
        for element in 0..<count {
            let begin = data.startIndex + element * header.itemSize
            let field = data[begin..<(begin + header.itemSize)]
            let string = header.isUnicode ? unicode(field, isBigEndian: header.isBigEndian) : bytesText(field)
            guard let string else {
                throw NPYError(.text, offset: header.dataOffset + element * header.itemSize)
            }
            strings.append(string)
        }
        return strings
    }

    /// UTF-32 padded with NULs.
    private static func unicode(_ field: ArraySlice<UInt8>, isBigEndian: Bool) -> String? {
        var scalars: [UInt32] = []
        scalars.reserveCapacity(field.count / 4)
        field.withUnsafeBytes { buffer in
            for offset in stride(from: 0, to: buffer.count, by: 4) {
                let value = buffer.loadUnaligned(fromByteOffset: offset, as: UInt32.self)
                scalars.append(isBigEndian ? value.byteSwapped : UInt32(littleEndian: value))
            }
        }
        while scalars.last == 0 { scalars.removeLast() }
        var string = String.UnicodeScalarView()
        for value in scalars {
            guard let scalar = Unicode.Scalar(value) else { return nil }
            string.append(scalar)
        }
        return String(string)
    }

    /// Bytes padded with NULs, taken as UTF-8.
    private static func bytesText(_ field: ArraySlice<UInt8>) -> String? {
        var field = field
        while field.last == 0 { field.removeLast() }
        return String(validating: field, as: UTF8.self)
    }

    private static func swapBytes(_ elements: inout [UInt8], dtype: DType) {
        let size = dtype == .complex64 || dtype == .complex128 ? dtype.size / 2 : dtype.size
        guard size > 1 else { return }
        elements.withUnsafeMutableBytes { buffer in
            switch size {
            case 2: swap(buffer, as: UInt16.self)
            case 4: swap(buffer, as: UInt32.self)
            default: swap(buffer, as: UInt64.self)
            }
        }
    }

    private static func swap<Word: FixedWidthInteger & BitwiseCopyable>(
        _ buffer: UnsafeMutableRawBufferPointer,
        as type: Word.Type,
    ) {
        for offset in stride(from: 0, to: buffer.count, by: MemoryLayout<Word>.size) {
            let value = buffer.loadUnaligned(fromByteOffset: offset, as: Word.self)
            buffer.storeBytes(of: value.byteSwapped, toByteOffset: offset, as: Word.self)
        }
    }

    private static func normaliseBooleans(_ elements: inout [UInt8]) {
        for index in elements.indices where elements[index] > 1 { elements[index] = 1 }
    }
}
