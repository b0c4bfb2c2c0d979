import Expressions
import Foundation

/// One line of `gengfu cel`: an expression, what its names are bound to, and what came of it.
struct CelLine {
    /// Longest line, bytes.
    static let limit = 1_048_576

    /// Written as the values seen last are, until a line has values of its own.
    private var form = CelForm.proto

    /// The answer to a line: `{"value": …}` or `{"error": …}`.
    mutating func answer(to line: String) -> CelJSON {
        guard line.utf8.count <= Self.limit else { return Self.error("the line is longer than 1 MiB") }
        guard let fields = CelJSON(line: line)?.object else {
            return Self.error("the line is no JSON object")
        }
        guard let source = (fields["expr"] ?? fields["expression"])?.text else {
            return Self.error("the line has no `expr`")
        }
        if let seen = Self.form(in: fields) { form = seen.after(form) }
        do throws(CelReading.Refusal) {
            let (names, values) = try Self.bindings(fields["bindings"] ?? .null)
            let environment = Environment(
                variables: names.map { Variable($0, .dynamic) }, container: fields["container"]?.text,
                zones: Self.zone)
            return evaluate(source, environment, values)
        } catch {
            return Self.error("bindings: \(error.reason)")
        }
    }

    private func evaluate(_ source: String, _ environment: Environment, _ values: [Value]) -> CelJSON {
        let compilation = Program.compile(source, in: environment, expecting: nil, checking: .none)
        guard let program = compilation.program else {
            let issues = compilation.issues.map { "\($0.offset): \($0)" }
            return Self.error(issues.joined(separator: "; "))
        }
        let value = program.evaluate(variables: values)
        if case .error(let error) = value { return Self.error(error.shortDescription) }
        return form.json(value).map { .object(["value": $0]) } ?? Self.error("unknown")
    }

    private static func error(_ reason: String) -> CelJSON { .object(["error": .text(reason)]) }

    // MARK: What a line holds

    /// An object of names, or a list of `{"key": …, "value": …}`.
    private static func bindings(_ json: CelJSON) throws(CelReading.Refusal) -> ([String], [Value]) {
        var pairs: [(String, CelJSON)] = []
        switch json {
        case .null: break
        case .object(let fields): pairs = fields.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
        case .list(let entries):
            for entry in entries {
                guard let fields = entry.object, let value = fields["value"],
                    let name = (fields["key"] ?? fields["name"])?.text
                else { throw CelReading.Refusal(reason: "an entry has a key and a value") }
                pairs.append((name, value))
            }
        default: throw CelReading.Refusal(reason: "no object")
        }
        var values: [Value] = []
        for (_, json) in pairs { values.append(try CelReading.value(json)) }
        return (pairs.map(\.0), values)
    }

    /// The form of what the line expects, else of its bindings.
    private static func form(in fields: [String: CelJSON]) -> CelForm? {
        for name in ["value", "expected", "expect", "result"] {
            if let json = fields[name], let form = form(within: json, depth: 2) { return form }
        }
        return fields["bindings"].flatMap { form(within: $0, depth: 3) }
    }

    /// Of the first typed value on the way down; an error says nothing of it.
    private static func form(within json: CelJSON, depth: Int) -> CelForm? {
        if let form = CelForm(of: json) { return form }
        guard depth > 0 else { return nil }
        switch json {
        case .object(let fields):
            return fields.sorted { $0.key < $1.key }.lazy.compactMap {
                form(within: $0.value, depth: depth - 1)
            }
            .first
        case .list(let items): return items.lazy.compactMap { form(within: $0, depth: depth - 1) }.first
        default: return nil
        }
    }

    /// The machine's own zones, abbreviations left out: `CST` is two of them.
    private static let zone: ZoneSource = { name in
        guard name.contains("/") || TimeZone.knownTimeZoneIdentifiers.contains(name),
            let zone = TimeZone(identifier: name)
        else { return nil }
        return { zone.secondsFromGMT(for: Date(timeIntervalSince1970: TimeInterval($0))) }
    }
}
