import Glibc
import HTTP
import Matrix
import Synchronization

/// Takes one answer of a download into its file; runs on the client's thread.
final class DownloadSink: Sendable {
    private struct State {
        var fit: PartialFile.Fit?
        var total: Int?
        var isOverLimit = false
        /// When progress was last told, in seconds.
        var told: Double = 0
    }

    /// Seconds between two words on the progress.
    private static let interval = 0.25

    private let file: PartialFile
    private let address: RemoteAddress
    private let limit: Int?
    private let progress: @Sendable (DownloadProgress) -> Void
    private let state = Mutex(State())

    init(
        _ file: PartialFile,
        address: RemoteAddress,
        limit: Int?,
        progress: @escaping @Sendable (DownloadProgress) -> Void,
    ) {
        self.file = file
        self.address = address
        self.limit = limit
        self.progress = progress
    }

    /// How the answer fits; `nil` before its head.
    var fit: PartialFile.Fit? { state.withLock { $0.fit } }
    /// Whether the file is, or would be, larger than it may be.
    var isOverLimit: Bool { state.withLock { $0.isOverLimit } }

    func begin(_ head: HTTPResponse) -> HTTPReceiver.Flow {
        let fit = file.begin(head)
        return state.withLock { state in
            state.fit = fit
            guard case .usable(let total) = fit else { return .stop }
            state.total = total
            state.isOverLimit = total ?? 0 > limit ?? .max
            return state.isOverLimit || file.failure != nil ? .stop : .proceed
        }
    }

    func append(_ piece: UnsafeRawBufferPointer) -> HTTPReceiver.Flow {
        guard file.append(piece) else { return .stop }
        let size = file.size
        let now = Self.now
        let (total, tells) = state.withLock { state in
            state.isOverLimit = size > limit ?? .max
            let tells = now - state.told >= Self.interval
            if tells { state.told = now }
            return (state.total, tells)
        }
        if tells { progress(DownloadProgress(address: address, received: size, total: total)) }
        return size > limit ?? .max ? .stop : .proceed
    }

    private static var now: Double {
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC, &time)
        return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
    }
}
