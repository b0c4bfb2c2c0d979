import Facility
import Foundation

/// A request as a person checks it against a vendor's paper: as a curl command and as a table of its fields. No secret
/// stands in it.
package struct RequestPreview: Sendable, Equatable {
    /// One field, in the order it is sent; the fields of a JSON body by their pointers.
    package struct Row: Sendable, Equatable {
        package var part: Part
        package var name: String
        package var value: String
    }

    package enum Part: String, Sendable {
        case line, query, header, form, body

        package var name: LocalizedText {
            switch self {
            case .line: LocalizedText(en: "request", zh: "请求")
            case .query: LocalizedText(en: "query", zh: "查询参数")
            case .header: LocalizedText(en: "header", zh: "请求头")
            case .form: LocalizedText(en: "form", zh: "表单")
            case .body: LocalizedText(en: "body", zh: "正文")
            }
        }
    }

    package let curl: String
    package let rows: [Row]

    package init(_ request: UnsentRequest, secrets: Secrets) {
        curl = secrets.redacted(Self.command(request))
        rows = Self.rows(request).map {
            Row(part: $0.part, name: $0.name, value: secrets.redacted($0.value))
        }
    }

    private static func command(_ request: UnsentRequest) -> String {
        var lines = ["curl -X \(request.method) \(quoted(request.url))"]
        lines += request.headers.map { "-H \(quoted("\($0.name): \($0.value)"))" }
        if !request.body.isEmpty {
            lines.append("--data-raw \(quoted(String(decoding: request.body, as: UTF8.self)))")
        }
        return lines.joined(separator: " \\\n  ")
    }

    /// As a POSIX shell reads it back unchanged.
    private static func quoted(_ text: String) -> String {
        "'" + text.replacing("'", with: #"'\''"#) + "'"
    }

    private static func rows(_ request: UnsentRequest) -> [Row] {
        var rows = [Row(part: .line, name: request.method, value: request.address)]
        rows += request.query.map { Row(part: .query, name: $0.name, value: $0.value) }
        rows += request.headers.map { Row(part: .header, name: $0.name, value: $0.value) }
        switch request.content {
        case .none: break
        case .form(let fields): rows += fields.map { Row(part: .form, name: $0.name, value: $0.value) }
        case .bytes(let bytes):
            if let tree = AnswerTree(bytes) {
                rows += flat(tree, at: "")
            } else {
                rows.append(Row(part: .body, name: "", value: String(decoding: bytes, as: UTF8.self)))
            }
        }
        return rows
    }

    private static func flat(_ tree: AnswerTree, at pointer: String) -> [Row] {
        switch tree {
        case .fields(let fields) where !fields.isEmpty:
            fields.sorted { $0.key < $1.key }.flatMap { flat($0.value, at: pointer + "/" + $0.key) }
        case .list(let items) where !items.isEmpty:
            items.enumerated().flatMap { flat($1, at: "\(pointer)/\($0)") }
        default: [Row(part: .body, name: pointer, value: tree.word ?? (tree == .null ? "null" : "—"))]
        }
    }
}

/// A conveyance whose requests can be shown without being sent.
package protocol Previewing: Conveyance {
    /// - Throws: `.refused` for what the interface cannot say.
    func preview(_ delivery: Delivery) async throws(Lane.Failure) -> RequestPreview
}
