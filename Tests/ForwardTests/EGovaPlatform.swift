import Foundation
import Synchronization

/// A city platform in the eGova shape, written from `domain/water-ev-platform.md` 3.3 alone, its field failures included.
final class EGovaPlatform: Sendable {
    struct State {
        /// By the compound's case id: the platform's number.
        var cases: [String: String] = [:]
        var uids: Set<String> = []
        var remarks: [String: Int] = [:]
        var notices: [[String: String]] = []
        var signed: Set<String> = []
        var requests: [String] = []
        /// Takes the next report and drops the link.
        var dropsNext = false
        var token = "T1"
    }

    let state = Mutex(State())

    func answer(_ request: PlainServer.Request) -> PlainServer.Answer? {
        guard request.path.hasPrefix("/v22/oauth/extras/openapi/") else {
            return .init(status: 404, body: "<html>Not Found</html>")
        }
        return state.withLock { state in
            guard request.target.contains("egova_openapi_token=\(state.token)") else {
                return Self.failure("401", "token 已失效")
            }
            let envelope = request.json
            let data = envelope["data"] as? [String: Any] ?? [:]
            let action = envelope["action"] as? String ?? ""
            state.requests.append(action)
            guard request.method == "POST", let uid = envelope["uid"] as? String, !uid.isEmpty,
                envelope["senderCode"] as? String == "mssq"
            else { return Self.failure("400", "报文格式错误") }
            guard state.uids.insert(uid).inserted else { return Self.failure("409", "uid 重复请求") }
            switch action {
            case "REPORT": return report(data, &state)
            case "NOTIFY": return notify(data, &state)
            case "GET_REC_PROCESS_INFO": return process(data, state)
            case "GET_NOTICE_INFO": return Self.notices(state)
            case "NOTICE_SIGNING":
                for item in data["noticeList"] as? [[String: Any]] ?? [] {
                    state.signed.insert(item["noticeId"] as? String ?? "")
                }
                return .init(body: #"{"resultInfo":{"code":200},"data":null}"#)
            default: return Self.failure("400", "未知 action")
            }
        }
    }

    private func report(_ data: [String: Any], _ state: inout State) -> PlainServer.Answer? {
        let required = [
            "caseId", "registerTime", "eventDesc", "recTypeId", "recTypeName", "eventSrcId", "eventSrcName",
            "address", "medias",
        ]
        for field in required where data[field] == nil { return Self.failure("400", "缺少必填项 \(field)") }
        let time = data["registerTime"] as? String ?? ""
        guard time.wholeMatch(of: /\d{4}-\d\d-\d\d \d\d:\d\d:\d\d/) != nil else {
            return Self.failure("400", "registerTime 格式错误")
        }
        guard data["recTypeId"] as? Int == 23, data["eventSrcId"] as? Int == 104 else {
            return Self.failure("400", "案件类型或来源不在字典中")
        }
        guard let district = data["districtId"] as? String, !district.isEmpty else {
            return Self.failure("500", "no handler found")
        }
        let id = data["caseId"] as? String ?? ""
        let number = state.cases[id] ?? "T20260309\(state.cases.count + 1)"
        state.cases[id] = number
        if state.dropsNext {
            state.dropsNext = false
            return nil
        }
        return .init(body: #"{"resultInfo":{"code":200},"data":{"recId":90001,"taskNum":"\#(number)"}}"#)
    }

    private func notify(_ data: [String: Any], _ state: inout State) -> PlainServer.Answer {
        let id = data["caseId"] as? String ?? ""
        guard state.cases[id] != nil else { return Self.failure("404", "案件不存在") }
        state.remarks[id, default: 0] += 1
        return .init(body: #"{"resultInfo":{"code":200},"data":null}"#)
    }

    private func process(_ data: [String: Any], _ state: State) -> PlainServer.Answer {
        let id = data["caseId"] as? String ?? ""
        guard let number = state.cases[id] else { return Self.failure("404", "案件不存在") }
        return .init(
            body: #"{"resultInfo":{"code":200},"data":{"taskNum":"\#(number)","itemInstList":[]}}"#)
    }

    private static func notices(_ state: State) -> PlainServer.Answer {
        let open = state.notices.filter { !state.signed.contains($0["noticeId"] ?? "") }
        let list = (try? JSONSerialization.data(withJSONObject: open)).map {
            String(decoding: $0, as: UTF8.self)
        }
        return .init(body: #"{"resultInfo":{"code":200},"data":{"noticeList":\#(list ?? "[]")}}"#)
    }

    /// HTTP success with a failure inside, as the vendor's guides tell.
    private static func failure(_ code: String, _ message: String) -> PlainServer.Answer {
        .init(body: #"{"resultInfo":{"code":\#(code),"message":"\#(message)"},"data":null}"#)
    }
}
