import Facility

/// Speaks to a fire monitoring centre: a delivery has arrived when the centre has acknowledged every frame of it.
///
/// The protocol has neither a case number nor a question "do you have it": an outcome that is unknown is sent again
/// with the same time of occurrence (docs/fire-centre.md).
package struct FireCentreConveyance: Conveyance {
    /// One for each logical transmission device, in the settings' order.
    package let keepers: [FireCentreKeeper]
    private let settings: FireCentreSettings
    private let points: FirePoints

    init(_ settings: FireCentreSettings, destination: String, box: BoxPorts) {
        self.settings = settings
        points = FirePoints(box.points(destination))
        let table = points.table
        // Here and not when it connects: a lane may send before that.
        let standing = box.openCases(destination)
        keepers = settings.devices.indices.map { unit in
            FireCentreKeeper(
                FireCentreSession(settings: settings, unit: unit, table: table, standing: standing),
                destination: destination, box: box)
        }
    }

    /// Connects; what the centre asks is answered from then on, also while nothing is sent.
    package func start() async {
        for keeper in keepers { await keeper.start() }
    }

    /// A reload.
    package func take(_ table: FirePointTable) async {
        points.replace(table)
        for keeper in keepers { await keeper.take(.table(table)) }
    }

    /// The path to what is watched is lost, or is back.
    package func tellLine(isLost: Bool) async {
        for keeper in keepers { await keeper.take(.line(isLost: isLost)) }
    }

    /// The devices that are out of service.
    package func tellDisabled(_ devices: Set<String>) async {
        for keeper in keepers { await keeper.take(.disabled(devices)) }
    }

    package func send(_ delivery: Delivery) async throws(Lane.Failure) -> Lane.Answer {
        if let failure = await keeper(of: delivery).send(delivery) { throw failure }
        return Lane.Answer(caseNumber: nil, handling: .reported)
    }

    /// Asked for what was perhaps sent: the centre cannot say.
    package func query(_ delivery: Delivery) async throws(Lane.Failure) -> Lane.QueryResult { .absent }

    /// Every transmission device is heard, or the path is not whole.
    package func heartbeat(at now: Timestamp, every: Interval, audit: AuditHead?) async throws(Lane.Failure) {
        for keeper in keepers {
            if let failure = await keeper.probe() { throw failure }
        }
    }

    package func shutDown() async {
        for keeper in keepers { await keeper.stop() }
    }

    /// The transmission device that told of the case, or has the point, or was asked who is on duty. One that has it not
    /// says so.
    private func keeper(of delivery: Delivery) async -> FireCentreKeeper {
        if let unit = delivery.dutyUnit,
            let asked = settings.devices.firstIndex(where: { $0.address.hex == unit })
        {
            return keepers[asked]
        }
        // A reload may have given the point to another one, or to none, since.
        if keepers.count > 1 {
            for keeper in keepers {
                if await keeper.holds(delivery.incident) { return keeper }
            }
        }
        return keepers[points.unit(of: delivery.report.device) ?? 0]
    }
}
