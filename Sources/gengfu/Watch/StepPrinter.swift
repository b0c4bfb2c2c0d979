import Control
import Facility
import Foundation

/// Tells whoever watches the process's standard output each step of each incident, after its commit.
struct StepPrinter {
    enum Format {
        case none
        case text(Language)
        case json
    }

    let format: Format
    private let encoder: JSONEncoder
    private let outlet = LineOutlet()

    init(_ format: Format) {
        self.format = format
        encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    }

    func print(_ effects: Effects, site: Site) {
        if case .none = format { return }
        // What is only tried wakes nobody.
        let shadows = Set(effects.incidents.lazy.filter(\.isShadow).map(\.id))
        for transition in effects.transitions where !shadows.contains(transition.incident) {
            // The case's record has what a platform left out; a person reads the one step it did say.
            if transition.isImplied, case .text = format { continue }
            if let line = StepLine(transition, incidents: effects.incidents, site: site) { print(line) }
        }
        for delivery in effects.opened where delivery.action == .report {
            print(StepLine(reporting: delivery))
        }
    }

    /// Waits a moment for a slow reader, at the end of the watch.
    func finish() {
        if case .none = format { return }
        outlet.finish()
    }

    private func print(_ line: StepLine) {
        switch format {
        case .none: break
        case .text(let language): outlet.write(VisibleText.of(line.text(language)))
        case .json:
            if let json = try? encoder.encode(line) {
                outlet.write(VisibleText.of(json: String(decoding: json, as: UTF8.self)))
            }
        }
    }
}
