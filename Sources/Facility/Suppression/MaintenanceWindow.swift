/// Works that the site's file announces: every Wednesday morning the lift firm comes. It becomes a suppression that begins
/// and ends by itself, and goes with its entry in the file.
package struct MaintenanceWindow: Sendable, Equatable {
    /// Windows of one site.
    package static let limit = 100
    /// Longest occurrence of a window that comes again.
    package static let longestOccurrence = Interval.hours(24)
    /// Who declared it, in lists and the audit log.
    package static let declarer = "gengfu.yaml"

    /// Unique in the site.
    package var id: String
    package var reach: Reach
    package var span: Suppression.Span
    package var why: String

    package init(id: String, reach: Reach, span: Suppression.Span, why: String) {
        self.id = id
        self.reach = reach
        self.span = span
        self.why = String(why.prefix(Suppression.whyLimit))
    }
}

extension SuppressionBook {
    /// Declares what is new in the site's file. One that somebody has ended, or whose time is over, stays so as long as
    /// its entry says the same.
    /// - Returns: numbers of those declared, and windows there was no room for.
    mutating func declare(
        _ windows: [MaintenanceWindow], at now: Timestamp, zone: ZoneRules
    ) -> (declared: [Int64], refused: [MaintenanceWindow]) {
        var (declared, refused): ([Int64], [MaintenanceWindow]) = ([], [])
        for window in windows where !all.contains(where: { $0.isOf(window) }) {
            guard let number = declare(window, at: now, zone: zone) else {
                refused.append(window)
                continue
            }
            if number > 0 { declared.append(number) }
        }
        return (declared, refused)
    }

    /// Numbers of windows whose entry in the file is gone or says something else now.
    func dropped(by windows: [MaintenanceWindow]) -> [Int64] {
        all.filter { suppression in
            suppression.ended == nil && suppression.declared != nil
                && !windows.contains(where: suppression.isOf)
        }.map(\.number)
    }
}

extension Suppression {
    /// Whether it is what an entry of the file says.
    func isOf(_ window: MaintenanceWindow) -> Bool {
        declared == window.id && reach == window.reach && span == window.span && why == window.why
    }
}

extension Engine {
    /// Brings the windows in line with the site's file: at a start and after a reload. The new ones come first, so that
    /// what a changed one hid goes from the old to the new and is not told in between.
    mutating func takeMaintenance(effects: inout Effects) {
        let now = Timestamp(milliseconds: clock)
        let (declared, refused) = suppressions.declare(site.maintenance, at: now, zone: site.zoneRules)
        for number in declared {
            publishSuppression(number, effects: &effects)
            noteMaintenance("suppression_declared", suppressions[number], effects: &effects)
        }
        lookAtSuppressions(effects: &effects)
        for number in suppressions.dropped(by: site.maintenance) {
            _ = end(number, by: MaintenanceWindow.declarer, effects: &effects)
            noteMaintenance("suppression_dropped", suppressions[number], effects: &effects)
        }
        for window in refused {
            effects.audit.append(
                AuditLine(
                    at: now, by: MaintenanceWindow.declarer, action: "suppression_refused",
                    subject: window.reach.text, detail: "\(window.id): too many"))
        }
    }

    private func noteMaintenance(_ action: String, _ suppression: Suppression?, effects: inout Effects) {
        guard let suppression else { return }
        effects.audit.append(
            AuditLine(
                at: Timestamp(milliseconds: clock), by: MaintenanceWindow.declarer, action: action,
                subject: suppression.reach.text,
                detail: "suppression/\(suppression.number) \(suppression.declared ?? ""): \(suppression.why)")
        )
    }
}
