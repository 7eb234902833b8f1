import CLibCurl
import Glibc

/// One request under way; made, used and dropped on its driver's thread.
final class Transfer {
    /// Of a body that no receiver takes because its status is not 2xx.
    private static let refusalLimit = 64 << 10
    /// Of all heads and trailers of one answer: less than libcurl's own limit, which older ones lack.
    private static let headLimit = 256 << 10

    let job: TransferJob
    let easy: CurlLibrary.Handle
    private let library: CurlLibrary
    private var source: BodySource
    private var headers: UnsafeMutablePointer<curl_slist>?
    private let errorText = UnsafeMutablePointer<CChar>.allocate(capacity: Int(CURL_ERROR_SIZE))

    private var response: HTTPResponse
    private var isHeadComplete = false
    private var headBytes = 0
    private var isStopped = false
    /// What we ourselves ended the transfer for.
    private var failure: HTTPError?
    private var isDelivered = false

    init(_ job: TransferJob, _ library: CurlLibrary) throws(HTTPError) {
        guard let easy = library.newEasy() else {
            throw HTTPError(.library, "\(job.address)", "libcurl does not start")
        }
        self.job = job
        self.easy = easy
        self.library = library
        response = HTTPResponse(status: 0, headers: [], body: [], address: job.address)
        errorText.initialize(repeating: 0, count: Int(CURL_ERROR_SIZE))
        source = BodySource.none
        try TransferOptions(library: library, easy: easy, address: job.address).apply(job.request)
        source = try BodySource(job.request.body, place: "\(job.address)")
        try setHeaders()
        connectCallbacks()
    }

    deinit {
        library.closeEasy(easy)
        library.freeList(headers)
        errorText.deallocate()
        source.close()
    }

    func error(_ kind: HTTPError.Kind, _ reason: String) -> HTTPError { HTTPError(kind, "\(job.address)", reason) }

    /// Ends with libcurl's own result.
    func finish(_ code: CURLcode) {
        if let failure {
            finish(.failure(failure))
        } else if code == CURLE_OK || isStopped {
            var target: UnsafeMutablePointer<CChar>?
            if (300..<400).contains(response.status) {
                _ = smoke_get_text(library.getInfo, easy, CURLINFO_REDIRECT_URL, &target)
            }
            finish(.success(TransferOutcome(response: response, redirect: target.map { String(cString: $0) })))
        } else {
            let detail = String(cString: errorText)
            finish(.failure(TransferFailure(library: library, easy: easy, job: job).error(code, detail: detail)))
        }
    }

    func finish(_ result: Result<TransferOutcome, HTTPError>) {
        guard !isDelivered else { return }
        isDelivered = true
        job.deliver(result)
    }

    private func setHeaders() throws(HTTPError) {
        var lines = job.request.headers
        // Nothing that we send is worth a round trip to ask first. Only where there is something to send: libcurl signs
        // every header that it is given, also one that it leaves out.
        if source.isThere, !lines.contains(where: { $0.name.lowercased() == "expect" }) {
            lines.append(HTTPHeader("Expect", ""))
        }
        for header in lines {
            let line = "\(header.name): \(header.value)"
            guard !line.utf8.contains(where: { $0 < 0x20 && $0 != 9 }) else {
                throw error(.address, "the header '\(header.name)' holds control characters")
            }
            // An empty value makes libcurl leave the header out; a semicolon sends it without one.
            let isSuppressed = header.value.isEmpty && header.name.lowercased() == "expect"
            headers = library.append(headers, header.value.isEmpty && !isSuppressed ? "\(header.name);" : line)
        }
        _ = smoke_set_pointer(library.setOption, easy, CURLOPT_HTTPHEADER, headers)
    }

    private func connectCallbacks() {
        let (set, this) = (library.setOption, Unmanaged.passUnretained(self).toOpaque())
        _ = smoke_set_pointer(set, easy, CURLOPT_ERRORBUFFER, errorText)
        _ = smoke_set_pointer(set, easy, CURLOPT_WRITEDATA, this)
        _ = smoke_set_transfer(set, easy, CURLOPT_WRITEFUNCTION) { bytes, size, count, this in
            Transfer.from(this)?.receive(UnsafeRawBufferPointer(start: bytes, count: size * count)) ?? 0
        }
        _ = smoke_set_pointer(set, easy, CURLOPT_HEADERDATA, this)
        _ = smoke_set_transfer(set, easy, CURLOPT_HEADERFUNCTION) { bytes, size, count, this in
            Transfer.from(this)?.receiveHeader(UnsafeRawBufferPointer(start: bytes, count: size * count)) ?? 0
        }
        // Programs that are started meanwhile must not inherit connections: they would hold them open, and could use them.
        _ = smoke_set_socket(set, easy) { _, _, address in
            guard let address = address?.pointee else { return -1 }
            return socket(address.family, address.socktype | Int32(SOCK_CLOEXEC.rawValue), address.protocol)
        }
        guard source.isThere else { return }
        _ = smoke_set_long(set, easy, CURLOPT_UPLOAD, 1)
        _ = smoke_set_text(set, easy, CURLOPT_CUSTOMREQUEST, job.request.method)
        if let length = source.length {
            _ = smoke_set_offset(set, easy, CURLOPT_INFILESIZE_LARGE, curl_off_t(length))
        }
        _ = smoke_set_pointer(set, easy, CURLOPT_READDATA, this)
        _ = smoke_set_transfer(set, easy, CURLOPT_READFUNCTION) { bytes, size, count, this in
            Transfer.from(this)?.supply(UnsafeMutableRawBufferPointer(start: bytes, count: size * count))
                ?? Int(CURL_READFUNC_ABORT)
        }
        _ = smoke_set_pointer(set, easy, CURLOPT_SEEKDATA, this)
        _ = smoke_set_seek(set, easy) { this, offset, origin in
            guard origin == SEEK_SET, Transfer.from(this)?.source.seek(Int(offset)) == true else {
                return CURL_SEEKFUNC_CANTSEEK
            }
            return CURL_SEEKFUNC_OK
        }
    }

    private static func from(_ pointer: UnsafeMutableRawPointer?) -> Transfer? {
        pointer.map { Unmanaged<Transfer>.fromOpaque($0).takeUnretainedValue() }
    }

    private func supply(_ buffer: UnsafeMutableRawBufferPointer) -> Int? {
        guard let count = source.read(into: buffer) else {
            failure = error(.file, "what was to be sent could not be read to its end")
            return nil
        }
        return count
    }

    /// Takes one whole line; interim responses and those of proxies start over, trailers come after the body.
    private func receiveHeader(_ bytes: UnsafeRawBufferPointer) -> Int {
        headBytes += bytes.count
        guard headBytes <= Self.headLimit else {
            failure = error(.tooLong, "the answer's head is longer than \(Self.headLimit) bytes")
            return 0
        }
        var line = String(decoding: bytes, as: UTF8.self)
        while let last = line.unicodeScalars.last, last == "\r" || last == "\n" { line.unicodeScalars.removeLast() }
        if line.hasPrefix("HTTP/") {
            isHeadComplete = false
            response.headers = []
            response.status = line.split(separator: " ").dropFirst().first.flatMap { Int($0) } ?? 0
        } else if isHeadComplete {
            return bytes.count
        } else if line.isEmpty {
            guard response.status >= 200 else { return bytes.count }
            isHeadComplete = true
            if response.isSuccess, let receiver = job.receiver, receiver.head(response) == .stop {
                isStopped = true
                return 0
            }
        } else if let colon = line.firstIndex(of: ":") {
            let value = line[line.index(after: colon)...].trimmed
            response.headers.append(HTTPHeader(String(line[..<colon]), String(value)))
        }
        return bytes.count
    }

    /// Takes a piece of the body; less than its length ends the transfer.
    private func receive(_ bytes: UnsafeRawBufferPointer) -> Int {
        if let receiver = job.receiver, response.isSuccess {
            if receiver.piece(bytes) == .proceed { return bytes.count }
            isStopped = true
            return 0
        }
        let limit = job.receiver == nil ? job.request.bodyLimit : Self.refusalLimit
        let room = limit - response.body.count
        response.body.append(contentsOf: bytes.prefix(room))
        if bytes.count <= room { return bytes.count }
        if job.receiver == nil, response.isSuccess {
            failure = error(.tooLong, "the answer is longer than \(limit) bytes")
        }
        isStopped = true
        return 0
    }
}

extension Substring {
    /// Without spaces and tabs at both ends.
    fileprivate var trimmed: Substring {
        let head = drop { $0 == " " || $0 == "\t" }
        guard let last = head.lastIndex(where: { $0 != " " && $0 != "\t" }) else { return "" }
        return head[...last]
    }
}
