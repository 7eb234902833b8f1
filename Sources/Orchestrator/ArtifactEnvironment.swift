import Artifacts
import Environments
import Matrix

extension TargetEnvironment {
    /// Whether something in it is the artifact's to say.
    var dependsOnArtifact: Bool { takesPackagesFromArtifact || python == Self.fromArtifact }

    /// The environment with what an artifact says of its own.
    ///
    /// - Throws: `ProvisionError` where the artifact says nothing of what is wanted.
    func completed(by own: OwnRequirements?, of artifact: String) throws(ProvisionError) -> TargetEnvironment {
        var copy = self
        if takesPackagesFromArtifact {
            guard let own, own.hasPackages else {
                throw ProvisionError(
                    .other,
                    "packages: from-artifact, but '\(artifact)' brings no requirements "
                        + "(an MLflow model's requirements.txt or conda.yaml)",
                    remedy: "list the packages, or keep the artifact out with 'only'",
                )
            }
            copy.packages += own.packages
            if let file = own.file { copy.requirementFiles.insert(file, at: 0) }
        }
        if python == Self.fromArtifact {
            guard let python = own?.python else {
                throw ProvisionError(
                    .other,
                    "'\(artifact)' does not say which Python saved it",
                    remedy: "give 'python' in the environment '\(name)'",
                )
            }
            copy.python = python
        }
        return copy
    }
}
