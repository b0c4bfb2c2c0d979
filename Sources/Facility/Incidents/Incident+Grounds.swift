/// What an incident was raised on, small enough to go with it everywhere.
extension Incident {
    /// The condition as it is written, what each of its parts and windows said at the raise, and which definition it
    /// was.
    package struct Grounds: Sendable, Codable, Equatable {
        /// Most values kept; a condition reads few.
        static let valueLimit = 16
        /// Characters of the condition kept.
        static let textLimit = 500
        /// Most parts of a condition kept.
        static let partLimit = 32
        /// Characters kept of one part.
        static let partTextLimit = 300

        /// One comparison or connective of the condition.
        package struct Part: Sendable, Codable, Equatable {
            package enum Truth: String, Sendable, Codable {
                case yes = "true"
                case no = "false"
                case unknown
                /// It could not be worked out, and counts as unknown.
                case error
            }

            /// As it is written.
            package var text: String
            /// 0 for the whole condition, 1 for what stands directly in it.
            package var depth: Int
            package var truth: Truth
            /// What a comparison held against each other: `61.2 °C`, `0.08 MPa < 0.34 MPa`; nil: no comparison.
            package var value: String?

            package init(text: String, depth: Int, truth: Truth, value: String? = nil) {
                self.text =
                    text.count > partTextLimit ? String(text.prefix(partTextLimit - 1)) + "…" : text
                self.depth = depth
                self.truth = truth
                self.value = value
            }

            /// `air.temperature > degC(60) → true (61.2 °C)`.
            package var line: String {
                text + " → " + truth.rawValue + (value.map { " (\($0))" } ?? "")
            }
        }

        package var condition: String
        /// `avg(rig.pressure 120s) = 9.25`, in the order of the condition.
        package var values: [String]
        /// The whole condition first, each part before what stands in it; nil: raised before that was kept, or on
        /// silence.
        package var parts: [Part]?
        /// `Hazard.version`.
        package var version: String

        package init(condition: String, values: [String], parts: [Part]? = nil, version: String) {
            self.condition = String(condition.prefix(Self.textLimit))
            self.values = Array(values.prefix(Self.valueLimit))
            self.parts = parts.map { Array($0.prefix(Self.partLimit)) }
            self.version = version
        }

        /// The condition with the truth of each part, one line a part, what stands in another one indented below it.
        package var conditionLines: [String] {
            guard let parts, let whole = parts.first else { return ["when \(condition)"] }
            return ["when \(whole.line)"]
                + parts.dropFirst().map { String(repeating: "  ", count: $0.depth) + $0.line }
        }
    }

    /// The whole bundle as lines, the same in every report and in `gengfu explain`: the points' values, the windows'
    /// values, the condition with its parts, and its version.
    package var bundle: [String] {
        guard let grounds else { return evidence }
        return evidence + grounds.values + grounds.conditionLines + ["version \(grounds.version)"]
    }
}
