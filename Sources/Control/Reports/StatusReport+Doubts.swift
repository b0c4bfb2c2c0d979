import Facility

/// What all polled lines asked and heard, since they were taken up.
package struct PollTotals: Sendable, Codable, Equatable {
    /// Tries sent.
    package var requests: Int
    package var answers: Int
    package var timeouts: Int
    /// Answers to a try already given up, dropped.
    package var late: Int
    /// Answers to nothing we asked, dropped.
    package var strays: Int

    package init(_ counters: PollLine.Counters) {
        requests = counters.requests
        answers = counters.answers
        timeouts = counters.timeouts
        late = counters.late
        strays = counters.strays
    }
}

extension StatusReport {
    /// What makes it doubtful that devices are who they say, and that what they say is read.
    package var doubts: [Degradation] {
        var found: [Degradation] = []
        let claims = rejections.filter { $0.reason == RejectionReason.Kind.identity.name && $0.count > 0 }
        if !claims.isEmpty {
            let count = claims.reduce(0) { $0 + $1.count }
            let names = claims.map(\.profile).joined(separator: ", ")
            let text = LocalizedText(
                en: "\(count) messages say they are another device's than their topic (\(names)): "
                    + "not read, see `gengfu quarantine list`",
                zh: "\(count) 条报文自称属于其他设备（\(names)），未采信，请查看 gengfu quarantine list")
            found.append(Degradation(code: "identity_contradicted", text: text))
        }
        if let resting = restingCodecs, resting > 0 {
            let text = LocalizedText(
                en: "\(resting) makers' codecs ran too long over and over with some device: its uplinks wait",
                zh: "\(resting) 个厂家解码程序对个别设备多次超时，这些设备的报文暂缓解析")
            found.append(Degradation(code: "codecs_resting", text: text))
        }
        if let count = unlearnedDevices, count > 0 {
            found.append(Degradation(code: "learning_full", text: Self.learningFull(count)))
        }
        return found
    }

    /// What a site with more learners than there is room for is told, by `gengfu status` and `gengfu check`.
    package static func learningFull(_ devices: Int) -> LocalizedText {
        LocalizedText(
            en:
                "no room to learn what is usual at \(devices) devices: hazards that ask for it are unknown there",
            zh: "学习容量已满：\(devices) 台设备不再学习平时规律，依赖它的隐患在这些设备上无法判定")
    }
}
