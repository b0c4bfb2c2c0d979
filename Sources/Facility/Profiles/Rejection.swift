/// Something in a payload that could not become a reading. A value, never an `Error`: bad input is daily bread.
package struct Rejection: Sendable, Equatable {
    package var reason: RejectionReason
    /// nil when it concerns the whole payload or its time.
    package var point: PointIndex?

    package init(reason: RejectionReason, point: PointIndex? = nil) {
        self.reason = reason
        self.point = point
    }
}

/// Why, with the data a person needs to mend the profile or the device.
package enum RejectionReason: Sendable, Equatable {
    /// What is wrong with a payload as a whole.
    package enum Malformation: Sendable, Equatable {
        case empty, tooLong, tooDeep, notUTF8
        /// A number that JSON or 64 bits cannot hold.
        case badNumber
        /// A string with a broken escape.
        case badString
        case notJSON, noMemory
        /// A line of text is not what the profile's `pattern`, `pairs` or `csv` says.
        case noMatch
        /// A quoted field of a csv line is not closed or goes on after its quote.
        case badQuotes
        /// A senml pack of a later version, or with a field that must be understood (RFC 8428, 4.4 and 4.2).
        case notUnderstood(String)
        /// Not a document of its codec.
        case wrongForm(String)
        /// The bytes do not have the form that the profile's `binary` layout gives them.
        case misfit(ByteMisfit)
        /// What should be a frame of GB/T 26875.3 is none.
        case frame(GB26875.FrameProblem)
        /// A frame is one, but contradicts itself in what it says.
        case unit(GB26875.ApplicationUnit.Problem)
        /// A LoRaWAN uplink that cannot be decoded.
        case uplink(UplinkProblem)
        /// It says that it is another device's than the topic says (`IdentityClaim`).
        case identity(claimed: String, expected: String)

        /// The English sentence, without a capital or a full stop.
        package var text: String {
            switch self {
            case .empty: "empty payload"
            case .tooLong: "longer than 1048576 bytes"
            case .tooDeep: "nested deeper than 64 levels"
            case .notUTF8: "not UTF-8"
            case .badNumber: "a number that JSON or 64 bits cannot hold"
            case .badString: "a string with a broken escape"
            case .notJSON: "not JSON"
            case .noMemory: "no memory to read it"
            case .noMatch: "not what the profile's pattern, pairs or columns say"
            case .badQuotes: "a quoted field that is not closed or goes on after its quote"
            case .notUnderstood(let what): "senml that must not be read by halves: " + what
            case .wrongForm(let what): what
            case .misfit(let misfit): misfit.sentence.en
            case .frame(let problem): problem.text
            case .unit(let problem): problem.text
            case .uplink(let problem): problem.text
            case .identity(let claimed, let expected):
                "the payload says it is of \(claimed), its topic names `\(expected)`"
            }
        }
    }

    case malformed(Malformation)
    case notANumber(found: String)
    case notABoolean(found: String)
    /// A choice point got a word the vocabulary does not have.
    case unknownValue(found: String)
    /// The field's map does not list it.
    case unmapped(found: String)
    /// A text or choice point got an array or an object.
    case notAValue(found: String)
    /// A text above 256 bytes.
    case tooLong(bytes: Int)
    /// The device's time is in the wrong form or impossible; the readings stand, with the time of arrival.
    case time(found: String)

    /// The value's own unit is unknown or cannot be turned into the point's.
    case unit(found: String)
    /// More channels in one message than are read; the first `JSONParts.mostChannels` count.
    case tooManyChannels

    /// The kinds, for counters and metric labels.
    package enum Kind: Int, Sendable, CaseIterable {
        case malformed, notANumber, notABoolean, unknownValue, unmapped, notAValue, tooLong, time, unit,
            tooManyChannels
        case identity

        /// The label in metrics, `not_a_number`.
        package var name: String {
            switch self {
            case .malformed: "malformed"
            case .notANumber: "not_a_number"
            case .notABoolean: "not_a_boolean"
            case .unknownValue: "unknown_value"
            case .unmapped: "unmapped"
            case .notAValue: "not_a_value"
            case .tooLong: "too_long"
            case .time: "time"
            case .unit: "unit"
            case .tooManyChannels: "too_many_channels"
            case .identity: "identity"
            }
        }
    }

    package var kind: Kind {
        switch self {
        case .malformed(.identity), .malformed(.uplink(.claims)): .identity
        case .malformed: .malformed
        case .notANumber: .notANumber
        case .notABoolean: .notABoolean
        case .unknownValue: .unknownValue
        case .unmapped: .unmapped
        case .notAValue: .notAValue
        case .tooLong: .tooLong
        case .time: .time
        case .unit: .unit
        case .tooManyChannels: .tooManyChannels
        }
    }

    /// The English sentence of `gengfu decode` and of quarantine rows: `not a number: ``abc```.
    package var text: String {
        switch self {
        case .malformed(let cause): kind.name + ": " + cause.text
        case .notANumber(let found): "not a number: " + found
        case .notABoolean(let found): "not a boolean: " + found
        case .unknownValue(let found): "not one of the point's values: " + found
        case .unmapped(let found): "not in the field's map: " + found
        case .notAValue(let found): "not a value: " + found
        case .tooLong(let bytes): "text longer than \(FieldReader.longestText) bytes: \(bytes)"
        case .unit(let found): "not a unit of the point's quantity: " + found
        case .tooManyChannels: "more than \(JSONParts.mostChannels) channels in one message"
        case .time(let found): "time: not a time in the profile's format: " + found
        }
    }
}
