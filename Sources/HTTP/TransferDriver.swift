import CLibCurl
import Glibc
import Synchronization

/// A request on its way to the thread that makes it.
struct TransferJob: Sendable {
    let number: UInt64
    let request: HTTPRequest
    let address: HTTPAddress
    let receiver: HTTPReceiver?
    /// Called once, from the driver's thread.
    let deliver: @Sendable (Result<TransferOutcome, HTTPError>) -> Void
}

/// A finished transfer.
struct TransferOutcome: Sendable {
    let response: HTTPResponse
    /// Where a 3xx response leads.
    let redirect: String?
}

/// One thread that makes transfers with libcurl's multi interface; everything of libcurl but the wake-up stays on it.
final class TransferDriver: Sendable {
    private struct State {
        var next: UInt64 = 0
        var jobs: [TransferJob] = []
        var cancelled: [UInt64] = []
        var isClosed = false
        var hasEnded = false
    }

    private let library: CurlLibrary
    /// Other threads only wake it up, which libcurl allows (curl_multi_wakeup).
    nonisolated(unsafe) private let multi: CurlLibrary.Handle
    private let state = Mutex(State())

    private init(_ library: CurlLibrary, _ multi: CurlLibrary.Handle) {
        self.library = library
        self.multi = multi
    }

    static func start(_ library: CurlLibrary) -> Result<TransferDriver, HTTPError> {
        guard let multi = library.newMulti() else {
            return .failure(HTTPError(.library, "", "libcurl does not start"))
        }
        let driver = TransferDriver(library, multi)
        let pointer = Unmanaged.passRetained(driver).toOpaque()
        var thread = pthread_t()
        let code = pthread_create(
            &thread,
            nil,
            { pointer in
                if let pointer { Unmanaged<TransferDriver>.fromOpaque(pointer).takeRetainedValue().run() }
                return nil
            },
            pointer,
        )
        guard code == 0 else {
            Unmanaged<TransferDriver>.fromOpaque(pointer).release()
            _ = library.closeMulti(multi)
            return .failure(HTTPError(.library, "", "no thread for transfers: \(String(cString: strerror(code)))"))
        }
        pthread_detach(thread)
        return .success(driver)
    }

    func newNumber() -> UInt64 {
        state.withLock { state in
            state.next += 1
            return state.next
        }
    }

    func submit(_ job: TransferJob) { change { $0.jobs.append(job) } }

    func cancel(_ number: UInt64) { change { $0.cancelled.append(number) } }

    /// Ends the thread; what is under way is cancelled.
    func close() { change { $0.isClosed = true } }

    private func change(_ body: (inout sending State) -> Void) {
        state.withLock { state in
            body(&state)
            if !state.hasEnded { _ = library.wakeUp(multi) }
        }
    }

    private func run() {
        // Signals belong to the program's own threads; a broken TLS connection must not raise SIGPIPE.
        var signals = sigset_t()
        sigfillset(&signals)
        pthread_sigmask(SIG_BLOCK, &signals, nil)
        var active: [CurlLibrary.Handle: Transfer] = [:]
        while true {
            let news = state.withLock { state in
                let news = state
                state.jobs = []
                state.cancelled = []
                if state.isClosed { state.hasEnded = true }
                return news
            }
            for job in news.jobs { begin(job, &active) }
            for number in news.isClosed ? active.values.map(\.job.number) : news.cancelled {
                guard let transfer = active.values.first(where: { $0.job.number == number }) else { continue }
                // First the answer: taking a transfer out may wait for its name lookup.
                transfer.finish(.failure(transfer.error(.cancelled, "cancelled")))
                end(transfer, &active)
            }
            if news.isClosed { break }
            var running: Int32 = 0
            _ = library.perform(multi, &running)
            var left: Int32 = 0
            while let message = library.read(multi, &left) {
                guard message.pointee.msg == CURLMSG_DONE, let easy = message.pointee.easy_handle,
                    let transfer = active[easy]
                else { continue }
                let code = smoke_message_result(message)
                transfer.finish(code)
                end(transfer, &active)
            }
            _ = library.poll(multi, nil, 0, active.isEmpty ? 60_000 : 1000, nil)
        }
        _ = library.closeMulti(multi)
    }

    private func begin(_ job: TransferJob, _ active: inout [CurlLibrary.Handle: Transfer]) {
        do throws(HTTPError) {
            let transfer = try Transfer(job, library)
            guard library.add(multi, transfer.easy) == CURLM_OK else {
                throw transfer.error(.library, "libcurl does not take the request")
            }
            active[transfer.easy] = transfer
        } catch {
            job.deliver(.failure(error))
        }
    }

    private func end(_ transfer: Transfer, _ active: inout [CurlLibrary.Handle: Transfer]) {
        _ = library.remove(multi, transfer.easy)
        active[transfer.easy] = nil
    }
}
