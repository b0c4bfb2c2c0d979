/// One measured quantity of a kind of device: a word of the vocabulary (`facility.yaml`).
package struct Point: Sendable, Equatable {
    /// What values a point takes.
    package enum Kind: Sendable, Equatable {
        /// In `unit` (SenML units, RFC 8428 section 12.1, and the field's own); `range` is physical plausibility.
        case number(unit: String, range: ClosedRange<Double>?)
        case boolean
        case choice([String])
        case text
    }

    /// Decides what the ring evicts last.
    package enum Importance: String, Sendable, Codable, Comparable, CaseIterable {
        case low, normal, high, life

        package static func < (left: Importance, right: Importance) -> Bool {
            allCases.firstIndex(of: left)! < allCases.firstIndex(of: right)!
        }
    }

    /// Dotted name inside its facility, such as `car.speed`.
    package var name: String
    /// Position of its facility in `Site.facilities`.
    package var facility: Int
    package var kind: Kind
    package var importance: Importance
    /// What people call it; nil: the vocabulary names it by its word alone.
    package var title: LocalizedText?
    /// What its readings can physically do.
    package var quality: QualityRule
    /// What it should read, where the papers say for how long it did.
    package var limits: PointLimits?
    /// A text that says who somebody is: what becomes a reading is its pseudonym (`PseudonymKey`).
    package var isPersonal = false

    package init(
        name: String, facility: Int, kind: Kind, importance: Importance = .normal,
        title: LocalizedText? = nil,
        quality: QualityRule = .none
    ) {
        self.name = name
        self.facility = facility
        self.kind = kind
        self.importance = importance
        self.title = title
        self.quality = quality
    }

    /// The canonical unit, nil for points that are not numbers.
    package var unit: String? {
        if case .number(let unit, _) = kind { unit } else { nil }
    }
}

/// A kind of equipment: elevator, fire, water, charging. A new one is a folder of files, no Swift.
package struct FacilityKind: Sendable, Equatable {
    /// The word in files and topics, such as `elevator`.
    package var id: String
    package var name: LocalizedText

    package init(id: String, name: LocalizedText) {
        self.id = id
        self.name = name
    }
}
