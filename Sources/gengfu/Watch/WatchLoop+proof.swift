import Control
import Facility
import MQTT

/// Proves the way of an alarm: marked readings go out to the brokers, come back by the urgent sessions like any device's,
/// and behind their commit each lane makes its harmless call.
extension WatchLoop {
    /// Once a second.
    func lookAtProofs(now: Timestamp) {
        var random = SystemRandomNumberGenerator()
        carryOut(proofs.advance(to: now, using: &random))
    }

    /// What the last commit says of marked readings, and a person's wish for them.
    func tellProofs() {
        guard !effects.marks.isEmpty || effects.wantsProof else { return }
        let now = clock.read()
        if effects.wantsProof { proofs.ask(now: now) }
        for mark in effects.marks { carryOut(proofs.heard(mark, now: now)) }
    }

    /// A lane's word on its harmless call.
    func take(_ answer: ProofAnswer, of destination: String, now: Timestamp) {
        let (proof, actions) = proofs.answered(destination, answer, now: now)
        if let proof { effects.proofs.append(proof) }
        carryOut(actions)
    }

    /// Between two commits, since only then may a session write.
    func publishMarks() {
        for mark in marksToSend {
            let session = SessionClass.telemetry.session(ofBroker: mark.broker)
            guard sessions.indices.contains(session.position) else { continue }
            // What cannot be sent now does not come back, and that is what is said of it.
            _ = sessions[session.position].session.publish(
                topic: ProofMark.topic(at: engine.site.brokers[mark.broker]), payload: mark.payload)
        }
        marksToSend.removeAll()
    }

    private func carryOut(_ actions: [ProofBook.Action]) {
        for action in actions {
            switch action {
            case .publish(let marks): marksToSend = marks
            case .call: lanes.prove()
            case .note(let line):
                effects.audit.append(line)
                guard line.action != "path_proven" else { continue }
                log.warning(
                    "the path could not be proven",
                    metadata: ["subject": "\(line.subject)", "reason": "\(line.detail)"])
            }
        }
    }

    /// A destination's proof as the page and the metrics show it.
    func addProof(to report: inout DestinationReport, now: Timestamp) {
        let proof = proofs.proofs[report.destination]
        report.provenAt = proof?.at
        report.proofMeans = proof?.means
        report.isProofOverdue = proofs.isOverdue(report.destination, at: now)
        report.proofTrouble = proofs.troubles[report.destination]?.text
    }

    /// Destinations of which nobody knows any more whether an alarm would arrive.
    func proofTroubles(_ report: StatusReport) -> [StatusReport.Degradation] {
        report.destinations.filter { $0.isProofOverdue == true }.map { destination in
            let why = destination.proofTrouble
            return .init(
                code: "proof_overdue",
                text: LocalizedText(
                    en: "\(destination.destination): the way from the sensors was not proven for too long"
                        + (why.map { ": \($0.en)" } ?? ""),
                    zh: "\(destination.name.zh)：从传感器到该去向的通道长时间未能验证" + (why.map { "：\($0.zh)" } ?? "")),
                since: destination.provenAt)
        }
    }
}

extension ProofTrouble {
    /// As the page and the terminal say it.
    var text: LocalizedText {
        switch self {
        case .readingLost(let brokers):
            LocalizedText(
                en: "the marked reading did not come back from \(brokers.joined(separator: ", "))",
                zh: "标记读数未从消息服务器 \(brokers.joined(separator: "、")) 返回")
        case .failed(let reason): LocalizedText(en: reason, zh: reason)
        case .unanswered: LocalizedText(en: "its lane did not answer", zh: "报送通道没有应答")
        }
    }
}
