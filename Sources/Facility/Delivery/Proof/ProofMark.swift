/// A marked reading: it travels like a device's, by the broker, the urgent session, the engine and a commit, and means
/// nothing but that it has arrived. It is of no device, so that it can never become a case.
package struct ProofMark: Sendable, Equatable {
    /// Position in `Site.brokers`.
    package var broker: Int
    /// The round it was sent in, 1...2^53: a late or strange one proves nothing.
    package var round: Int64

    package init(broker: Int, round: Int64) {
        self.broker = broker
        self.round = round
    }

    /// `gengfu/<client id>/proof`: beside the canary of the contract test, of which no device speaks.
    package static func topic(at broker: Broker) -> String {
        let name = broker.clientID.map { "+#/".contains($0) ? "_" : $0 }
        return "gengfu/\(String(name))/proof"
    }

    private static let opening = Array(#"{"proof":"#.utf8)

    /// `{"proof":4711}`.
    package var payload: [UInt8] { Self.opening + Array("\(round)}".utf8) }

    /// Reads what `payload` wrote; nil for everything else.
    init?(_ payload: some BidirectionalCollection<UInt8>, broker: Int) {
        guard payload.count <= 32, payload.starts(with: Self.opening), payload.last == UInt8(ascii: "}"),
            let round = Int64(
                String(decoding: payload.dropFirst(Self.opening.count).dropLast(), as: UTF8.self))
        else { return nil }
        self.init(broker: broker, round: round)
    }
}
