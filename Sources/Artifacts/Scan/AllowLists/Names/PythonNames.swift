// Written by Scripts/allow-lists/generate; don't edit.
extension NameTable {
    /// What objects of Python name when they are pickled: the use, the versions seen, the module, its names.
    static let python = NameTable(
        framework: "Python",
        versions: "3.7 3.8 3.9 3.11 3.12 3.13",
        rows: """
            call 0-5 __builtin__ bytearray bytes complex frozenset set slice xrange
            make 0-5 __builtin__ dict object tuple
            name 0-5 __builtin__ Ellipsis NotImplemented bool float list long unicode
            construct 0-5 _codecs encode
            make 0-5 argparse Namespace
            call 0-5 builtins AttributeError Exception IndexError KeyError RuntimeError TypeError UserWarning ValueError
            call 0-5 builtins bytearray bytes complex frozenset object range set slice
            make 0-5 builtins dict
            name 0-5 builtins Ellipsis NotImplemented bool float int list str tuple
            call 0-5 collections Counter OrderedDict defaultdict deque
            make 0-5 collections ChainMap
            construct 0-5 copy_reg _reconstructor
            construct 0-5 copyreg _reconstructor
            call 0-5 datetime date datetime time timedelta timezone
            call 0-5 decimal Decimal
            call 0-5 exceptions AttributeError Exception IndexError KeyError RuntimeError TypeError UserWarning
            call 0-5 exceptions ValueError
            call 0-5 fractions Fraction
            call 0-4 pathlib PosixPath PurePosixPath
            call 5 pathlib._local PosixPath PurePosixPath
            make 0-5 uuid UUID
            """,
    )
}
