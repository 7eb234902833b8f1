import Testing

extension Tag {
    /// Needs interpreters and packages of this machine, and a built `smokehouse`.
    @Tag static var environment: Self
    /// Needs a container engine, which `Scripts/setup` installs.
    @Tag static var container: Self
}
