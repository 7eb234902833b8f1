/// Makes tasks wait for their turn as `Schedule` decides.
actor Dispatcher {
    private var schedule: Schedule
    private var continuations: [Schedule.Ticket: CheckedContinuation<Bool, Never>] = [:]
    private var stopped = false

    init(jobs: Int, environments: Int) {
        schedule = Schedule(jobs: jobs, environments: environments)
    }

    /// Runs `body` when it is this work's turn; `nil` where the run was stopped first.
    func perform<Value: Sendable>(
        _ work: Schedule.Work,
        _ body: @Sendable () async -> Value,
    ) async -> Value? {
        guard await enter(work) else { return nil }
        let value = await body()
        schedule.finish(work)
        advance()
        return value
    }

    /// Lets nothing more start; what waits is sent home.
    func stop() {
        stopped = true
        for (_, continuation) in continuations { continuation.resume(returning: false) }
        continuations = [:]
    }

    private func enter(_ work: Schedule.Work) async -> Bool {
        if stopped || Task.isCancelled { return false }
        let ticket = schedule.request(work)
        return await withCheckedContinuation { continuation in
            continuations[ticket] = continuation
            advance()
        }
    }

    private func advance() {
        if stopped { return }
        for ticket in schedule.admit() {
            continuations.removeValue(forKey: ticket)?.resume(returning: true)
        }
    }
}
