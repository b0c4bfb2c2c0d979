import Facility
import Foundation
import Testing

@testable import Forward

/// The schema and the sample messages lie beside the repository, not in it: the schema is OASIS's.
enum CAPSamples {
    static let folder: String? = {
        let root = URL(fileURLWithPath: #filePath).pathComponents.dropLast(4).joined(separator: "/")
            .dropFirst()
        let places = [
            ProcessInfo.processInfo.environment["GENGFU_DOMAIN"] ?? "", root + "/../shared/domain",
        ]
        return places.map { $0 + "/cap" }.first {
            FileManager.default.fileExists(atPath: $0 + "/CAP-v1.2.xsd")
        }
    }()

    static func bytes(_ name: String) -> Data {
        folder.flatMap { FileManager.default.contents(atPath: "\($0)/\(name)") } ?? Data()
    }
}

@Suite("CAP messages are valid and say what is known and no more")
struct CAPTests {
    static let shanghai = ZoneRules(initialOffset: 8 * 3_600)

    static func message(
        _ delivery: Delivery, references: [CAPMessage.Reference] = [],
        scope: CAPSettings.Scope = .isPrivate(addresses: ["district.fire", "grid@district"])
    ) -> CAPMessage {
        CAPMessage(
            delivery: delivery,
            settings: CAPSettings(
                sender: "gengfu.longhu@wuye.example", scope: scope, zone: shanghai, page: "https://10.0.0.5"),
            references: references)
    }

    static func root(_ message: CAPMessage) throws -> XMLElement {
        try XMLReader.root(of: message.xml().utf8)
    }

    /// Every kind of step there is, with the references it would have.
    static var all: [CAPMessage] {
        var messages: [CAPMessage] = []
        for origin in [Incident.Origin.real, .exercise, .test] {
            for severity in Severity.allCases {
                for confirmation in ["unconfirmed", "confirmed", "refuted"] {
                    var earlier: [CAPMessage.Reference] = []
                    for (number, action, step) in [
                        (Int64(1), Delivery.Action.report, "raised"), (2, .update, confirmation),
                        (3, .close, confirmation == "refuted" ? "refuted" : "cleared"),
                    ] {
                        var delivery = Delivery.sample(number, action, step: step, severity: severity)
                        delivery.report.origin = origin
                        delivery.report.confirmation = number == 1 ? "unconfirmed" : confirmation
                        delivery.report.deviceName = "1号梯 <b>&\u{1}"
                        delivery.report.refutedCause = confirmation == "refuted" ? "cooking" : nil
                        let message = Self.message(
                            delivery, references: earlier,
                            scope: severity == .minor ? .restricted(to: "仅限街道") : .isPrivate(addresses: ["a"])
                        )
                        earlier.append(.init(identifier: message.identifier, sent: message.sent))
                        messages.append(message)
                    }
                }
            }
        }
        return messages
    }

    @Test("Every message obeys the rules of the standard")
    func rules() {
        for message in Self.all { #expect(CAPRules.broken(message.xml().utf8) == [], "\(message.xml())") }
    }

    @Test(
        "xmllint finds every message valid by the schema of CAP 1.2",
        .enabled(if: CAPSamples.folder != nil && Lint.isInstalled, "needs the schema beside the repository"))
    func schema() throws {
        let folder =
            FileManager.default.temporaryDirectory.path + "/gengfu-cap-\(UInt64.random(in: 0...UInt64.max))"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let schema = try #require(CAPSamples.folder) + "/CAP-v1.2.xsd"
        for (number, message) in Self.all.enumerated() where number.isMultiple(of: 3) || number > 90 {
            let file = "\(folder)/\(number).xml"
            try message.xml().write(toFile: file, atomically: true, encoding: .utf8)
            #expect(try Lint.accepts(file, schema: schema))
        }
    }

    @Test(
        "The rules accept the valid messages of others and refuse the invalid ones, each for its cause",
        .enabled(if: CAPSamples.folder != nil, "needs the sample messages beside the repository"),
        arguments: [
            ("v1dot2_appendix_adot1.xml", ""), ("v1dot2_appendix_adot2.xml", ""),
            ("v1dot2_appendix_adot3.xml", ""),
            ("v1dot2_appendix_adot4.xml", ""), ("wcatwc-update-3refs.xml", ""), ("ipaws-cancel.xml", ""),
            ("google-canada.xml", ""), ("google-earthquake.xml", "not CAP 1.2"),
            ("google-no_optional_fields.xml", "not CAP 1.2"), ("nws-v1.1-alert.xml", "not CAP 1.2"),
            ("google-invalid.xml", "scope"), ("google-xee.xml", "not read: has a document type"),
        ])
    func others(name: String, cause: String) {
        let broken = CAPRules.broken(CAPSamples.bytes(name))
        if cause.isEmpty {
            #expect(broken == [])
        } else {
            #expect(broken.first?.hasPrefix(cause) == true, "\(broken)")
        }
    }

    @Test(
        "Each rule beyond the schema can be broken",
        arguments: [
            ("<sender>gengfu.longhu@wuye.example</sender>", "<sender>a b</sender>", "sender"),
            ("+08:00</sent>", "Z</sent>", "sent"), (":30+08:00</sent>", ":30,08:00</sent>", "sent"),
            ("<scope>Private", "<scope>Secret", "scope"), ("<addresses>a</addresses>", "", "addresses"),
            ("<msgType>Alert", "<msgType>Update", "references"),
            ("<incidents>", "<references>a,b</references><incidents>", "references"),
            ("<language>zh-CN", "<language>zh_CN", "language"),
            ("<urgency>Immediate</urgency>", "", "urgency"),
            ("<certainty>Possible", "<certainty>Very Likely", "certainty"),
            ("<circle>31.23", "<circle>131.23", "circle"), (" 0.3</circle>", "</circle>", "circle"),
            ("<expires>20", "<expires>19", "expires"),
            ("<valueName>gengfu:transition</valueName>", "", "parameter"),
        ])
    func each(from: String, to: String, expected: String) {
        let message = Self.message(.sample(1), scope: .isPrivate(addresses: ["a"])).xml()
        let changed = message.replacing(from, with: to)
        #expect(changed != message)
        #expect(
            CAPRules.broken(changed.utf8).contains { $0.hasPrefix(expected) },
            "\(CAPRules.broken(changed.utf8))")
    }

    @Test("One sensor is Possible, a second trigger Likely, a person's word Observed, a false alarm Unlikely")
    func certainty() throws {
        var delivery = Delivery.sample(1)
        #expect(Self.message(delivery).certainty == "Possible")
        delivery.report.confirmation = "confirmed"
        delivery.report.confirmedBy = "D07"
        #expect(Self.message(delivery).certainty == "Likely")
        delivery.report.answeredBy = "zhang"
        #expect(Self.message(delivery).certainty == "Likely")
        delivery.report.confirmedBy = "zhang"
        #expect(Self.message(delivery).certainty == "Observed")
        delivery.report.confirmation = "refuted"
        #expect(Self.message(delivery).certainty == "Unlikely")
    }

    @Test("No message orders an evacuation or gives an all-clear, whatever happened")
    func neverByMachine() {
        for message in Self.all {
            let text = message.xml()
            #expect(
                !text.contains("Evacuate") && !text.contains("AllClear") && !text.contains("<scope>Public"))
        }
    }

    @Test("Only what is real is Actual; drills and tests say so in status, note and headline")
    func status() throws {
        for message in Self.all {
            let root = try Self.root(message)
            let isReal = message.delivery.report.origin == .real
            #expect((root.value("status") == "Actual") == isReal)
            let headline = root.child("info")?.value("headline") ?? ""
            #expect((headline.contains("演练") || headline.contains("测试")) == !isReal)
            if !isReal { #expect(root.value("note")?.isEmpty == false) }
        }
    }

    @Test("An update names every earlier message; a false alarm is cancelled, any other end is an update")
    func references() throws {
        let earlier = (1...3).map {
            CAPMessage.Reference(identifier: "m\($0)", sent: "2026-03-09T10:15:3\($0)+08:00")
        }
        let update = try Self.root(Self.message(.sample(4, .update), references: earlier))
        #expect(update.value("msgType") == "Update")
        #expect(
            update.value("references")
                == earlier.map { "gengfu.longhu@wuye.example,\($0.identifier),\($0.sent)" }.joined(
                    separator: " "))
        var end = Delivery.sample(4, .close, step: "refuted")
        end.report.confirmation = "refuted"
        #expect(try Self.root(Self.message(end, references: earlier)).value("msgType") == "Cancel")
        let cleared = try Self.root(Self.message(.sample(4, .close), references: earlier))
        #expect(cleared.value("msgType") == "Update" && cleared.child("info")?.value("urgency") == "Past")
    }

    @Test("Times carry the site's offset, UTC is -00:00, the position is latitude first in WGS-84")
    func form() throws {
        let root = try Self.root(Self.message(.sample(1)))
        #expect(root.value("sent") == "2026-03-09T10:15:30+08:00")
        #expect(
            LocalTime.offset(Timestamp(milliseconds: 1_773_022_530_123), .utc) == "2026-03-09T02:15:30-00:00")
        #expect(root.all("info").compactMap { $0.value("language") } == ["zh-CN", "en"])
        #expect(root.child("info")?.child("area")?.value("circle") == "31.23000,121.47000 0.3")
        var hidden = Self.message(.sample(1)).settings
        hidden.givesPosition = false
        #expect(CAPMessage(delivery: .sample(1), settings: hidden, references: []).circle == nil)
        #expect(CAPMessage.degrees(-0.000001) == "0.00000" && CAPMessage.degrees(-31.5) == "-31.50000")
    }

    @Test(
        "A position of the shifted maps comes back to within a metre of where it is",
        arguments: [
            (121.4737, 31.2304), (116.3975, 39.9087), (87.6177, 43.7928), (114.0579, 22.5431),
        ])
    func datum(longitude: Double, latitude: Double) {
        let place = Datum.Position(longitude: longitude, latitude: latitude)
        let shifted = Datum.shift(place)
        let metres = ((shifted.longitude - longitude) * 95_000, (shifted.latitude - latitude) * 111_000)
        #expect((200...900).contains((metres.0 * metres.0 + metres.1 * metres.1).squareRoot()))
        let back = Datum.gcj02.wgs84(longitude: shifted.longitude, latitude: shifted.latitude)
        #expect(abs(back.longitude - longitude) < 0.000005 && abs(back.latitude - latitude) < 0.000005)
        #expect(Datum.cgcs2000.wgs84(longitude: longitude, latitude: latitude) == place)
    }

    @Test("What was sent is named also after a restart, refused messages are not, and the list has a limit")
    func ledger() throws {
        let id = Delivery.sample(1).incident
        var ledger = CAPLedger()
        for number in 1...3 { ledger.note(.init(identifier: "m\(number)", sent: "s"), of: id) }
        ledger.note(.init(identifier: "m2", sent: "s"), of: id)
        ledger = try JSONDecoder().decode(CAPLedger.self, from: JSONEncoder().encode(ledger))
        #expect(ledger.references(of: id, before: "m3").map(\.identifier) == ["m1", "m2"])
        ledger.withdraw("m2", of: id)
        #expect(ledger.references(of: id, before: "m4").map(\.identifier) == ["m1", "m3"])
        for number in 4...200 { ledger.note(.init(identifier: "m\(number)", sent: "s"), of: id) }
        let all = ledger.references(of: id, before: "new").map(\.identifier)
        #expect(all.count == CAPLedger.messageLimit && all.first == "m1" && all.last == "m200")
        ledger.close(id)
        #expect(ledger.entries == [])
    }
}
