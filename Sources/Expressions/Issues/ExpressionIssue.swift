/// One mistake in an expression: where, how bad and, as data, what. The sentence a person reads is made
/// from `kind` by whoever knows the person's language; `description` is the English one.
package struct ExpressionIssue: Hashable, Sendable {
    package enum Severity: String, Hashable, Sendable {
        /// No program comes of it.
        case error
        /// It runs, but probably not as meant.
        case warning
    }

    package let severity: Severity
    /// UTF-8 bytes from the start of the source, 0 for its first byte.
    package let offset: Int
    /// UTF-8 bytes; 0 for something that is missing.
    package let length: Int
    package let kind: Kind

    init(_ severity: Severity, _ kind: Kind, at span: SourceSpan) {
        self.severity = severity
        self.kind = kind
        offset = span.start
        length = span.end - span.start
    }
}

extension ExpressionIssue {
    package enum Kind: Hashable, Sendable {
        // Reading
        case empty
        /// Sizes in UTF-8 bytes.
        case sourceTooLong(bytes: Int, limit: Int)
        case tooDeep(limit: Int)
        /// `found` is empty at the end of the source.
        case syntax(expected: Expectation, found: String)
        case invalidCharacter(String)
        case unterminatedString
        case invalidEscape(String)
        /// A number that runs into a word, `5m`.
        case invalidNumber(String)
        case numberOutOfRange(String)
        case reservedWord(String)
        /// Another language's spelling: `=` for `==`, `and` for `&&`, full-width punctuation.
        case insteadWrite(found: String, instead: String)
        case unsupported(Feature)

        // Names
        case unknownName(String, suggestions: [String])
        case unknownFunction(String, suggestions: [String])
        case noSuchField(String, type: ValueType)
        /// A bare word that is one of the values of the enumeration beside it.
        case missingQuotes(String)
        case notAnEnumValue(String, allowed: [String], suggestions: [String])
        /// `startsWith(a, 'x')` for `a.startsWith('x')`, or the other way round.
        case wrongCallForm(function: String, isMember: Bool)

        // Types
        case noOverload(String, types: [ValueType])
        case wrongArgumentCount(function: String, expected: [Int], found: Int)
        /// Positions count from 1.
        case wrongArgument(function: String, position: Int, expected: ArgumentKind)
        case wrongResult(expected: ValueType, found: ValueType)
        case invalidDuration(String)
        /// A window's length finer than the millisecond the house keeps.
        case durationTooFine(String)
        case invalidTimestamp(String)
        case invalidPattern(String, reason: PatternFailure)
        case duplicateKey(String)
        case invalidPresenceTest
        /// A macro's variable that is no bare word: `list.all(1, …)`.
        case invalidMacroVariable(function: String)
        /// A zone that is neither `UTC`, nor an offset `+08:00`, nor one whose rules are known here.
        case unknownZone(String)
        /// What is written in constants can only fail when it runs.
        case alwaysFails(EvaluationError)

        // Units
        /// `literals` are the unit literals that would say it, `degC`; never empty.
        case bareNumberBesideUnit(unit: String, literals: [String])
        case unitMismatch(expected: String, found: String)
        /// A point on a scale with its own zero, `degF(15)`, where a difference is meant.
        case scalePointForDifference(unit: String)
    }

    /// What the grammar allows at a place.
    package enum Expectation: Hashable, Sendable {
        case operand
        case operatorOrEnd
        case closing(String)
        case colon
        case fieldName
    }

    /// Parts of CEL that are left out.
    package enum Feature: String, Hashable, Sendable {
        /// `Name{field: value}`: there is no protobuf here.
        case messages = "protobuf messages"
    }

    /// What a window function or a unit literal takes at a place.
    package enum ArgumentKind: Hashable, Sendable {
        /// The bare name of a point.
        case point
        case pointOfType([ValueType])
        /// `[inlet.pressure, inlet.flow]`: from two to so many bare names, each once.
        case points(limit: Int)
        /// `duration('5m')`, longer than nothing.
        case duration
        /// A text written out.
        case text
        /// A number written out.
        case number
    }
}
