import Expressions
import Facility
import Foundation

/// Records in a message: one object, or several below `records`, with who enters them.
///
/// ```json
/// {"by": "zhang", "kind": "维保", "subject": "E01", "date": "2026-03-09 08:30", "performer": "迅达",
///  "due": "2026-03-24", "note": "…", "results": {"余氯(mg/L)": 0.3}}
/// ```
/// It is read by the rules of the table (`RecordSheet`): what that refuses, a message cannot enter, and all or nothing of
/// it counts.
package struct RecordMessage: Sendable {
    package let by: String
    package let records: [UpkeepRecord]

    /// Why a message is none: the sentences, for the quarantine.
    package struct Flaw: Error, Equatable {
        package let text: LocalizedText
    }

    /// Different results that all records of a message name together.
    static let nameLimit = 2 * UpkeepRecord.resultLimit

    private static let keys = ["kind", "subject", "date", "performer", "due", "note", "corrects", "reason"]

    /// - Parameters:
    ///   - zone: the site's.
    ///   - knows: whether the site has what a record is about.
    package init(
        _ payload: [UInt8], zone: ZoneRules, knows: @escaping (RecordSubject) -> Bool
    ) throws(Flaw) {
        guard payload.count <= RecordsIntake.byteLimit else {
            throw Flaw(
                en: "longer than \(RecordsIntake.byteLimit) bytes", zh: "超过 \(RecordsIntake.byteLimit) 字节")
        }
        guard case .object(let message) = JSONNode.parse(payload) else {
            throw Flaw(en: "not a JSON object", zh: "不是 JSON 对象")
        }
        guard case .text(let person) = message["by"], !person.isEmpty else {
            throw Flaw(en: "`by` is missing: who enters it", zh: "缺少 `by`：由谁录入")
        }
        by = person
        let entries: [[String: JSONNode]]
        switch message["records"] {
        case .list(let list)?:
            try Self.refuseUnknown(message.keys, known: ["by", "records"])
            entries = list.compactMap { if case .object(let entry) = $0 { entry } else { nil } }
            guard entries.count == list.count, !entries.isEmpty else {
                throw Flaw(en: "`records` is a list of objects", zh: "`records` 应为对象的列表")
            }
            guard entries.count <= UpkeepRecord.batchLimit else {
                throw Flaw(
                    en: "more than \(UpkeepRecord.batchLimit) records",
                    zh: "超过 \(UpkeepRecord.batchLimit) 条记录")
            }
        case nil: entries = [message.filter { $0.key != "by" }]
        default: throw Flaw(en: "`records` is a list of objects", zh: "`records` 应为对象的列表")
        }
        let table = try Self.table(entries)
        let sheet = RecordSheet(Array(table.utf8), zone: zone, knows: knows)
        if let mistake = sheet.mistakes.first {
            let place = mistake.column.map { "`\($0)` " } ?? ""
            throw Flaw(en: place + mistake.text.en, zh: place + mistake.text.zh)
        }
        records = sheet.records
    }

    // MARK: As a table

    private static func table(_ entries: [[String: JSONNode]]) throws(Flaw) -> String {
        var results: [String] = []
        var values: [[String: String]] = []
        for entry in entries {
            try refuseUnknown(entry.keys, known: keys + ["results"])
            var row: [String: String] = [:]
            for key in keys { row[key] = try entry[key].flatMap { node throws(Flaw) in try text(node, key) } }
            for (name, value) in try Self.results(of: entry) {
                if !results.contains(name) { results.append(name) }
                row["result:" + name] = value
            }
            // A column each, in every row: a message of 64 KiB could hold a million empty cells, and the loop waits.
            guard results.count <= nameLimit else {
                throw Flaw(
                    en: "more than \(nameLimit) different results", zh: "结果名称超过 \(nameLimit) 种")
            }
            values.append(row)
        }
        let headings = keys + results.map { "result:" + $0 }
        return ([headings] + values.map { row in headings.map { row[$0] ?? "" } })
            .map { $0.map(quoted).joined(separator: ",") }.joined(separator: "\n") + "\n"
    }

    private static func results(of entry: [String: JSONNode]) throws(Flaw) -> [(String, String)] {
        guard let node = entry["results"] else { return [] }
        guard case .object(let members) = node, members.count <= UpkeepRecord.resultLimit else {
            throw Flaw(en: "`results` is an object of numbers", zh: "`results` 应为数值的对象")
        }
        var found: [(String, String)] = []
        for (name, value) in members.sorted(by: { $0.key < $1.key }) {
            guard case .number(let number) = value, number.isFinite else {
                throw Flaw(en: "result `\(name)` is no number", zh: "结果 `\(name)` 不是数字")
            }
            found.append((name, number.plain))
        }
        return found
    }

    /// A text or, of a record's number, a number; null says nothing.
    private static func text(_ node: JSONNode, _ key: String) throws(Flaw) -> String? {
        switch node {
        case .null: return nil
        case .text(let text): return text
        case .number(let number): return number.plain
        case .truth, .list, .object: throw Flaw(en: "`\(key)` is no text", zh: "`\(key)` 不是文字")
        }
    }

    private static func refuseUnknown(
        _ found: Dictionary<String, JSONNode>.Keys, known: [String]
    ) throws(Flaw) {
        guard let key = found.sorted().first(where: { !known.contains($0) }) else { return }
        let near = Spelling.suggestions(for: key, among: known).first
        throw Flaw(
            en: "unknown key `\(key)`" + (near.map { ": did you mean `\($0)`?" } ?? ""),
            zh: "未知的键 `\(key)`" + (near.map { "：是不是想写 `\($0)`？" } ?? ""))
    }

    private static func quoted(_ cell: String) -> String {
        "\"" + cell.replacing("\"", with: "\"\"") + "\""
    }
}

extension RecordMessage.Flaw {
    fileprivate init(en: String, zh: String) {
        text = LocalizedText(en: en, zh: zh)
    }
}
