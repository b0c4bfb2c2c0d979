/// What somebody woken at three needs in the next minute, on one card 夜间卡: what, where, three steps, the sentence to
/// read out, and the two answers.
///
/// Of a real fire it says to call 119, of an entrapment 96333: a person calls, the machine never does.
package struct NightCard: Sendable, Codable, Equatable {
    package var incident: IncidentID
    package var severity: Severity
    /// The hazard, and whether anybody has confirmed it.
    package var what: LocalizedText
    /// In words a stranger can walk to.
    package var place: LocalizedText
    /// At most three per language.
    package var steps: [LocalizedText]
    /// The number a person dials; nil: none.
    package var number: String?
    /// What to say there; empty: there is no such number.
    package var sentence: LocalizedText
    /// Whom to call beside it, the first first.
    package var contacts: [Contact]
    /// The answer 真 and what follows from it.
    package var real: LocalizedText
    /// The answer 误报 and what is asked with it.
    package var falseAlarm: LocalizedText
    /// What it often was.
    package var causes: [LocalizedText]
    /// What the phone says or the message reads: one breath.
    package var call: LocalizedText

    static let stepLimit = 3

    package struct Contact: Sendable, Codable, Equatable {
        package var role: LocalizedText
        package var name: String
        package var phone: String
    }

    package init(_ incident: Incident, in site: Site) {
        let hazard = site.hazards.first { $0.id == incident.hazard }
        let device = site.devices.first { $0.id == incident.device }
        let words = CardWords(incident: incident, hazard: hazard, device: device, site: site)
        self.incident = incident.id
        severity = incident.severity
        what = words.what
        place = words.place
        steps = words.steps(Self.stepLimit)
        number = words.line?.publicNumber
        sentence = words.sentence
        contacts = Self.contacts(hazard, device, site)
        real = words.real
        falseAlarm = words.falseAlarm
        causes = words.causes
        call = words.call
    }

    /// Those the hazard names, in its order, with numbers; the lift's own firm before other firms of its role.
    private static func contacts(_ hazard: Hazard?, _ device: Device?, _ site: Site) -> [Contact] {
        let order = CallingOrder(site: site)
        return (hazard?.contacts ?? []).flatMap { role in
            order.contacts(of: role).map { callee in
                Contact(role: role.name, name: callee.name, phone: callee.phone)
            }
        }
    }
}
