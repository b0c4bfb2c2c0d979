/// Until when a destination should have come how far with a case, from when it was told of it, and who is told when it
/// has not. What passes is a step of the case and is counted; people are called again, since somebody must telephone.
package struct DestinationTerms: Sendable, Equatable {
    package enum Term: String, Sendable, CaseIterable {
        /// It has the case (`Destination.hasTaken`).
        case report
        /// 受理
        case accept
        /// Its people are at it: 处置.
        case arrive
        /// 结案
        case close

        /// How far on the line the case must have come (`Handling.step`).
        var step: Int {
            switch self {
            case .report: 1
            case .accept: 2
            case .arrive: 5
            case .close: 8
            }
        }

        package var name: LocalizedText {
            switch self {
            case .report: LocalizedText(en: "report", zh: "上报")
            case .accept: LocalizedText(en: "acceptance", zh: "受理")
            case .arrive: LocalizedText(en: "arrival", zh: "到场处置")
            case .close: LocalizedText(en: "closing", zh: "结案")
            }
        }
    }

    package var report: Interval?
    package var accept: Interval?
    package var arrive: Interval?
    package var close: Interval?
    /// The destination that is told when one of these has passed.
    package var next: String?

    package init(
        report: Interval? = nil, accept: Interval? = nil, arrive: Interval? = nil, close: Interval? = nil,
        next: String? = nil
    ) {
        self.report = report
        self.accept = accept
        self.arrive = arrive
        self.close = close
        self.next = next
    }

    package subscript(term: Term) -> Interval? {
        switch term {
        case .report: report
        case .accept: accept
        case .arrive: arrive
        case .close: close
        }
    }
}

extension Incident {
    /// The mark in `overdue` of a term that has passed: of the first report the destination's id alone, as ever.
    static func overdueMark(_ destination: String, _ term: DestinationTerms.Term) -> String {
        term == .report ? destination : "\(destination) \(term.rawValue)"
    }

    /// Destinations of which some term has passed, each once.
    package var overdueDestinations: Set<String> {
        Set(overdue.map { String($0.prefix { $0 != " " }) })
    }

    mutating func becomeOverdue(
        at destination: String, _ term: DestinationTerms.Term
    ) -> Transition.Step? {
        let mark = Self.overdueMark(destination, term)
        guard handling[destination] != nil, !overdue.contains(mark) else { return nil }
        overdue.append(mark)
        return .overdue(destination: destination)
    }
}
