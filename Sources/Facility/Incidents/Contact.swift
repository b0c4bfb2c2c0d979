/// Somebody to call about an incident: the role, and whoever has it at this site. Goes with every report, first to be
/// called first.
package struct Contact: Sendable, Codable, Equatable {
    /// People named for one role; more are in the site's own list.
    static let peopleLimit = 8

    package struct Callee: Sendable, Codable, Equatable {
        package var name: String
        /// As the site writes it; may be empty.
        package var phone: String

        package init(name: String, phone: String) {
            self.name = name
            self.phone = phone
        }
    }

    package var role: Role
    /// What the role is called; of a public line also that a person must call it.
    package var name: LocalizedText
    /// Persons, then firms and offices; empty: the site declares nobody with this role.
    package var people: [Callee]

    package init(role: Role, people: [Callee] = []) {
        self.role = role
        self.name = role.calledName
        self.people = people
    }

    /// `值班员：张三 138…、李四 139…`, or the role alone.
    package func line(in language: Language) -> String {
        guard !people.isEmpty else { return name[language] }
        let callees = people.map { $0.phone.isEmpty ? $0.name : "\($0.name) \($0.phone)" }
        switch language {
        case .en: return name.en + ": " + callees.joined(separator: ", ")
        case .zh: return name.zh + "：" + callees.joined(separator: "、")
        }
    }
}

extension Hazard {
    /// Whom to call, in the hazard's order, with those of the site's people, firms and offices that have the role.
    package func contacts(at site: Site) -> [Contact] {
        Contact.all(of: contacts, at: site)
    }
}

extension Contact {
    /// Roles in their order, with those of the site's people, firms and offices that have them.
    static func all(of roles: [Role], at site: Site) -> [Contact] {
        roles.map { role in
            let people = site.people.filter { $0.role == role }.map {
                Contact.Callee(name: $0.name, phone: $0.phone)
            }
            let firms = site.organisations.filter { $0.role == role }.map {
                Contact.Callee(name: $0.name, phone: $0.phone)
            }
            return Contact(role: role, people: Array((people + firms).prefix(Contact.peopleLimit)))
        }
    }
}

extension Role {
    /// `fire brigade (call 119 yourself)`: nobody may think that the machine has called already.
    package var calledName: LocalizedText {
        guard let publicNumber else { return name }
        return LocalizedText(
            en: "\(name.en) (call \(publicNumber) yourself)", zh: "\(name.zh)（请自行拨打 \(publicNumber)）")
    }
}
