import Facility
import Templates

/// What a kind may use to prove that its far side is reached and knows us, without telling it of any case.
package struct HarmlessCall: Sendable {
    /// By the gateway's clock.
    package var now: Timestamp
    /// The period of the agreed signs of life. nil: none are agreed, and one alone would make the far side miss the next.
    package var every: Interval?
    /// A case that is none, to be asked for: of a store epoch that no store has.
    package var stranger: Delivery

    /// - Parameter site: `Site.id`.
    package init(site: String, destination: String, now: Timestamp, every: Interval?) {
        self.now = now
        self.every = every
        stranger = TemplateSample.complete.delivery
        stranger.destination = destination
        stranger.incident = IncidentID(site: site, epoch: 0, number: 1)
        stranger.report.incident = stranger.incident
    }
}

extension Conveyance {
    /// For what stands beside the box or at a broker: its sign of life looks whether the link is there.
    package func prove(_ call: HarmlessCall) async throws(Lane.Failure) -> ProofMeans {
        try await heartbeat(at: call.now, every: call.every ?? .seconds(60), audit: nil)
        return .link
    }
}

extension HTTPExchange {
    /// Whether anybody answers there, whatever the answer: the call of kinds that cannot be asked without telling them
    /// something.
    func reach() async throws(Lane.Failure) -> ProofMeans {
        _ = try await send(request("HEAD", ""))
        return .link
    }
}

extension HTTPConveyance {
    package func prove(_ call: HarmlessCall) async throws(Lane.Failure) -> ProofMeans {
        if let every = call.every {
            try await heartbeat(at: call.now, every: every, audit: nil)
        } else {
            _ = try await query(call.stranger)
        }
        return .answer
    }
}

extension WebhookConveyance {
    package func prove(_ call: HarmlessCall) async throws(Lane.Failure) -> ProofMeans {
        guard let every = call.every else { return try await exchange.reach() }
        try await heartbeat(at: call.now, every: every, audit: nil)
        return .answer
    }
}

extension RobotConveyance {
    package func prove(_ call: HarmlessCall) async throws(Lane.Failure) -> ProofMeans {
        try await exchange.reach()
    }
}

extension FireCentreConveyance {
    /// GB/T 26875.3-2011 has a link check, which the centre answers.
    package func prove(_ call: HarmlessCall) async throws(Lane.Failure) -> ProofMeans {
        try await heartbeat(at: call.now, every: call.every ?? .seconds(60), audit: nil)
        return .answer
    }
}

extension FileConveyance {
    /// A snapshot out of turn would say that the next is missing.
    package func prove(_ call: HarmlessCall) async throws(Lane.Failure) -> ProofMeans {
        try await keeper.lookWhetherWritable()
        return .link
    }
}
