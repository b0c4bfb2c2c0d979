@testable import Facility

/// A zone with four detectors, one on the floor above, and a button; places that take whole cases and one that takes points.
enum Stairwell {
    static let smoke = Compound.hazard(
        "fire.smoke", when: "smoke", severity: .extreme, confirm: .secondTrigger, isLifeSafety: true,
        reportWithin: .seconds(10))
    /// Stands for a call point: not latched, over by itself.
    static let button = Compound.hazard(
        "fire.button", when: "test.mode", severity: .severe, confirm: .secondTrigger, isLifeSafety: true)
    static let zone = Compound.hazard(
        "fire.zone", when: "sources('fire.*', duration('3m')) >= 2", severity: .extreme, scope: .zone,
        confirm: .person, isLifeSafety: true)

    static func site(
        _ destinations: [Destination]? = nil, people: [Person] = [], _ change: (inout Site) -> Void = { _ in }
    ) -> Site {
        var site = Compound.site(
            [smoke, button, zone],
            destinations: destinations ?? [
                Compound.destination("grid"), Compound.destination("centre", granularity: .point),
            ], people: people)
        site.devices[3].place.floor = "8"
        change(&site)
        return site
    }
}

extension Night {
    /// `grid report raised 1/1`: destination, action, step, number of the incident that names the case and its step.
    func told(_ destination: String = "grid") -> [String] {
        opened.filter { $0.destination == destination }.map {
            "\($0.action.rawValue) \($0.report.step) \($0.incident.number)/\($0.transition)"
        }
    }

    mutating func smoke(_ device: String, _ isOn: Bool = true) { hear(device, #""smoke":\#(isOn)"#) }
    mutating func press(_ device: String, _ isOn: Bool = true) { hear(device, #""test":\#(isOn)"#) }
}
