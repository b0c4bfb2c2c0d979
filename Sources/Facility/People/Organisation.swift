/// A firm or office with one number that is answered day and night: the lift's maintenance firm, the street.
package struct Organisation: Sendable, Equatable {
    package var id: String
    package var name: String
    package var role: Role
    /// As it is dialled; empty: none.
    package var phone: String

    package init(id: String, name: String, role: Role, phone: String = "") {
        self.id = id
        self.name = name
        self.role = role
        self.phone = phone
    }
}
