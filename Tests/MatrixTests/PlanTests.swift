import Foundation
import Matrix
import Testing

@Suite("Plan")
struct PlanTests {
    static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()

    @Test("The demo matrix has its thirty cells in order")
    func demo() throws {
        let file = Self.root.appendingPathComponent("matrices/demo.yaml").path
        let plan = try Matrix.load(file: file, environment: [:], formats: ["joblib", "onnx", "pickle"]).plan()
        #expect(plan.name == "demo")
        #expect(plan.cells.count == 30)
        #expect(plan.cells.first?.id == "iris-pipeline@sklearn[scikit-learn=1.3.2]")
        #expect(plan.cells.last?.id == "reviews-onnx@onnxruntime[onnxruntime=1.22.1]")
        #expect(
            plan.environments.first?.packages
                == ["scikit-learn==1.3.2", "numpy<2", "scipy==1.11.4", "joblib==1.3.2"])
        #expect(plan.warnings.isEmpty)
    }
}
