/// Why bytes are not an array in numpy's `.npy` format that we read, with the place.
public struct NPYError: Error, Sendable, Hashable, CustomStringConvertible {
    public enum Problem: Sendable, Hashable {
        /// The first six bytes are not `\x93NUMPY`.
        case notNPY
        case version(major: UInt8, minor: UInt8)
        /// The header is not the dictionary that the format asks for; what is wrong with it.
        case header(String)
        /// An array of Python objects: its data are a pickle.
        case objects
        /// An element type that is no `DType`; numpy's name for it.
        case dtype(String)
        /// The shape asks for more elements than memory can address.
        case shape([Int])
        /// Fewer bytes than the shape asks for.
        case truncated(needed: Int, found: Int)
        /// Bytes after the array's end.
        case trailing(Int)
        /// A string element that is not text in its encoding.
        case text
    }

    public let problem: Problem
    /// The byte at which it shows, from the start of the array's own bytes.
    public let offset: Int

    public init(_ problem: Problem, offset: Int) {
        self.problem = problem
        self.offset = offset
    }

    public var description: String {
        switch problem {
        case .notNPY: "not a .npy file: it does not begin with \\x93NUMPY; write it with numpy.save"
        case .version(let major, let minor):
            "byte \(offset): .npy version \(major).\(minor) is not known (1.0, 2.0 and 3.0 are); "
                + "write it with numpy.save"
        case .header(let reason): "byte \(offset): damaged .npy header: \(reason); write it with numpy.save"
        case .objects:
            "byte \(offset): an array of Python objects ('|O') would have to be unpickled and is refused; "
                + "convert it with astype(float) or astype(str) before numpy.save"
        case .dtype(let name):
            "byte \(offset): dtype '\(name)' is not supported; convert the array with astype before numpy.save"
        case .shape(let shape):
            "byte \(offset): shape (\(shape.map(String.init).joined(separator: ", "))) is too large to address; "
                + "the header is damaged"
        case .truncated(let needed, let found):
            "byte \(offset): \(needed) bytes are needed here and \(found) are there: the file is cut; get it again"
        case .trailing(let count):
            "byte \(offset): \(count) bytes follow the array; save one array per .npy file, or several as .npz"
        case .text:
            "byte \(offset): a string element is not valid text; save strings as numpy's str ('<U'), not as bytes"
        }
    }
}
