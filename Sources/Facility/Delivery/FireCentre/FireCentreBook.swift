/// What one transmission device knows of its points: which case holds which bits, who is disabled, what was done at it.
/// From it come the units that are uploaded and the answers to the centre's questions.
struct FireCentreBook: Sendable {
    let settings: FireCentreSettings
    /// Position in `settings.devices`.
    let unit: Int
    /// The points in force: as declared, but for those in `kept`.
    private(set) var table: FirePointTable
    private var declared: FirePointTable
    /// Devices whose case stands at a place that they are not declared at any more.
    private var kept: Set<String> = []
    /// Positions in `table.points` of this unit's, by device.
    private var positions: [String: Int] = [:]
    /// The same by place.
    private var places: [GB26875.ComponentPlace: Int] = [:]
    /// The devices of places that have more than one: a detector was replaced while it burnt.
    private var sharers: [GB26875.ComponentPlace: [String]] = [:]
    private var holdings: [IncidentID: Holding] = [:]
    /// The cases of a point.
    private var cases: [String: Set<IncidentID>] = [:]
    private var disabled: Set<String> = []
    /// The path to what is watched (a broker) is lost.
    var isLineLost = false
    private(set) var operations: [Operation] = []

    /// What one case makes of a point.
    private struct Holding: Sendable {
        var device: String
        var bits: UInt16
        var isExercise: Bool
        /// By the device's time.
        var since: Timestamp
    }

    struct Operation: Sendable, Equatable {
        var flags: UInt8
        var person: UInt8
        var at: Timestamp
    }

    /// Bits of a state word and of an operation (tables of 8.2.1.1, 8.2.2.4).
    enum Bit {
        static let normal: UInt16 = 1
        static let disabled: UInt16 = 1 << 3
        static let faults: UInt16 = 1 << 2 | 1 << 8
        static let fire: UInt16 = 1 << 1
        static let reset: UInt8 = 1
        static let silenced: UInt8 = 1 << 1
        static let manualAlarm: UInt8 = 1 << 2
        static let alarmCleared: UInt8 = 1 << 3
        static let dutyAnswer: UInt8 = 1 << 5
        static let test: UInt8 = 1 << 6
    }

    /// Cases held at once; the incident book of the engine has as few.
    static let limit = 20_000
    /// Records kept for question 84 (8.1: at most 127 in a unit).
    static let operationLimit = 102

    init(settings: FireCentreSettings, unit: Int, table: FirePointTable) {
        self.settings = settings
        self.unit = unit
        self.table = table
        declared = table
        take(table)
    }

    /// Takes the points of another configuration. A device with a case keeps the place that the centre knows until the case
    /// is over: gone from the sheet or moved, it would be on fire there for good.
    mutating func take(_ table: FirePointTable) {
        declared = table
        let places = Dictionary(
            table.points.filter { $0.unit == unit }.map { ($0.device, $0.place) }, uniquingKeysWith: { $1 })
        let standing = self.table.points.filter {
            $0.unit == unit && cases[$0.device] != nil && places[$0.device] != $0.place
        }
        kept = Set(standing.map(\.device))
        self.table = table
        if !kept.isEmpty {
            self.table.points.removeAll { $0.unit == unit && kept.contains($0.device) }
            self.table.points += standing
        }
        lay()
    }

    private mutating func lay() {
        (positions, places, sharers) = ([:], [:], [:])
        for (position, point) in table.points.enumerated() where point.unit == unit {
            positions[point.device] = position
            if let first = places.updateValue(position, forKey: point.place) {
                sharers[point.place, default: [table.points[first].device]].append(point.device)
            }
        }
    }

    /// Whether a case stands here, at a point of this unit.
    func holds(_ incident: IncidentID) -> Bool {
        holdings[incident].map { positions[$0.device] != nil } ?? false
    }

    func point(at place: GB26875.ComponentPlace) -> FirePoint? { places[place].map { table.points[$0] } }

    var points: [FirePoint] { table.points.filter { $0.unit == unit } }

    /// The word of a state bit that a hazard's `codes: {gb26875: …}` names; nil: it names none.
    static func bit(of code: String?) -> UInt16? {
        GB26875.Bits.ofComponent.first { $0.bit > 0 && $0.word == code }.map { 1 << UInt16($0.bit) }
    }

    // MARK: Cases

    /// Takes a case up that the centre was told of in an earlier life, without telling it anew.
    mutating func restore(_ delivery: Delivery) {
        guard let bits = Self.bit(of: delivery.report.codes[FirePoint.column]) else { return }
        hold(delivery, bits)
    }

    /// The units that tell the centre of a step, the most important first; empty: it says nothing new to a centre.
    mutating func units(of delivery: Delivery, now: Timestamp) throws(Misfit) -> [GB26875.ApplicationUnit] {
        if kept.contains(where: { cases[$0] == nil }) { take(declared) }
        let report = delivery.report
        let isEnd = delivery.action == .close || report.confirmation == "refuted"
        let bits = Self.bit(of: report.codes[FirePoint.column])
        // A hazard taken out of the configuration has no code any more, and its case must end there all the same.
        guard bits != nil || isEnd else { throw .noCode(hazard: report.hazard) }
        guard let position = positions[report.device] else { throw .noAddress(device: report.device) }
        let isNews = isEnd || delivery.action == .report || Self.standing.contains(report.step)
        if !isEnd, let bits { hold(delivery, bits) } else { release(delivery.incident) }
        let point = table.points[position]
        var units: [GB26875.ApplicationUnit] = []
        if isNews {
            let time = delivery.action == .report && !isEnd ? report.since : report.at
            units.append(
                GB26875.ApplicationUnit(
                    .componentState,
                    [
                        .componentState(
                            point.place, state: state(of: point), point.text, settings.label(time))
                    ]))
        }
        if let operation = operation(of: delivery) { units.append(record(operation)) }
        return units
    }

    /// Why a delivery says nothing to a fire centre: parked, told to whoever keeps the register.
    enum Misfit: Error, Equatable {
        case noCode(hazard: String)
        case noAddress(device: String)

        var text: String {
            switch self {
            case .noCode(let hazard): "hazard \(hazard) has no code gb26875"
            case .noAddress(let device): "device \(device) has no GB/T 26875 address at this centre"
            }
        }
    }

    /// Steps after which the bits stand anew.
    private static let standing: Set<String> = ["reopened", "emerged"]

    private mutating func hold(_ delivery: Delivery, _ bits: UInt16) {
        guard holdings[delivery.incident] != nil || holdings.count < Self.limit else { return }
        release(delivery.incident)
        holdings[delivery.incident] = Holding(
            device: delivery.report.device, bits: bits, isExercise: delivery.report.origin != .real,
            since: delivery.report.since)
        cases[delivery.report.device, default: []].insert(delivery.incident)
    }

    private mutating func release(_ incident: IncidentID) {
        guard let device = holdings.removeValue(forKey: incident)?.device else { return }
        cases[device]?.remove(incident)
        if cases[device]?.isEmpty ?? false { cases[device] = nil }
    }

    /// What people did, as an operation at the transmission device; nil: nothing the standard has a bit for.
    private func operation(of delivery: Delivery) -> Operation? {
        let report = delivery.report
        var flags: UInt8
        switch report.step {
        // Who goes to look has silenced the box.
        case "acknowledged": flags = Bit.silenced
        // A person's word that it burns; a second detector's word is its own report.
        case "confirmed" where report.answeredBy != nil: flags = Bit.manualAlarm
        case "refuted": flags = Bit.alarmCleared
        case "cleared": flags = Bit.reset
        default: flags = 0
        }
        if report.origin != .real, delivery.action == .report || flags != 0 { flags |= Bit.test }
        guard flags != 0 else { return nil }
        return Operation(flags: flags, person: table.number(of: report.answeredBy), at: report.at)
    }

    // MARK: What stands

    /// 1 in bit 0 unless somebody tests it.
    func state(of point: FirePoint) -> UInt16 {
        var state = Bit.normal
        for case let holding? in standing(at: point).map({ holdings[$0] }) {
            state |= holding.bits
            if holding.isExercise { state &= ~Bit.normal }
        }
        if disabled.contains(point.device) { state |= Bit.disabled }
        return state
    }

    /// When the fire at a point began; nil: there is none.
    func fireSince(at point: FirePoint) -> Timestamp? {
        standing(at: point).compactMap { holdings[$0] }.filter { $0.bits & Bit.fire != 0 }
            .map(\.since).min()
    }

    /// The cases at a point's place.
    private func standing(at point: FirePoint) -> Set<IncidentID> {
        guard let devices = sharers[point.place] else { return cases[point.device] ?? [] }
        return devices.reduce(into: []) { $0.formUnion(cases[$1] ?? []) }
    }

    /// The transmission device's own state (type 21).
    var deviceState: UInt8 {
        var state = UInt8(Bit.normal)
        for holding in holdings.values where positions[holding.device] != nil {
            if holding.isExercise {
                state &= ~UInt8(Bit.normal)
                continue
            }
            if holding.bits & Bit.fire != 0 { state |= 1 << 1 }
            if holding.bits & Bit.faults != 0 { state |= 1 << 2 }
        }
        if isLineLost { state |= 1 << 6 }
        return state
    }

    func deviceState(at now: Timestamp) -> GB26875.ApplicationUnit {
        GB26875.ApplicationUnit(.deviceState, [.deviceState(deviceState, settings.label(now))])
    }

    /// Sets who is out of service; returns the points whose state that changes.
    mutating func disable(_ devices: Set<String>) -> [FirePoint] {
        let changed = disabled.symmetricDifference(devices)
        disabled = devices
        return changed.isEmpty ? [] : points.filter { changed.contains($0.device) }
    }

    /// Points that are not simply watched: of a case, or disabled.
    var unusual: [FirePoint] { points.filter { state(of: $0) != Bit.normal } }

    /// Those of some devices.
    func points(of devices: Set<String>) -> [FirePoint] { points.filter { devices.contains($0.device) } }

    /// Those that are out of service.
    var disabledPoints: [FirePoint] { points.filter { disabled.contains($0.device) } }

    /// The states of points, as many units as that takes.
    func states(of points: [FirePoint], at now: Timestamp) -> [GB26875.ApplicationUnit] {
        let most = GB26875.UnitType.componentState.mostObjects
        return stride(from: 0, to: points.count, by: most).map { first in
            GB26875.ApplicationUnit(
                .componentState,
                points[first..<min(points.count, first + most)].map {
                    .componentState($0.place, state: state(of: $0), $0.text, settings.label(now))
                })
        }
    }

    /// Keeps an operation for question 84.
    /// - Returns: the unit that uploads it.
    mutating func record(_ operation: Operation) -> GB26875.ApplicationUnit {
        if operations.last != operation { operations.append(operation) }
        if operations.count > Self.operationLimit { operations.removeFirst() }
        return GB26875.ApplicationUnit(.deviceOperation, [object(operation)])
    }

    func object(_ operation: Operation) -> GB26875.UnitObject {
        .deviceOperation(
            flags: operation.flags, person: operation.person, settings.label(operation.at))
    }
}
