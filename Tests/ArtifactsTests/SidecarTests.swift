import Files
import JSON
import Testing

@testable import Artifacts

@Suite("Sidecars")
struct SidecarTests {
    private func sidecar(_ json: String) throws -> Sidecar {
        try Sidecar(JSONValue(parsing: json), path: "m.meta.json")
    }

    private func iris() throws -> ArtifactDescription {
        try ArtifactReader.read(path: ArtifactFixtures.demo("iris-pipeline.joblib"))
    }

    @Test("The demo's sidecar is read") func demo() throws {
        let path = try #require(Sidecar.find(beside: ArtifactFixtures.demo("digits-forest.joblib")))
        let sidecar = try Sidecar.read(path)
        #expect(sidecar.framework == "scikit-learn")
        #expect(sidecar.versions["numpy"] == "1.26.4")
        #expect(sidecar.python == "3.11.7")
        #expect(sidecar.call == "predict_proba")
    }

    @Test("An artifact without a sidecar has none") func none() {
        #expect(Sidecar.find(beside: ArtifactFixtures.path("joblibs/ridge-zlib.joblib")) == nil)
    }

    @Test(
        "Disagreement with the file is told with both values",
        arguments: [
            (
                #"{"framework": "scikit-learn", "version": "1.4.0"}"#,
                "the sidecar says scikit-learn 1.4.0, the file 1.3.2"
            ),
            (#"{"versions": {"scikit-learn": "1.5.2"}}"#, "the sidecar says scikit-learn 1.5.2, the file 1.3.2"),
            (#"{"sha256": "00"}"#, "the sidecar's sha256 is 00…"),
            (#"{"size": 3}"#, "the sidecar says 3 bytes, the file has 1550"),
        ])
    func disagreement(json: String, text: String) throws {
        guard case .disagrees(let reason) = try sidecar(json).compare(with: iris()) else {
            Issue.record("agrees")
            return
        }
        #expect(reason.hasPrefix(text))
    }

    @Test("What only one side says is no disagreement") func silence() throws {
        #expect(
            try sidecar(#"{"versions": {"numpy": "9"}}"#).compare(with: iris())
                == .agrees("nothing in common to compare"))
    }

    @Test(
        "ONNX opsets and IR version are compared",
        arguments: [
            (#"{"ir_version": 9}"#, "the sidecar says IR version 9, the file 8"),
            (#"{"opsets": {"": 16}}"#, "the sidecar says opset 16 of ai.onnx, the file 15"),
        ])
    func onnx(json: String, text: String) throws {
        let artifact = try ArtifactReader.read(path: ArtifactFixtures.path("onnxes/relu.onnx"))
        #expect(try sidecar(json).compare(with: artifact) == .disagrees(text))
    }

    @Test(
        "A sidecar that is no object or has numbers for texts is an error",
        arguments: [
            ("[1]", "it is an array, not an object"), (#"{"python": 3.11}"#, "'python' is a number, not a string"),
        ])
    func invalid(json: String, reason: String) {
        let error = #expect(throws: Sidecar.ReadError.self) { try sidecar(json) }
        #expect(error?.reason == reason)
    }
}
