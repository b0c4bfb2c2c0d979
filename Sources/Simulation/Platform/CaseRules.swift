/// The bodies of `docs/grid-interface.yaml`, written a second time on purpose: the stand-in shares no code with
/// the gateway, so that a slip in one of them shows.
enum CaseRules {
    static let `case` = BodyRule.object([
        ("incident", .pattern(isIncident, saying: "site-epoch-number")),
        ("transition", .integer(1...1_000_000_000)),
        ("step", .text(1...40)),
        ("matter_kind", .oneOf(["事项"])),
        ("matter_code", .orNull(.pattern(isMatterCode, saying: "5 or 11 digits"))),
        ("codes", .map(.text(0...100), most: 16)),
        ("hazard", .text(1...100)),
        ("hazard_name", .object([("zh", .text(0...200)), ("en", .text(0...200))])),
        ("facility", .text(1...100)),
        ("severity", .oneOf(severities)),
        ("level", .oneOf(levels)),
        ("origin", .oneOf(["real", "exercise", "test"])),
        ("condition", .oneOf(["active", "quiet"])),
        ("confirmation", .oneOf(["未核实", "已核实", "误报"])),
        ("confirmed_by", .orNull(.text(0...200))),
        ("refuted_cause", .orNull(.text(0...1_000))),
        ("historic", .boolean),
        ("weak_evidence", .boolean),
        ("unjournaled", .boolean),
        ("site", .object([("id", .text(1...100)), ("name", .text(0...200))])),
        ("device", .object([("id", .text(1...200)), ("name", .text(0...200))])),
        ("place", place),
        ("position", .orNull(position)),
        ("since", .time),
        ("raised_at", .time),
        ("at", .time),
        ("report_by", .orNull(.time)),
        ("evidence", .list(.text(0...500), most: 100)),
        ("points", .optional(.list(point, most: 100))),
        ("contacts", .optional(.list(contact, most: 30))),
        ("note", .orNull(.text(0...2_000))),
    ])

    /// A gateway of interface 1.0 says nothing of its audit log.
    static func heartbeat(withAudit: Bool) -> BodyRule {
        let fields: [(name: String, rule: BodyRule)] = [
            ("site", .text(1...100)), ("at", .time), ("every_seconds", .integer(1...86_400)),
        ]
        return .object(withAudit ? fields + [("audit", auditHead)] : fields)
    }

    private static let auditHead = BodyRule.object([
        ("store", .pattern({ isHex($0, digits: 10) }, saying: "10 hexadecimal digits")),
        ("number", .integer(1...1_000_000_000)),
        ("hash", .pattern({ isHex($0, digits: 64) }, saying: "64 hexadecimal digits")),
    ])

    private static func isHex(_ text: String, digits: Int) -> Bool {
        text.utf8.count == digits && text.utf8.allSatisfy { "0123456789abcdef".utf8.contains($0) }
    }

    private static let severities = ["extreme", "severe", "moderate", "minor"]
    private static let levels = ["一级", "二级", "三级", "四级"]

    private static let place = BodyRule.object([
        ("building", .text(0...100)), ("unit", .text(0...100)), ("floor", .text(0...100)),
        ("spot", .text(0...200)),
        ("grid_code", .pattern(isGridCode, saying: "a grid code of 15 characters 0-9 A-Z")),
    ])

    /// A single point of a growing fire.
    private static let point = BodyRule.object([
        ("incident", .pattern(isIncident, saying: "site-epoch-number")),
        ("hazard", .text(1...100)),
        ("device", .object([("id", .text(1...200)), ("name", .text(0...200))])),
        ("place", .map(.text(0...200), most: 5)),
        ("since", .time),
        ("state", .oneOf(["active", "quiet", "refuted", "ended"])),
    ])

    private static let contact = BodyRule.object([
        ("role", .text(1...40)),
        ("name", .object([("zh", .text(0...200)), ("en", .text(0...200))])),
        (
            "people",
            .list(.object([("name", .text(0...200)), ("phone", .text(0...100))]), most: 8)
        ),
    ])

    private static let position = BodyRule.object([
        ("longitude", .number(-180...180)), ("latitude", .number(-90...90)),
        ("datum", .oneOf(["CGCS2000", "WGS84", "GCJ-02", "BD-09"])),
    ])

    /// Mistakes of the body as a whole, which no single field shows.
    static func mistakes(across body: PlatformJSON, incident: String?) -> [BodyRule.Mistake] {
        var found: [BodyRule.Mistake] = []
        if let incident, body["incident"]?.string != incident {
            found.append(.init(pointer: "/incident", detail: "is not the case of this address"))
        }
        if let severity = body["severity"]?.string.flatMap({ severities.firstIndex(of: $0) }),
            let level = body["level"]?.string.flatMap({ levels.firstIndex(of: $0) }), severity != level
        {
            found.append(.init(pointer: "/level", detail: "does not agree with severity"))
        }
        if let site = body["site"]?["id"]?.string, let id = body["incident"]?.string,
            !id.hasPrefix("\(site)-")
        {
            found.append(.init(pointer: "/site/id", detail: "is not the site of the incident"))
        }
        return found
    }

    private static let isIncident: @Sendable (String) -> Bool = { text in
        let parts = text.split(separator: "-", omittingEmptySubsequences: false)
        guard parts.count >= 3, text.count <= 120, let number = parts.last, let first = number.first,
            first != "0", number.allSatisfy({ ("0"..."9").contains($0) })
        else { return false }
        let epoch = parts[parts.count - 2]
        return epoch.count == 10
            && epoch.allSatisfy { ("0"..."9").contains($0) || ("a"..."f").contains($0) }
    }

    private static let isMatterCode: @Sendable (String) -> Bool = { text in
        (text.count == 5 || text.count == 11) && text.allSatisfy { ("0"..."9").contains($0) }
    }

    private static let isGridCode: @Sendable (String) -> Bool = { text in
        text.count == 15 && text.allSatisfy { ("0"..."9").contains($0) || ("A"..."Z").contains($0) }
    }
}
