import Files
import Foundation
import Probe
import Tensors
import Testing

@Suite("CPython through its C API")
struct InterpreterTests {
    @Test("Interpreters to test with exist")
    func exist() {
        #expect(!Interpreters.all.isEmpty)
    }

    @Test("A callable of the standard library runs in every interpreter", arguments: Interpreters.all.map(\.version))
    func standardLibrary(version: String) throws {
        let python = try #require(Interpreters.all.first { $0.version == version }?.path)
        let pickle = NSTemporaryDirectory() + "/itemgetter-\(version).pkl"
        try Interpreters.run(
            python,
            ["-c", "import pickle, operator; pickle.dump(operator.itemgetter(0), open('\(pickle)', 'wb'), 2)"],
        )
        defer { try? FileManager.default.removeItem(atPath: pickle) }
        let run = try LoaderRun(python, [Job.test("a", "pickle", pickle)], preload: ["json", "no_such_module"])
        #expect(run.status == 0, "\(run.log)")
        guard case .started(_, let reported?) = run.events.first else {
            Issue.record("no start: \(run.log)")
            return
        }
        #expect(reported.hasPrefix(version + "."))
        let cell = run.cell(0, "a")
        #expect(cell.exit?.complete == true)
        #expect(cell.description?.type == "operator.itemgetter" && cell.description?.call == "__call__")
        let row = try NPY.decode(try File.read(Places.fixtures + "inputs/rows.npy"))
        #expect(try cell.outputs(0)["output"]?.numbers == Array(row.numbers.prefix(row.shape[1])))
        let failures = run.events.compactMap { if case .importFailed(_, let failure) = $0 { failure } else { nil } }
        #expect(failures.map(\.type) == ["ModuleNotFoundError"])
        #expect(failures.first?.module == "no_such_module" && failures.first?.isEnvironment == true)
    }

    @Test("An exception has its traceback in every interpreter", arguments: Interpreters.all.map(\.version))
    func traceback(version: String) throws {
        let python = try #require(Interpreters.all.first { $0.version == version }?.path)
        let run = try LoaderRun(
            python, [Job.test("a", "pickle", Places.badModels + "RaisesOnThird.pkl")],
            variables: ["PYTHONPATH": Places.badModels])
        let raised = try #require(run.cell(0, "a").raised)
        #expect(raised.inference == 2)
        #expect(raised.failure.traceback.hasPrefix("Traceback (most recent call last):\n"))
        #expect(raised.failure.traceback.hasSuffix("RuntimeError: the third call\n"))
    }

    @Test(
        "10,000 rounds of calls, conversions and exceptions leave nothing behind",
        arguments: Interpreters.all.map(\.version))
    func leaks(version: String) throws {
        let python = try #require(Interpreters.all.first { $0.version == version }?.path)
        let script = """
            import ctypes, gc, resource, sys
            library = ctypes.PyDLL('\(Places.library)')
            assert library.smokehouse_exercise(500) == 0
            gc.collect()
            blocks, objects = sys.getallocatedblocks(), len(gc.get_objects())
            memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
            assert library.smokehouse_exercise(10000) == 0
            gc.collect()
            print(sys.getallocatedblocks() - blocks, len(gc.get_objects()) - objects,
                  resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - memory)
            """
        let growth = try Interpreters.run(python, ["-c", script]).split(whereSeparator: \.isWhitespace).compactMap {
            Int($0)
        }
        try #require(growth.count == 3)
        // One object leaked in each round would be 10,000.
        #expect(growth[0] < 1000, "memory blocks")
        #expect(growth[1] < 100, "objects")
        #expect(growth[2] < 1024, "KiB of memory")
    }

    @Test("The library asks for no glibc beyond 2.34", arguments: [Places.library, Places.native])
    func glibc(product: String) throws {
        let table = try Interpreters.run("/usr/bin/objdump", ["-T", product])
        let needs = table.split(separator: "\n").compactMap { line -> (Int, Substring)? in
            guard let start = line.range(of: "GLIBC_2.") else { return nil }
            return Int(line[start.upperBound...].prefix { $0.isNumber }).map { ($0, line) }
        }
        #expect(!needs.isEmpty)
        for (minor, line) in needs where minor > 34 { Issue.record("\(line)") }
    }
}
