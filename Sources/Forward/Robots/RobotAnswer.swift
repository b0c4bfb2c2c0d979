import Facility
import Foundation

/// What a robot's answer means. Both makers answer 200 to everything and say in `errcode` what came of it.
struct RobotAnswer {
    private struct Fields: Decodable {
        var errcode: Int
        var errmsg: String?
    }

    /// Succeeds when the message is in the group.
    static func judge(_ answer: HTTPAnswer, isDingTalk: Bool) throws(Lane.Failure) {
        guard (200..<300).contains(answer.status) else { throw failure(status: answer) }
        guard let fields = try? JSONDecoder().decode(Fields.self, from: Data(answer.body)) else {
            throw .unknown("answered \(answer.status) without an error code")
        }
        guard fields.errcode != 0 else { return }
        let words = String((fields.errmsg ?? "no reason given").map { $0.isNewline ? " " : $0 }.prefix(200))
        let text = "errcode \(fields.errcode): \(words)"
        switch isDingTalk ? dingTalk[fields.errcode] : weCom[fields.errcode] {
        case .tooFast: throw .busy(text, retryAfter: answer.retryAfter ?? .minutes(1))
        case .again: throw .busy(text, retryAfter: nil)
        case .settings: throw .lockedOut(text)
        case nil: throw .refused(text)
        }
    }

    private enum Meaning { case tooFast, again, settings }

    /// 企业微信 全局错误码: those that are about us and not about the message.
    private static let weCom: [Int: Meaning] = [
        -1: .again, 45_009: .tooFast, 45_033: .tooFast, 93_000: .settings, 93_004: .settings,
        93_008: .settings, 40_001: .settings, 40_014: .settings, 60_020: .settings,
    ]

    /// 钉钉 自定义机器人. 310000: keyword, signature or address not as the robot's settings want it.
    private static let dingTalk: [Int: Meaning] = [
        -1: .again, 130_101: .tooFast, 130_102: .tooFast, 410_100: .tooFast, 310_000: .settings,
        300_001: .settings, 300_005: .settings, 400_013: .settings, 400_101: .settings, 400_102: .settings,
        400_106: .settings,
    ]

    private static func failure(status answer: HTTPAnswer) -> Lane.Failure {
        let text = "answered \(answer.status)"
        return switch answer.status {
        case 300..<400: .lockedOut("\(text), which is not followed")
        case 401, 403, 404, 405, 410: .lockedOut(text)
        case 408, 425, 429, 503: .busy(text, retryAfter: answer.retryAfter)
        case 500..<600: .unknown(text)
        default: .refused(text)
        }
    }
}
