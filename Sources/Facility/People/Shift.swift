/// Hours in which named people are on duty, by the site's clocks: every week the same ones, or by a rota of dates.
///
/// ```
/// night  20:00 to 08:00, rota 2026-11-21: wang
/// ```
/// has wang on duty from the evening of the 21st to the morning of the 22nd.
package struct Shift: Sendable, Equatable {
    package var id: String
    package var name: String
    package var hours: Schedule
    /// `Person.id`s on duty in every such stretch the rota does not name.
    package var people: [String]
    /// Local date on which a stretch begins, as days since 1970, and who has it in place of `people`.
    package var rota: [Int: [String]]

    package init(
        id: String, name: String, hours: Schedule, people: [String] = [], rota: [Int: [String]] = [:]
    ) {
        self.id = id
        self.name = name
        self.hours = hours
        self.people = people
        self.rota = rota
    }
}
