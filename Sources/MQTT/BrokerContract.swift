/// What a broker was found to do for us: how much of promise 1 ("nothing stored and acknowledged is lost") holds
/// behind our back.
package struct BrokerContract: Sendable, Equatable {
    /// The answer to one question.
    package enum Answer: Sendable, Equatable {
        case yes, no
        /// Could not be found out; mostly the broker's ACL.
        case unknown(reason: String)
    }

    /// Whether the broker keeps our session while we are away. If not, nothing else survives either.
    package var keepsSession = Answer.unknown(reason: "not tried")
    /// Whether what was published at QoS 0 while we were away is there afterwards (zigbee2mqtt, Tasmota).
    package var keepsQoS0 = Answer.unknown(reason: "not tried")
    /// The same at QoS 1.
    package var keepsQoS1 = Answer.unknown(reason: "not tried")
    /// Whether retained messages work.
    package var retains = Answer.unknown(reason: "not tried")
    /// Whether it refuses a publish larger than our largest packet, before every reader has to.
    package var refusesOversized = Answer.unknown(reason: "not tried")
    /// Messages it sends before it waits for a PUBACK; `ContractTest.windowProbe` means that many or more.
    package var inflightWindow: Int?
    /// Messages it had dropped, for all clients since its start (`$SYS`); nil if it does not say.
    package var dropped: Int?

    /// Whether a danger published while we are away reaches us.
    package var isSound: Bool { keepsSession == .yes && keepsQoS0 == .yes && keepsQoS1 == .yes }
}
