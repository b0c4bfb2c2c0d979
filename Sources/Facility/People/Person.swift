/// Somebody who may act on an incident and can be called for one.
package struct Person: Sendable, Equatable {
    package var id: String
    package var name: String
    /// nil: the site does not say.
    package var role: Role?
    /// As it is dialled; empty: none.
    package var phone: String
    /// `Organisation.id` of the firm or office; nil: the property's own.
    package var organisation: String?

    package init(
        id: String, name: String, role: Role? = nil, phone: String = "", organisation: String? = nil
    ) {
        self.id = id
        self.name = name
        self.role = role
        self.phone = phone
        self.organisation = organisation
    }
}
