/// The last time a destination was proven to be reached, all the way from a sensor's topic: a row of the store.
package struct DestinationProof: Sendable, Codable, Equatable {
    /// `Destination.id`.
    package var destination: String
    /// When its answer came, by the gateway's time.
    package var at: Timestamp
    package var means: ProofMeans

    package init(destination: String, at: Timestamp, means: ProofMeans) {
        self.destination = destination
        self.at = at
        self.means = means
    }
}

/// What a harmless call could show of a far side. What no case was sent for nobody has taken: neither proves that
/// a case would be accepted.
package enum ProofMeans: String, Sendable, Codable {
    /// It knows us and answered in its own words: a sign of life, the question for a case, a link check.
    case answer
    /// The link stands, as far as this kind can be asked without telling it something.
    case link
}

/// What came of one destination's harmless call.
package enum ProofAnswer: Sendable, Equatable {
    case proven(ProofMeans)
    /// The cause in words, without secrets.
    case failed(String)
}

/// Why a destination was not proven in the last round. The sentence is made elsewhere.
package enum ProofTrouble: Sendable, Equatable {
    /// The marked reading did not come back from these brokers (`Broker.id`); nobody was called then.
    case readingLost([String])
    case failed(String)
    /// Its lane gave no answer in time.
    case unanswered
}
