/// What loading a pickle would import, call and contain, read without loading it.
public struct PickleReport: Sendable, Hashable {
    /// The highest protocol that a PROTO instruction names; 0 or 1 where there is none.
    public internal(set) var protocolVersion = 0
    /// How many pickles follow each other in the stream, nested ones not counted.
    public internal(set) var pickles = 0
    /// Every global that a load looks up, in order of first use.
    public internal(set) var globals: [PickleGlobal] = []
    /// Which globals are handed by name to functions that make objects of them, by index.
    ///
    /// With the byte of the first such call.
    public internal(set) var handovers: [Handover: Int] = [:]
    /// What a load would do besides looking up and calling globals.
    public internal(set) var findings: [PickleFinding] = []
    /// The class of the first pickle's top-level object: `sklearn.pipeline.Pipeline`.
    public internal(set) var topLevel: String?
    /// The version of scikit-learn in the estimators' state, each once, in order.
    public internal(set) var sklearnVersions: [String] = []
    /// The version in an XGBoost model that is part of the pickle.
    public internal(set) var xgboostVersion: String?
    /// The arrays that joblib wrote behind their wrappers, and their bytes.
    public internal(set) var arrays = 0
    public internal(set) var arrayBytes = 0
    /// Bytes after the last pickle that are no pickle.
    public internal(set) var trailingBytes = 0
    /// Whether an array wrapper of joblib's was read, so that only joblib can load the file.
    public internal(set) var hasJoblibWrappers = false
    /// The files that joblib before 0.10 keeps arrays in, by their paths from the file's folder; `nil` where one can't be told.
    public internal(set) var companionFiles: [String?] = []
    /// Whether padding lies before an array's bytes, which joblib before 1.2 takes for the first of them.
    public internal(set) var hasPadding = false
    /// What other loaders would read, for which joblib's arrays are none.
    public internal(set) var readings: [Reading] = []
    /// Why reading stopped before the end, with everything before it reported all the same.
    public internal(set) var error: PickleError?

    public init() {}

    /// A global among the arguments of a call of another.
    public struct Handover: Sendable, Hashable {
        public let callee: Int
        /// `nil` where the arguments can't be told from the file.
        public let argument: Int?
        /// The place among the arguments.
        public let place: Int
    }
}

/// A module attribute that a load looks up by name.
public struct PickleGlobal: Sendable, Hashable {
    public let module: String
    /// Dotted where the pickle follows attributes.
    public let name: String
    /// How many instructions name it.
    public internal(set) var count: Int
    /// The byte of the first instruction that names it.
    public let offset: Int
    /// How many calls have it as callee.
    public internal(set) var calls: Int
    /// The byte of the first call.
    public internal(set) var firstCall: Int?
    /// Whether a call runs a constructor or gives arguments, rather than making an empty object for its state.
    public internal(set) var hasArguments = false
    /// The byte of the first instruction that puts it into something, or makes it all there is.
    public internal(set) var firstHeld: Int?

    public var dotted: String { "\(module).\(name)" }

    /// Whether the module's name is one that can be imported, which that of a text read as a pickle seldom is.
    var canExist: Bool {
        // One point before a name makes no difference to where Python looks for it.
        let path = module.hasPrefix(".") ? module.dropFirst() : module[...]
        return path.utf8.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false).allSatisfy { part in
            !part.isEmpty && part.allSatisfy(\.isWord)
        }
    }

    /// The framework and the releases whose objects name it: `scikit-learn 1.0.2–1.7.2`; `nil` where none is known to.
    public var origin: String? { AllowList.known.origin(module: module, name: name) }
}

/// Something in a pickle that names alone don't tell.
public struct PickleFinding: Sendable, Hashable {
    public enum Kind: Sendable, Hashable {
        /// STACK_GLOBAL with names that are computed while loading.
        case unresolvedGlobal
        /// The callee is no global but the result of something.
        case computedCall
        /// BUILD, APPEND or SETITEM on a class or function itself.
        case changesGlobal(String)
        /// BUILD on something that can't be told from the file, so that it may be a class or function.
        case changesUnknown
        /// EXT: the copyreg registry of the loading process decides what it is.
        case extensionCode(Int)
        /// PERSID, BINPERSID: needs a loader of its own.
        case persistentID
        /// The same in a file of PyTorch's, which returns what such an id holds: neither a storage nor a class.
        case unusualPersistentID
        /// NEXT_BUFFER: needs buffers from outside the file.
        case outOfBandBuffer
        /// An array in a file of its own beside this one (joblib before 0.10).
        case companionFile(String)
        /// A permitted function with arguments that would make it do something else.
        case unusualArguments(callee: String)
        /// An attribute with the name of something that Python or a permitted function looks up to call it.
        case replacedMethod(String)
        /// An object's attributes are set from something whose entries can't be told from the file.
        case computedState
        /// An object's attributes are set by `setattr`, which runs what its class has for them.
        case slotState
        /// joblib's array wrapper anywhere but where it is made and given its state.
        case strayWrapper
        /// An attribute that says which method of an estimator is called names one that gives no predictions.
        case namedMethod(String)
        /// A vectorizer of texts that takes them for the names of files.
        case readsFiles(String)
        /// A state by which a dtype would have NumPy take numbers for the addresses of objects, or that may.
        case oddDtype(String)
        /// joblib's array wrapper with an attribute that it does not have.
        case wrapperAttribute(String)
    }

    public let kind: Kind
    /// The byte of the instruction.
    public let offset: Int

    /// Whether a scan lets it pass: it makes a load fail, but can't make it act.
    public var isHarmless: Bool {
        switch kind {
        case .persistentID, .outOfBandBuffer: true
        default: false
        }
    }

    public var description: String {
        switch kind {
        case .unresolvedGlobal: "looks up a name that is computed while loading"
        case .computedCall: "calls something that is computed while loading"
        case .changesGlobal(let name): "changes '\(name)' itself, not an object of it"
        case .extensionCode(let code): "uses extension code \(code), which only the loading process can resolve"
        case .unusualPersistentID: "refers to a persistent object that is neither a storage nor a class"
        case .changesUnknown: "changes something that can't be told from the file"
        case .persistentID: "refers to a persistent object, which plain pickle can't load"
        case .outOfBandBuffer: "needs a buffer from outside the file"
        case .companionFile(let name):
            "keeps an array in the file '\(name)' beside it; save again with joblib 0.10 or later"
        case .unusualArguments(let callee): "calls '\(callee)' with arguments that models don't use"
        case .replacedMethod(let name):
            "sets the attribute '\(ScanResult.printable(name))', which would be called in a method's place"
        case .computedState: "sets attributes from something that is computed while loading"
        case .slotState: "sets attributes by what the object's class runs for them, which models don't"
        case .wrapperAttribute(let name):
            "gives joblib's array wrapper the attribute '\(ScanResult.printable(name))', which joblib doesn't write"
        case .oddDtype(let why): "gives a dtype a state by which NumPy could read what is no array: \(why)"
        case .readsFiles(let name): "would have '\(name)' read the files that its input names"
        case .namedMethod(let key):
            "sets the attribute '\(ScanResult.printable(key))' to what is no method that predicts, which would be called"
        case .strayWrapper: "hands joblib's array wrapper to something that isn't joblib"
        }
    }
}
