import ArgumentParser
import Facility
import Foundation
import Simulation

/// A compound that publishes, and a guard who answers.
struct SimulateCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "simulate",
        abstract: "Publish what a compound of lifts, detectors, pump rooms and chargers sends, at any speed.",
        discussion: """
            The compound is the one of deploy/example. The same seed gives the same day. With --control a simulated \
            guard acknowledges, walks, looks and answers through the gateway's control socket.
            """)

    @OptionGroup var broker: BrokerOptions
    @OptionGroup var clock: ClockOptions

    @Option(name: .long, help: "Seed of the day.")
    var seed: UInt64 = 1

    @Option(name: .long, help: "Control socket of the gateway the guard works with.")
    var control: String?

    @Option(name: .long, help: "Person the guard acts as.")
    var person = "guard"

    @Option(name: .long, help: "End after this many compound minutes.")
    var minutes: Int?

    func run() throws {
        let publisher = try Publisher(
            host: broker.host, port: broker.port, clientID: "gengfu-simulate-\(getpid())", user: broker.user,
            password: broker.password())
        var reader = clock.reader()
        let start = reader.read()
        let end = minutes.map { start + .minutes(Int64($0)) } ?? .distantFuture
        var compound = Compound(seed: seed, start: start)
        let round = control.map { DutyRound(duty: DutyGuard(seed: seed &+ 1), control: $0, person: person) }
        // The guard looks at the board every 5 s of his time, at most every 200 ms of ours.
        let lookEvery = Interval.milliseconds(max(5_000, 200 * reader.rate))
        var nextLook = start
        var sent = 0
        while true {
            let now = reader.read()
            guard now < end else { break }
            for publication in compound.advance(to: now) {
                try publisher.publish(
                    topic: publication.topic, payload: Array(publication.payload.utf8),
                    atLeastOnce: publication.atLeastOnce)
                sent += 1
            }
            if let round, now >= nextLook {
                round.turn(now: now) { compound.truth(of: $0, at: now) }
                nextLook = now + lookEvery
            }
            let due = min(compound.next ?? end, round == nil ? end : nextLook)
            let wait = reader.realMilliseconds(until: due, from: now)
            if wait > 0 { usleep(UInt32(clamping: min(wait, 1_000) * 1_000)) }
        }
        try publisher.flush()
        publisher.close()
        StandardError.write("simulated \(sent) messages")
    }
}
