/// The names of the signals that end processes.
enum SignalName {
    static func of(_ number: Int) -> String {
        switch number {
        case 4: "SIGILL (an instruction that this CPU lacks)"
        case 6: "SIGABRT (the runtime aborted)"
        case 7: "SIGBUS"
        case 8: "SIGFPE"
        case 9: "SIGKILL"
        case 11: "SIGSEGV (segmentation fault)"
        case 15: "SIGTERM"
        case 24: "SIGXCPU"
        case 25: "SIGXFSZ (a file grew beyond its limit)"
        case 31: "SIGSYS"
        default: "signal \(number)"
        }
    }
}
