import Glibc
import Reports

/// Writing to the two streams: data on standard output, words for people on standard error.
enum Terminal {
    /// A line of words; what they quote of files and servers can't drive the terminal.
    static func standardError(_ text: String) { put(TerminalText.words(text) + "\n", STDERR_FILENO) }

    /// Text that is fit for a terminal already, with its colours and line ends.
    static func standardError(styled text: String) { put(text + "\n", STDERR_FILENO) }

    static func standardOutput(_ text: String) { put(text + "\n", STDOUT_FILENO) }

    private static func put(_ text: String, _ descriptor: Int32) {
        let bytes = Array(text.utf8)
        var offset = 0
        while offset < bytes.count {
            let written = bytes.withUnsafeBytes {
                write(descriptor, $0.baseAddress?.advanced(by: offset), $0.count - offset)
            }
            if written < 0, errno != EINTR { return }
            offset += max(0, written)
        }
    }
}
