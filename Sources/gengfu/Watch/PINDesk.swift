import Control
import Facility

/// Looks at PINs before a deed is done: who has one acts only with it, at a desk that others use too.
///
/// A person without a PIN acts by name alone, as at a site without `pin_file`. A file that cannot be read stops
/// nobody: a guard who cannot answer a fire is worse than one who is not who he says. The audit log names whom it was.
struct PINDesk {
    private var gate = PINGate()

    enum Verdict: Equatable {
        case mayAct
        case required
        case wrong
        case wait(until: Timestamp)
    }

    /// - Parameter file: `Site.pinFile`; nil: nobody has a PIN.
    mutating func look(_ person: String, _ pin: String?, file: String?, at now: Timestamp) -> Verdict {
        guard let file, case .entries(let entries) = PINFile(path: file).read(), let hash = entries[person]
        else { return .mayAct }
        guard let pin, !pin.isEmpty else { return .required }
        if let until = gate.wait(of: person, at: now) { return .wait(until: until) }
        guard hash.matches(pin) else {
            return gate.wrong(person, at: now).map { .wait(until: $0) } ?? .wrong
        }
        gate.right(person)
        return .mayAct
    }

    /// Who has a PIN, for the page that asks for it.
    static func holders(file: String?) -> Set<String> {
        guard let file, case .entries(let entries) = PINFile(path: file).read() else { return [] }
        return Set(entries.keys)
    }
}
