import Artifacts
import Environments
import Files
import Matrix

extension TargetEnvironment {
    /// Whether something in it is the artifact's to say.
    var dependsOnArtifact: Bool { takesPackagesFromArtifact || python == Self.fromArtifact }

    /// The environment with what an artifact says of its own.
    ///
    /// - Parameter isTrusted: whether whatever it wants installed may be, from wherever.
    /// - Throws: `ProvisionError` where the artifact says nothing of what is wanted, or wants what it may not have.
    func completed(
        by own: OwnRequirements?, of artifact: String, isTrusted: Bool
    ) throws(ProvisionError) -> TargetEnvironment {
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
            if isTrusted {
                copy.packages += own.lines
                if let file = own.file { copy.requirementFiles.append(file) }
            } else {
                try judge(own)
                copy.trustsPackages = false
            }
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

    /// Refuses what would run code that nobody has judged, or ask servers that the matrix doesn't name.
    private func judge(_ own: OwnRequirements) throws(ProvisionError) {
        if let other = own.others.first {
            throw ProvisionError(
                .refused,
                "packages: from-artifact, and the artifact wants more than packages of an index: \(other)",
                remedy:
                    "if you trust it, put it into 'packages' or a file of 'requirements', or policy: {pickle: trusted}",
            )
        }
        if let index = own.indexes.first(where: { !indexes.contains($0) }) {
            throw ProvisionError(
                .refused,
                "packages: from-artifact, and the artifact wants packages from \(AddressMask.applied(to: index))",
                remedy: "if you trust it, name it in 'indexes'",
            )
        }
    }

    /// The environment with the packages that an artifact chose, from files that an installer can't misread.
    ///
    /// - Parameter scratch: where these are written.
    func added(_ own: OwnRequirements, in scratch: Scratch) throws(ProvisionError) -> TargetEnvironment {
        var copy = self
        var lines = own.packages
        do throws(FileError) {
            let folder = try scratch.requirements()
            let file = Path.join(folder, "requirements.txt")
            if !own.constraints.isEmpty {
                try File.write(own.constraints.joined(separator: "\n") + "\n", to: Path.join(folder, "constraints.txt"))
                lines.append("-c constraints.txt")
            }
            try File.write(lines.joined(separator: "\n") + "\n", to: file)
            copy.requirementFiles.append(file)
        } catch {
            throw ProvisionError(.other, "\(error)")
        }
        return copy
    }
}
