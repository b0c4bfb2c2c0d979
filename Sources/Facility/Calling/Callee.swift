/// Somebody the gateway may call: a person, or the one number of an organisation.
package struct Callee: Sendable, Equatable, Codable {
    /// `Person.id` or `Organisation.id`.
    package var id: String
    package var name: String
    package var role: Role?
    /// Empty: none; reached by the page and the loudspeaker only.
    package var phone: String

    package init(id: String, name: String, role: Role? = nil, phone: String = "") {
        self.id = id
        self.name = name
        self.role = role
        self.phone = phone
    }

    func isReached(by route: CallRoute) -> Bool { !route.needsPhone || !phone.isEmpty }
}
