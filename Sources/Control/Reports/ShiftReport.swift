import Facility

/// Who is on duty, who signed for it, and what the next guard must know.
package struct ShiftReport: Sendable, Codable, Equatable {
    /// Somebody on duty by the roster.
    package struct Turn: Sendable, Codable, Equatable {
        package var shift: String
        package var person: String
        package var name: String
        package var phone: String
        package var until: Timestamp

        package init(shift: String, person: String, name: String, phone: String, until: Timestamp) {
            self.shift = shift
            self.person = person
            self.name = name
            self.phone = phone
            self.until = until
        }
    }

    package var onDuty: [Turn]
    /// nil: nobody has taken over yet.
    package var signedOn: SignedOn?
    package var signedOnName: String?
    /// Called in this order for a hazard that names nobody else.
    package var callees: [Callee]
    package var sheet: HandoverSheet

    package init(
        onDuty: [Turn], signedOn: SignedOn?, signedOnName: String?, callees: [Callee], sheet: HandoverSheet
    ) {
        self.onDuty = onDuty
        self.signedOn = signedOn
        self.signedOnName = signedOnName
        self.callees = callees
        self.sheet = sheet
    }
}
