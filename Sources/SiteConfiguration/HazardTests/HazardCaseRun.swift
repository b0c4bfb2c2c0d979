import Facility

/// Runs one case at the engine of the gateway, without a clock, a broker or a disk.
package struct HazardCaseRun {
    /// Something that came out otherwise than written.
    package struct Failure: Sendable, Equatable {
        package var at: Interval
        /// In the words of the file.
        package var expected: String
        package var found: String
        package var message: HazardTestMessage
        package var line: Int

        package static func == (left: Failure, right: Failure) -> Bool { left.message == right.message }
    }

    package private(set) var failures: [Failure] = []
    /// The failures where they are written, for people.
    package private(set) var diagnostics: [Diagnostic] = []

    private let test: HazardCase
    private var engine: Engine
    private var effects = Effects()
    /// Every incident as it stands, by its number.
    private var incidents: [Int64: Incident] = [:]
    private let batch: MessageBatch

    /// - Parameter batch: room for one message, used again for every case.
    package init(_ test: HazardCase, in library: ProfileLibrary, batch: MessageBatch) {
        self.test = test
        self.batch = batch
        let site = Site(
            id: "test", name: "", facilities: library.facilities, points: library.points,
            profiles: library.profiles, zones: test.zones, devices: test.devices, hazards: library.hazards,
            brokers: [Broker(id: "test", host: "", port: 0, clientID: "test")])
        engine = Engine(
            site: site, numbering: Numbering(devices: site.devices.count, points: site.points.count),
            recovery: Recovery(epoch: 0), now: HazardCase.start)
        engine.start(now: HazardCase.start, effects: &effects)
        settle()
        run()
    }

    /// A batch fit for `init`.
    package static func makeBatch() -> MessageBatch { MessageBatch(capacity: 1 << 20, limit: 1) }

    private mutating func run() {
        var inputs = test.inputs[...]
        for check in test.checks {
            while let input = inputs.first, input.at <= check.at {
                inputs.removeFirst()
                take(input)
            }
            engine.advance(to: HazardCase.start + check.at, effects: &effects)
            settle()
            look(at: check)
        }
    }

    private mutating func take(_ input: HazardCase.Input) {
        let now = HazardCase.start + input.at
        switch input.stimulus {
        case .message(let topic, let payload, let urgent):
            batch.removeAll()
            let fits = Array(topic.utf8).withUnsafeBytes { topic in
                payload.withUnsafeBytes {
                    batch.append(
                        session: urgent ? 0 : 1, mid: 1, retained: false, topic: topic, payload: $0)
                }
            }
            precondition(fits, "a file of ours holds no payload of a megabyte")
            engine.step(batch, at: 0, now: now, effects: &effects)
        case .word(let word):
            engine.advance(to: now, effects: &effects)
            settle()
            say(word, input)
        }
        settle()
    }

    /// Keeps each incident as it stands.
    private mutating func settle() {
        for incident in effects.incidents { incidents[incident.id.number] = incident }
        effects.removeAll()
    }

    /// The person who speaks in every case.
    private static let person = "tester"

    private mutating func say(_ word: HazardCase.Word, _ input: HazardCase.Input) {
        let at = input.at.spelling
        let text = "\(word.verb.rawValue) \(word.hazard)"
        let open = incidents.values.filter {
            $0.ended == nil && $0.hazard == word.hazard && (word.device == nil || $0.device == word.device)
        }
        guard let id = open.map(\.id).max(by: { $0.number < $1.number }) else {
            let message = HazardTestMessage.nothingToSay(name: test.name, at: at, word: text)
            return fail(message, at: input.at, expected: text, found: "none", input.place)
        }
        let command: Command =
            switch word.verb {
            case .acknowledge: .acknowledge(id, by: Self.person)
            case .confirm: .confirm(id, by: Self.person, note: nil)
            case .refute: .refute(id, by: Self.person, cause: "test")
            case .clear: .clear(id, by: Self.person, note: nil)
            }
        let result = engine.step(command: command, now: HazardCase.start + input.at, effects: &effects)
        let expected = word.refusal?.rawValue ?? "done"
        let found =
            switch result {
            case .done, .alreadySo: "done"
            case .refused(let refusal): refusal.rawValue
            }
        guard found != expected else { return }
        let message = HazardTestMessage.notDone(
            name: test.name, at: at, word: text, expected: expected, found: found)
        fail(message, at: input.at, expected: expected, found: found, input.place)
    }

    private mutating func look(at check: HazardCase.Check) {
        let found = incidents.values.sorted { $0.id.number < $1.id.number }.map(ExpectedIncident.init)
        guard !ExpectedIncident.agree(check.expected, found) else { return }
        let expected = ExpectedIncident.text(check.expected)
        let asksSeverity = check.expected.contains { $0.severity != nil }
        let came = ExpectedIncident.text(
            found.map { found in
                var shown = found
                if !asksSeverity { shown.severity = nil }
                return shown
            })
        let message = HazardTestMessage.differs(
            name: test.name, at: check.at.spelling, expected: expected, found: came)
        fail(message, at: check.at, expected: expected, found: came, check.place)
    }

    private mutating func fail(
        _ message: HazardTestMessage, at: Interval, expected: String, found: String, _ place: SourcePlace
    ) {
        failures.append(
            Failure(at: at, expected: expected, found: found, message: message, line: place.line))
        diagnostics.append(
            Diagnostic(.error, .hazardTest(message), at: place, path: place.file.path, help: nil))
    }
}
