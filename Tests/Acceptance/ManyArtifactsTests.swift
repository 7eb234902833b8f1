import Files
import JSON
import Testing

/// Hundreds of artifacts in one environment: more than one session can show the files of.
@Suite("Many artifacts", .tags(.environment))
struct ManyArtifactsTests {
    @Test("Every artifact of hundreds is run, and none sees another's file")
    func hundreds() throws {
        let place = try Workplace()
        let count = 250
        try place.write(
            """
            def is_readable(number):
                try: open('\(place.directory)/artifacts/m%03d.pkl' % number).close()
                except OSError: return False
                return True
            class Model:
                def predict(self, rows):
                    seen = [number for number in range(\(count)) if is_readable(number)]
                    assert len(seen) == 1, seen
                    return [1.0]
            """, to: "modules/many.py")
        var artifacts = ""
        for number in 0..<count {
            let name = "m" + String(1000 + number).dropFirst()
            try place.write("(imany\nModel\n.", to: "artifacts/\(name).pkl")
            artifacts += "\n  \(name): {path: artifacts/\(name).pkl, inputs: [[1.0]]}"
        }
        try place.write(
            """
            version: 1
            policy: {pickle: trusted}
            defaults: {inferences: 1}
            artifacts:\(artifacts)
            environments:
              here: {kind: workdir, python: "3.11", variables: {PYTHONPATH: \(place.directory)/modules}}
            """, to: "m.yaml")
        let results = try place.run("m.yaml").requireResults()
        let verdicts = results.verdicts
        #expect(verdicts.count == count)
        #expect(verdicts.values.allSatisfy { $0 == "compatible" }, "\(verdicts.filter { $0.value != "compatible" })")
    }
}
