/// What a server answered.
public struct HTTPResponse: Sendable {
    public var status: Int
    /// In the order in which they came.
    public var headers: [HTTPHeader]
    /// The body; of a streamed response with a 2xx status empty, of another the first 64 KiB.
    public var body: [UInt8]
    /// Where it came from in the end, after redirects.
    public var address: HTTPAddress

    public init(status: Int, headers: [HTTPHeader], body: [UInt8], address: HTTPAddress) {
        self.status = status
        self.headers = headers
        self.body = body
        self.address = address
    }

    public var isSuccess: Bool { (200..<300).contains(status) }

    /// The value of the first header of that name, in whatever case.
    public subscript(_ name: String) -> String? {
        let name = name.lowercased()
        return headers.first { $0.name.lowercased() == name }?.value
    }

    /// The body as UTF-8; bytes that are not become U+FFFD.
    public var text: String { String(decoding: body, as: UTF8.self) }
}

/// Takes a response as it comes; both closures run on the client's own thread and hold up its other transfers.
public struct HTTPReceiver: Sendable {
    /// What to do next.
    public enum Flow: Sendable { case proceed, stop }

    /// Called once with status and headers, before the body, where the status is 2xx.
    let head: @Sendable (HTTPResponse) -> Flow
    /// Called with each piece of a body whose status is 2xx; the bytes are gone when it returns.
    let piece: @Sendable (UnsafeRawBufferPointer) -> Flow

    public init(
        head: @escaping @Sendable (HTTPResponse) -> Flow = { _ in .proceed },
        piece: @escaping @Sendable (UnsafeRawBufferPointer) -> Flow,
    ) {
        self.head = head
        self.piece = piece
    }
}
