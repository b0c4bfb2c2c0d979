import Facility

/// Reads whom to call about a hazard: `contacts: [duty, lift_firm, lift_rescue]`, the first to be called first.
enum ContactsReader {
    /// - Returns: the roles that could be read; what is wrong is said at the very word.
    static func read(_ value: YAMLValue?) -> [Role] {
        guard let value else { return [] }
        var roles: [Role] = []
        for item in value.oneOrMore() ?? [] {
            guard let word = item.word() else { continue }
            guard let role = Role(rawValue: word) else {
                item.error(.hazard(.noContactRole(word)), help: .contactRoles)
                continue
            }
            if roles.contains(role) {
                item.error(.hazard(.contactTwice(word)))
            } else {
                roles.append(role)
            }
        }
        return roles
    }
}
