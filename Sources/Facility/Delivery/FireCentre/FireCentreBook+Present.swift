/// What was written into a queue and is older than what stands by the time it goes out, or by the time it has arrived.
///
/// A fire waits for nobody, so it overtakes what was said of the same point before: a fault that ended at 03:10:00 and
/// waits behind another frame, smoke at 03:10:01. Sent as it was written the older word would take the fire back.
extension FireCentreBook {
    /// A unit as it is to go out: points' states are those of now, the times of occurrence stay.
    func present(_ unit: [UInt8]) -> [UInt8] {
        guard unit.first == GB26875.UnitType.componentState.rawValue else { return unit }
        let objects = GB26875.ApplicationUnit(unit).objects.map { object in
            guard case .componentState(let place, _, let note, let label) = object,
                let point = point(at: place)
            else { return object }
            return .componentState(place, state: state(of: point), note, label)
        }
        return GB26875.ApplicationUnit(.componentState, objects).bytes
    }

    /// The points whose state is not what a unit said of them.
    func outdated(by unit: [UInt8]) -> [FirePoint] {
        guard unit.first == GB26875.UnitType.componentState.rawValue else { return [] }
        return GB26875.ApplicationUnit(unit).objects.compactMap { object in
            guard case .componentState(let place, let said, _, _) = object, let point = point(at: place),
                state(of: point) != said
            else { return nil }
            return point
        }
    }

    /// The points of a unit that tells of points.
    func places(in unit: [UInt8]) -> [GB26875.ComponentPlace] {
        guard unit.first == GB26875.UnitType.componentState.rawValue else { return [] }
        return GB26875.ApplicationUnit(unit).objects.compactMap { object in
            if case .componentState(let place, _, _, _) = object { place } else { nil }
        }
    }

    /// A point's state anew, with the time its fire began: to a centre that has it a repetition.
    func state(of point: FirePoint, at now: Timestamp) -> GB26875.ApplicationUnit {
        let time = fireSince(at: point) ?? now
        return GB26875.ApplicationUnit(
            .componentState,
            [.componentState(point.place, state: state(of: point), point.text, settings.label(time))])
    }
}
