import Facility

/// Sends each step as a CAP 1.2 message, posted to a web address or left in a folder.
package struct CAPConveyance: Conveyance {
    private let outbox: CAPOutbox
    private let carrier: Carrier
    private let acknowledgement: Destination.Acknowledgement

    private enum Carrier {
        case folder(CAPFolder)
        case http(HTTPExchange, token: String?)
    }

    init(
        _ settings: CAPSettings, carrier: CAPSettings.Carrier, destination: Destination, site: String,
        box: BoxPorts
    ) throws(ConveyanceFault) {
        outbox = CAPOutbox(settings, destination: destination.id, state: box.state)
        acknowledgement = destination.acknowledgement
        switch carrier {
        case .folder(let path):
            self.carrier = .folder(CAPFolder(path: path, destination: destination.id, site: site))
        case .http(let link, let token):
            self.carrier = .http(try HTTPExchange(link, secrets: Secrets([token])), token: token)
        }
    }

    package func send(_ delivery: Delivery) async throws(Lane.Failure) -> Lane.Answer {
        let message = try await outbox.message(delivery)
        do throws(Lane.Failure) {
            let number = try await carry(message)
            await outbox.settle(delivery, isTaken: true)
            return Lane.Answer(
                caseNumber: number, handling: acknowledgement == .business ? .accepted : .reported)
        } catch {
            if case .refused = error { await outbox.settle(delivery, isTaken: false) }
            throw error
        }
    }

    private func carry(_ message: CAPMessage) async throws(Lane.Failure) -> String? {
        switch carrier {
        case .folder(let folder):
            try await folder.leave(message)
            return nil
        case .http(let exchange, let token):
            var request = exchange.request("POST", "")
            request.setHeader("Content-Type", "application/cap+xml")
            request.setHeader("Accept", "application/cap+xml")
            if let token { request.setHeader("Authorization", "Bearer \(token)") }
            request.content = .bytes(Array(message.xml().utf8))
            let answer = try await exchange.send(request)
            return try exchange.redacting { () throws(Lane.Failure) in
                try CAPAnswer.judge(
                    status: answer.status, body: answer.body, retryAfter: answer.retryAfter, message: message,
                    acknowledgement: acknowledgement)
            }
        }
    }

    /// CAP has no question for what a far side holds; the same message again has the same identifier.
    package func query(_ delivery: Delivery) async throws(Lane.Failure) -> Lane.QueryResult { .absent }

    /// CAP has no sign of life; a message of status `System` would be one more thing to agree upon.
    package func heartbeat(at now: Timestamp, every: Interval, audit: AuditHead?) async throws(Lane.Failure) {
    }

    /// Its sign of life says nothing, so the link is looked at.
    package func prove(_ call: HarmlessCall) async throws(Lane.Failure) -> ProofMeans {
        switch carrier {
        case .folder(let folder): try await folder.lookWhetherWritable()
        case .http(let exchange, _): return try await exchange.reach()
        }
        return .link
    }

    package func shutDown() async {
        if case .http(let exchange, _) = carrier { await exchange.shutDown() }
    }
}
