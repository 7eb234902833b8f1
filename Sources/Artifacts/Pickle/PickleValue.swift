/// What stands for a Python object while a pickle is read: enough to resolve names, nothing that could act.
///
/// Trivially copyable; containers are indices into the reader's arenas, as are texts.
enum PickleValue {
    case none
    case bool(Bool)
    case int(Int64)
    /// A float, or an integer beyond 64 bits.
    case number
    case text(PickleText)
    /// A text that is too long to be a name or a key.
    case longText
    case bytes
    /// An index into `tuples`.
    case tuple(Int32)
    /// An index into `lists`.
    case list(Int32)
    /// An index into `dictionaries`.
    case dictionary(Int32)
    case set
    /// An index into `globals`.
    case global(Int32)
    /// An index into `objects`.
    case object(Int32)
    /// An index into `storages`: the bytes of PyTorch tensors, which lie outside the pickle.
    case storage(Int32)
    /// Something that only the process that loads the pickle could tell.
    case unknown
}

/// A text in the reader's arena, decoded when it is needed.
struct PickleText {
    enum Encoding: UInt8 {
        case utf8
        /// Python 2's `str`, one byte a character.
        case latin1
        /// Between quotes, with Python's string escapes (opcode STRING).
        case escaped
        /// Python's raw-unicode-escape (opcode UNICODE).
        case rawUnicodeEscape
    }

    var offset: UInt32
    var length: UInt32
    var encoding: Encoding
}

/// A tuple's elements: a range of the arena.
struct PickleTuple {
    var start: Int32
    var count: Int32
    /// Whether what is in it has been noted as held.
    var isHeld = false
}

/// What is known of a list's elements.
struct PickleList {
    /// Whether all are names of methods that give predictions, as far as there are any.
    var namesMethods = true
    /// Whether an object's attribute says by it which methods to call.
    var isCalled = false
}

struct PickleDictionary {
    var entries: [(key: PickleText, value: PickleValue)] = []
    /// Whether entries were left out: too many, or with keys that are no text.
    var isPartial = false
    /// Whether an object's attributes were set from it.
    var isState = false
    /// Whether one of Python's own functions keeps it as its keywords, which are numbers.
    var holdsNumbers = false
    /// The value of `_sklearn_version`, which `BaseEstimator.__getstate__` adds.
    var sklearnVersion: PickleText?
}

/// An object made by a call: of which global, from what, and the state that BUILD gave it.
struct PickleObject {
    /// The index of the class or function; negative when it was computed.
    var callee: Int32
    var arguments: PickleValue
    var state: PickleValue = .none
    /// Whether a constructor ran that may have set attributes.
    var isOpaque: Bool
}
