import Facility

/// Which hazards can be told for which kinds of device: stands before every "all quiet".
///
/// A hazard that no device can give evidence of is not watched, however green the board.
package struct Coverage: Sendable, Equatable {
    package enum Grade: Sendable, Hashable {
        /// Some strong evidence has all its points.
        case decidable
        /// Only weak evidence has.
        case weak
        case undecidable
    }

    package struct Row: Sendable, Equatable {
        /// Position in the hazards.
        package let hazard: Int
        /// By the position of the profiles in `profiles`; nil where the profile is of another facility.
        package let grades: [Grade?]
    }

    /// Positions of the profiles shown, ascending.
    package let profiles: [Int]
    package let rows: [Row]

    /// - Parameter shown: positions of the profiles of interest, such as those the site's devices have.
    package init(profiles: [Profile], hazards: [Hazard], shown: some Sequence<Int>) {
        let shown = Set(shown).sorted()
        let points = shown.map { Set(profiles[$0].points) }
        self.profiles = shown
        rows = hazards.enumerated().map { position, hazard in
            Row(
                hazard: position,
                grades: shown.indices.map { column in
                    guard profiles[shown[column]].facility == hazard.facility else { return nil }
                    return Self.grade(hazard, points: points[column], hazards: hazards, depth: 0)
                })
        }
    }

    /// - Parameter depth: a hazard that counts hazards that count hazards is followed four deep, no further.
    static func grade(_ hazard: Hazard, points: Set<PointIndex>, hazards: [Hazard], depth: Int) -> Grade {
        var best = Grade.undecidable
        for evidence in hazard.evidence {
            let grade = grade(evidence, points: points, hazards: hazards, depth: depth)
            switch (grade, evidence.isWeak) {
            case (.decidable, false): return .decidable
            case (.decidable, true), (.weak, _): best = .weak
            case (.undecidable, _): break
            }
        }
        return best
    }

    private static func grade(
        _ evidence: Evidence, points: Set<PointIndex>, hazards: [Hazard], depth: Int
    ) -> Grade {
        guard case .condition(let condition) = evidence.sign else { return .decidable }
        guard condition.needs.isSubset(of: points) else { return .undecidable }
        // What is counted must itself be told.
        let counted = condition.program.windows.compactMap(\.text)
        guard depth < 4 else { return .undecidable }
        let grades = counted.map { name in
            hazards.first { $0.id == name }.map {
                grade($0, points: points, hazards: hazards, depth: depth + 1)
            } ?? .undecidable
        }
        if grades.contains(.undecidable) { return .undecidable }
        return grades.contains(.weak) ? .weak : .decidable
    }
}

extension Condition {
    /// Every point it reads, itself or through a window.
    package var needs: Set<PointIndex> {
        Set((program.variables + program.windows.compactMap(\.point)).map { points[$0] })
    }
}

extension Coverage {
    /// The table of `gengfu check --coverage`, a line per hazard.
    package func rendered(profiles table: [Profile], hazards: [Hazard], in language: Language) -> String {
        let heading = [Message.command(.hazardHeading).text[language]] + profiles.map { table[$0].id }
        let lines = rows.filter { $0.grades.contains { $0 != nil } }.map { row in
            ["\(hazards[row.hazard].id) \(hazards[row.hazard].name[language])"]
                + row.grades.map { $0.map { $0.message.text[language] } ?? "" }
        }
        return TextTable.rendered([heading] + lines)
    }
}

extension Coverage.Grade {
    package var message: Message {
        switch self {
        case .decidable: .command(.decidable)
        case .weak: .command(.weakEvidence)
        case .undecidable: .command(.undecidable)
        }
    }
}

/// Lines of cells under one another, by the columns a terminal gives each character.
package enum TextTable {
    package static func rendered(_ rows: [[String]]) -> String {
        let count = rows.map(\.count).max() ?? 0
        let widths = (0..<count).map { column in
            rows.map { $0.count > column ? $0[column].terminalColumns : 0 }.max() ?? 0
        }
        return rows.map { row in
            let cells = row.enumerated().map { column, cell in
                cell + String(repeating: " ", count: widths[column] - cell.terminalColumns)
            }
            var line = cells.joined(separator: "  ")
            while line.last == " " { line.removeLast() }
            return line
        }.joined(separator: "\n")
    }
}

extension String {
    /// Columns a terminal gives the text.
    package var terminalColumns: Int { reduce(0) { $0 + $1.columns } }
}
