import Glibc

/// Memory for Python's small objects, in the largest pages that the processor has.
///
/// A fork copies the table of all pages that are mapped, and an exit takes it down again. Of a process with frameworks
/// imported that is most of what the two take; two megabytes in one entry make it a fraction.
final class ArenaMemory {
    // struct PyObjectArenaAllocator: what is handed to the functions, then how to get an arena and give it back.
    private typealias Allocate = @convention(c) (UnsafeMutableRawPointer?, Int) -> UnsafeMutableRawPointer?
    private typealias Release = @convention(c) (UnsafeMutableRawPointer?, UnsafeMutableRawPointer?, Int) -> Void
    private struct Allocator {
        var context: UnsafeMutableRawPointer?
        var allocate: Allocate?
        var release: Release?
    }

    private static let page = 2 << 20
    /// What is taken from the system at a time.
    private static let chunk = 16 * page

    /// What came before, which arenas of its own go back to.
    private let former: Allocator
    private var chunks: [Range<UInt>] = []
    private var next: UInt = 0
    /// Arenas that were given back, by size.
    private var spare: [Int: [UnsafeMutableRawPointer]] = [:]

    private init(_ former: Allocator) { self.former = former }

    /// Serves all arenas from now on; Python keeps those that it has. Nothing happens where Python does not let us.
    static func install() {
        typealias Exchange = @convention(c) (UnsafeMutableRawPointer) -> Void
        let python = dlopen(nil, RTLD_NOW)
        guard let get = dlsym(python, "PyObject_GetArenaAllocator"),
            let set = dlsym(python, "PyObject_SetArenaAllocator")
        else { return }
        var former = Allocator()
        unsafeBitCast(get, to: Exchange.self)(&former)
        guard former.allocate != nil, former.release != nil else { return }
        var own = Allocator(
            // For as long as the process lives.
            context: Unmanaged.passRetained(ArenaMemory(former)).toOpaque(),
            allocate: { context, size in
                context.flatMap { Unmanaged<ArenaMemory>.fromOpaque($0).takeUnretainedValue().allocate(size) }
            },
            release: { context, arena, size in
                guard let context, let arena else { return }
                Unmanaged<ArenaMemory>.fromOpaque(context).takeUnretainedValue().release(arena, size)
            },
        )
        unsafeBitCast(set, to: Exchange.self)(&own)
    }

    private func allocate(_ size: Int) -> UnsafeMutableRawPointer? {
        if let arena = spare[size]?.popLast() { return arena }
        guard size <= Self.page, reserve(size) else { return former.allocate?(former.context, size) }
        defer { next += UInt(size) }
        return UnsafeMutableRawPointer(bitPattern: next)
    }

    private func release(_ arena: UnsafeMutableRawPointer, _ size: Int) {
        guard chunks.contains(where: { $0.contains(UInt(bitPattern: arena)) }) else {
            former.release?(former.context, arena, size)
            return
        }
        spare[size, default: []].append(arena)
    }

    /// Whether the current chunk has room, or there is a new one.
    private func reserve(_ size: Int) -> Bool {
        if let last = chunks.last, next + UInt(size) <= last.upperBound { return true }
        // A page more, to start at a page's boundary.
        let length = Self.chunk + Self.page
        let memory = mmap(nil, length, PROT_READ | PROT_WRITE, MAP_PRIVATE | Int32(0x20), -1, 0)  // MAP_ANONYMOUS
        guard let memory, memory != MAP_FAILED else { return false }
        let start = UInt(bitPattern: memory)
        let first = (start + UInt(Self.page - 1)) & ~UInt(Self.page - 1)
        if first > start { munmap(memory, Int(first - start)) }
        let end = first + UInt(Self.chunk)
        let rest = Int(start) + length - Int(end)
        if rest > 0 { munmap(UnsafeMutableRawPointer(bitPattern: end), rest) }
        // A wish: where it is not granted these are pages like any other.
        madvise(UnsafeMutableRawPointer(bitPattern: first), Self.chunk, 14)  // MADV_HUGEPAGE
        chunks.append(first..<end)
        next = first
        return true
    }
}
