import Testing

@testable import Orchestrator

@Suite("Schedule")
struct ScheduleTests {
    @Test("Two cores make two environments at first, in the order of the matrix")
    func provisionsUpToTheCores() {
        var schedule = Schedule(jobs: 2, environments: 5)
        let tickets = (0..<5).map { _ in schedule.request(.provision) }
        let (first, second) = (schedule.admit(), schedule.admit())
        #expect(first == Array(tickets[..<2]))
        #expect(second.isEmpty)
    }

    @Test("A loader goes before an installer when a slot becomes free")
    func sessionsFirst() {
        var schedule = Schedule(jobs: 2, environments: 4)
        for _ in 0..<4 { _ = schedule.request(.provision) }
        _ = schedule.admit()
        schedule.finish(.provision)
        let session = schedule.request(.session)
        let admitted = schedule.admit()
        #expect(admitted == [session])
    }

    @Test("Loaders on all cores leave room for one installer")
    func oneInstallerBesideLoaders() {
        var schedule = Schedule(jobs: 2, environments: 5)
        let provisions = (0..<5).map { _ in schedule.request(.provision) }
        _ = schedule.admit()
        for _ in 0..<2 { schedule.finish(.provision) }
        let sessions = (0..<2).map { _ in schedule.request(.session) }
        let (first, second) = (schedule.admit(), schedule.admit())
        #expect(first == sessions + [provisions[2]])
        #expect(second.isEmpty)
        schedule.finish(.provision)
        let third = schedule.admit()
        #expect(third == [provisions[3]])
    }

    @Test("Once every environment is there, the last loaders share the cores")
    func oversubscribesAtTheEnd() {
        var schedule = Schedule(jobs: 2, environments: 5)
        for _ in 0..<5 { _ = schedule.request(.provision) }
        var made = 0
        while made < 5 {
            for ticket in schedule.admit() where ticket.work == .provision {
                schedule.finish(.provision)
                made += 1
            }
        }
        let sessions = (0..<7).map { _ in schedule.request(.session) }
        let admitted = schedule.admit()
        #expect(admitted == Array(sessions[..<5]))
    }

    @Test("One job is one job: nothing runs beside anything else", arguments: [1, 0, -3])
    func serial(jobs: Int) {
        var schedule = Schedule(jobs: jobs, environments: 0)
        _ = schedule.request(.session)
        _ = schedule.request(.session)
        let first = schedule.admit()
        schedule.finish(.session)
        let second = schedule.admit()
        #expect(first.count == 1 && second.count == 1)
    }

    @Test("A request that is taken back is never admitted")
    func withdrawal() {
        var schedule = Schedule(jobs: 1, environments: 2)
        let first = schedule.request(.provision)
        let second = schedule.request(.provision)
        let admitted = schedule.admit()
        let (tookBackSecond, tookBackFirst) = (schedule.withdraw(second), schedule.withdraw(first))
        schedule.finish(.provision)
        let left = schedule.admit()
        #expect(admitted == [first])
        #expect(tookBackSecond && !tookBackFirst)
        #expect(left.isEmpty)
        #expect(schedule.unprovisioned == 0)
    }
}
