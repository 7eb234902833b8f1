import Glibc

/// Where a socket is to lead (sockaddr(3type)).
enum SocketAddress: Equatable {
    /// A path, or a name that starts with a zero.
    case unix(String)
    case internet(host: String, port: Int, isLoopback: Bool)
    case other(Int32)

    /// - Parameter bytes: a `struct sockaddr` of any family, two bytes at least.
    init(_ bytes: [UInt8]) {
        let family = Int32(bytes[0]) | Int32(bytes[1]) << 8
        switch family {
        case AF_UNIX:
            let path = bytes.dropFirst(2)
            let isNamed = path.first != 0
            self = .unix(String(decoding: isNamed ? path.prefix { $0 != 0 } : path, as: UTF8.self))
        case AF_INET where bytes.count >= 8:
            let host = bytes[4..<8].map(String.init).joined(separator: ".")
            let isLoopback = bytes[4] == 127 || bytes[4..<8] == [0, 0, 0, 0]
            self = .internet(host: host, port: Self.port(bytes), isLoopback: isLoopback)
        case AF_INET6 where bytes.count >= 24:
            let address = Array(bytes[8..<24])
            let isMapped = address[..<10].allSatisfy { $0 == 0 } && address[10] == 0xFF && address[11] == 0xFF
            let isLoopback =
                isMapped ? address[12] == 127 : address[..<15].allSatisfy { $0 == 0 } && address[15] <= 1
            self = .internet(host: Self.text(address), port: Self.port(bytes), isLoopback: isLoopback)
        default:
            self = .other(family)
        }
    }

    private static func port(_ bytes: [UInt8]) -> Int { Int(bytes[2]) << 8 | Int(bytes[3]) }

    private static func text(_ address: [UInt8]) -> String {
        var text = [CChar](repeating: 0, count: Int(INET6_ADDRSTRLEN))
        guard inet_ntop(AF_INET6, address, &text, socklen_t(text.count)) != nil else { return "?" }
        return String(decoding: text.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }
}
