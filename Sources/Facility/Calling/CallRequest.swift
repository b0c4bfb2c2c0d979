/// One call the gateway wants made, to be carried out after the commit that decided it.
///
/// Not kept: a call that a crash swallowed is followed by the next one in half a minute, and a call made twice wakes
/// nobody less.
package struct CallRequest: Sendable, Codable, Equatable {
    package var incident: IncidentID
    package var callee: Callee
    package var route: CallRoute
    /// What is said or written.
    package var text: LocalizedText
    package var isLifeSafety: Bool
    package var at: Timestamp
    /// Nobody is woken by phone for it, unless the site says so.
    package var isExercise: Bool

    package init(
        incident: IncidentID, callee: Callee, route: CallRoute, text: LocalizedText, isLifeSafety: Bool,
        at: Timestamp, isExercise: Bool = false
    ) {
        self.incident = incident
        self.callee = callee
        self.route = route
        self.text = text
        self.isLifeSafety = isLifeSafety
        self.at = at
        self.isExercise = isExercise
    }
}
