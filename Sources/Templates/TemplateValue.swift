import Facility
import Mustache

/// One value in a template: what it is, and all that can be made of it (`{{unix(at)}}`, `{{rec_type(hazard)}}`).
struct TemplateValue: Sendable, MustacheCustomRenderable, MustacheTransformable {
    enum Content: Sendable, Equatable {
        case none
        case text(String)
        case whole(Int64)
        case decimal(Double)
        case flag(Bool)
        case time(Timestamp)
    }

    let content: Content
    let tables: TemplateTables

    init(_ content: Content, _ tables: TemplateTables) {
        self.content = content
        self.tables = tables
    }

    var renderText: String {
        switch content {
        case .none: ""
        case .text(let text): text
        case .whole(let number): String(number)
        case .decimal(let number): Self.plain(number)
        case .flag(let flag): flag ? "true" : "false"
        case .time(let time): tables.written(time)
        }
    }

    /// What a section skips and an inverted one shows: nothing, an empty text and no.
    var isNull: Bool {
        switch content {
        case .none: true
        case .text(let text): text.isEmpty
        case .flag(let flag): !flag
        case .whole, .decimal, .time: false
        }
    }

    func transform(_ name: String) -> Any? {
        if name == "json" { return JSONLiteral.template(json) }
        if let length = TemplateCheck.cut(name) { return with(.text(String(renderText.prefix(length)))) }
        if let table = tables.dictionaries[name] {
            let word = renderText
            guard let value = table[word] else {
                tables.misses.note(dictionary: name, word: word)
                return with(.none)
            }
            return with(.text(value))
        }
        switch name {
        case "lowercased": return with(.text(renderText.lowercased()))
        case "uppercased": return with(.text(renderText.uppercased()))
        default: return transformTime(name)
        }
    }

    private func transformTime(_ name: String) -> Any? {
        guard case .time(let time) = content else { return with(.none) }
        switch name {
        case "rfc3339": return with(.text(time.rfc3339))
        case "unix": return with(.whole(time.milliseconds / 1_000))
        case "unix_ms": return with(.whole(time.milliseconds))
        case "compact":
            return with(.text(WrittenTimes(format: "yyyyMMddHHmmss", zone: tables.times.zone).text(time)))
        default: return nil
        }
    }

    /// As JSON writes it.
    var json: String {
        switch content {
        case .none: "null"
        case .text(let text): "\"" + TemplateEscaping.json(text) + "\""
        case .time: "\"" + TemplateEscaping.json(renderText) + "\""
        case .whole, .decimal, .flag: renderText
        }
    }

    private func with(_ content: Content) -> TemplateValue { TemplateValue(content, tables) }

    /// Without an exponent and without `.0`: what a person would write.
    private static func plain(_ number: Double) -> String {
        guard number.isFinite else { return "" }
        if let whole = Int64(exactly: number) { return String(whole) }
        let text = "\(number)"
        return text.contains("e") ? "0" : text
    }
}

/// A value that is written past the escaping because it is JSON already.
enum JSONLiteral {
    /// The library writes a template as it renders, unescaped. No `{` of a text may open a tag in it: within a JSON
    /// string a brace can be written as `\u007b`, and between tokens two never meet.
    static func template(_ json: String) -> MustacheTemplate? {
        var safe = ""
        var isInText = false
        var isEscaped = false
        for scalar in json.unicodeScalars {
            if isInText, scalar == "{" {
                safe += "\\u007b"
            } else {
                safe.unicodeScalars.append(scalar)
            }
            if isEscaped {
                isEscaped = false
            } else if scalar == "\\" {
                isEscaped = true
            } else if scalar == "\"" {
                isInText.toggle()
            }
        }
        return try? MustacheTemplate(string: safe)
    }
}

/// Fields with names.
struct TemplateFields: Sendable, MustacheParent, MustacheCustomRenderable, MustacheTransformable {
    /// In the order JSON writes them.
    let fields: [(name: String, value: any Sendable)]
    private let positions: [String: Int]
    /// Any name is nothing in particular, rather than a mistake.
    private let tables: TemplateTables?
    private let emptyJSON: String

    /// - Parameter emptyJSON: what JSON writes for no fields at all.
    init(
        _ fields: [(name: String, value: any Sendable)], lenient tables: TemplateTables? = nil,
        emptyJSON: String = "null"
    ) {
        self.fields = fields
        self.tables = tables
        self.emptyJSON = emptyJSON
        positions = Dictionary(
            fields.enumerated().map { ($1.name, $0) }, uniquingKeysWith: { first, _ in first })
    }

    func child(named name: String) -> Any? {
        positions[name].map { fields[$0].value } ?? tables.map { TemplateValue(.none, $0) }
    }

    var renderText: String { "" }
    var isNull: Bool { fields.isEmpty }

    func transform(_ name: String) -> Any? { name == "json" ? JSONLiteral.template(json) : nil }

    var json: String {
        fields.isEmpty ? emptyJSON : "{" + fields.map(Self.member).joined(separator: ",") + "}"
    }

    private static func member(_ field: (name: String, value: any Sendable)) -> String {
        "\"" + TemplateEscaping.json(field.name) + "\":" + TemplateList.json(field.value)
    }
}

/// Values or fields in their order.
struct TemplateList: Sendable, MustacheSequence, MustacheCustomRenderable, MustacheTransformable {
    let items: [any Sendable]

    init(_ items: [any Sendable]) { self.items = items }

    func makeIterator() -> IndexingIterator<[any Sendable]> { items.makeIterator() }

    var renderText: String { "" }
    var isNull: Bool { items.isEmpty }

    func transform(_ name: String) -> Any? {
        switch name {
        case "json": JSONLiteral.template(json)
        case "empty": items.isEmpty
        default: nil
        }
    }

    var json: String { "[" + items.map(Self.json).joined(separator: ",") + "]" }

    static func json(_ value: any Sendable) -> String {
        switch value {
        case let value as TemplateValue: value.json
        case let fields as TemplateFields: fields.json
        case let list as TemplateList: list.json
        default: "null"
        }
    }
}
