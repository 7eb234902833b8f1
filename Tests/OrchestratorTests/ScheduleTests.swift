import Testing

@testable import Orchestrator

@Suite("Schedule")
struct ScheduleTests {
    @Test("Two cores make two environments at first, in the order of the matrix")
    func provisionsUpToTheCores() {
        var schedule = Schedule(jobs: 2, environments: 5)
        let tickets = (0..<5).map { _ in schedule.request(.provision) }
        #expect(schedule.admit() == Array(tickets[..<2]))
        #expect(schedule.admit().isEmpty)
    }

    @Test("A loader goes before an installer when a slot becomes free")
    func sessionsFirst() {
        var schedule = Schedule(jobs: 2, environments: 4)
        for _ in 0..<4 { _ = schedule.request(.provision) }
        _ = schedule.admit()
        schedule.finish(.provision)
        let session = schedule.request(.session)
        #expect(schedule.admit() == [session])
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
        #expect(schedule.admit() == Array(sessions[..<5]))
    }

    @Test("One job is one job: nothing runs beside anything else", arguments: [1, 0, -3])
    func serial(jobs: Int) {
        var schedule = Schedule(jobs: jobs, environments: 0)
        _ = schedule.request(.session)
        _ = schedule.request(.session)
        #expect(schedule.admit().count == 1)
        schedule.finish(.session)
        #expect(schedule.admit().count == 1)
    }

    @Test("A request that is taken back is never admitted")
    func withdrawal() {
        var schedule = Schedule(jobs: 1, environments: 2)
        let first = schedule.request(.provision)
        let second = schedule.request(.provision)
        #expect(schedule.admit() == [first])
        #expect(schedule.withdraw(second))
        #expect(!schedule.withdraw(first))
        schedule.finish(.provision)
        #expect(schedule.admit().isEmpty)
        #expect(schedule.unprovisioned == 0)
    }
}
