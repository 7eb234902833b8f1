/// Decides which environment does what next, so that no core is idle and none is fought over.
///
/// Pure: it sees requests and completions and answers with what may start now. No clock, no process.
///
/// While environments are still being made, installers and loaders together take one slot a core. A loader may take a
/// slot before an installer: cells that run early show results early, and what their imports compile is there for the
/// next. One installer works beside any number of loaders, though: it waits for disks and networks much of its time, and
/// where the environments are there already nothing is left to be made in no time. Then the remaining loaders share the
/// cores, twice as many as there are cores: the kernel divides time finer than we can, so that the last ones end together
/// instead of one alone on an idle machine.
struct Schedule: Sendable {
    enum Work: Sendable, Hashable { case provision, session }

    struct Ticket: Sendable, Hashable {
        let number: Int
        let work: Work
    }

    let jobs: Int
    /// Environments whose provisioning has not ended; known from the start, counted down.
    private(set) var unprovisioned: Int
    private var waiting: [Work: [Ticket]] = [.provision: [], .session: []]
    private var running: [Work: Int] = [.provision: 0, .session: 0]
    private var next = 0

    init(jobs: Int, environments: Int) {
        self.jobs = max(1, jobs)
        unprovisioned = environments
    }

    /// A new request; it may be among the tickets that `admit` returns next.
    mutating func request(_ work: Work) -> Ticket {
        let ticket = Ticket(number: next, work: work)
        next += 1
        waiting[work, default: []].append(ticket)
        return ticket
    }

    /// The end of work that had been admitted.
    mutating func finish(_ work: Work) {
        running[work, default: 0] -= 1
        if work == .provision { unprovisioned -= 1 }
    }

    /// Takes back a request that was not admitted; whether it was still waiting.
    mutating func withdraw(_ ticket: Ticket) -> Bool {
        guard let index = waiting[ticket.work]?.firstIndex(of: ticket) else { return false }
        waiting[ticket.work]?.remove(at: index)
        if ticket.work == .provision { unprovisioned -= 1 }
        return true
    }

    /// Everything that may start now, in order.
    mutating func admit() -> [Ticket] {
        var admitted: [Ticket] = []
        while let ticket = admitOne() { admitted.append(ticket) }
        return admitted
    }

    private mutating func admitOne() -> Ticket? {
        let sessions = running[.session, default: 0]
        let provisions = running[.provision, default: 0]
        let sessionLimit = unprovisioned == 0 && jobs > 1 ? jobs * 2 + 1 : jobs
        if sessions + provisions < sessionLimit, let ticket = take(.session) { return ticket }
        let hasRoom = sessions + provisions < jobs || provisions == 0 && jobs > 1
        if hasRoom, let ticket = take(.provision) { return ticket }
        return nil
    }

    private mutating func take(_ work: Work) -> Ticket? {
        guard let first = waiting[work]?.first else { return nil }
        waiting[work]?.removeFirst()
        running[work, default: 0] += 1
        return first
    }
}
