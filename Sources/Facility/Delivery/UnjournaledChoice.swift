/// Which deliveries go out although they could not be stored (docs/decisions/0005): those that concern life, each with
/// what was opened before it for the same case at the same destination.
///
/// A smoke alarm of a growing fire is quiet again (moderate now, 17), then a second trigger confirms it (18, life). Were
/// only 18 told, 17 would come after it once the store is well, and the far side would read the case backwards.
package enum UnjournaledChoice {
    private struct Case: Hashable {
        var incident: IncidentID
        var destination: String
    }

    /// - Parameters:
    ///   - opened: in the order in which they were opened.
    ///   - wasAnnounced: whether a delivery, by its number, has gone out already.
    /// - Returns: in the same order.
    package static func choose(
        from opened: [Delivery], wasAnnounced: (Int64) -> Bool
    ) -> [Delivery] {
        var concernsLife: Set<Case> = []
        var chosen: [Delivery] = []
        for delivery in opened.reversed() where !wasAnnounced(delivery.number) {
            let its = Case(incident: delivery.incident, destination: delivery.destination)
            if delivery.isLifeSafety { concernsLife.insert(its) }
            if concernsLife.contains(its) { chosen.append(delivery) }
        }
        return chosen.reversed()
    }
}
