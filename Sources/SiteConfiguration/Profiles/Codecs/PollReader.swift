import Facility

/// Reads a profile's `poll`: what is asked of devices that speak only when asked, how often, and on which topic.
enum PollReader {
    static func read(_ value: YAMLValue) -> PollPlan? {
        guard let section = value.section() else { return nil }
        defer { section.finish() }
        let topic = section.required("to").flatMap(readTopic)
        enum Spelling: String, CaseIterable { case raw, hex }
        let spelling = section.optional("bytes")?.choice(Spelling.allCases)
        let everyValue = section.optional("every")
        let every = everyValue?.interval() ?? .seconds(10)
        let timeout = section.optional("timeout")?.interval() ?? .seconds(2)
        let retries = section.optional("retries")?.integer(in: 0...10) ?? 2
        var requests: [PollRequest] = []
        if let list = section.required("requests") {
            let items = list.list() ?? []
            if items.isEmpty, list.kind == .list { list.error(.form(.emptyList)) }
            if items.count > PollPlan.mostRequests {
                list.error(.form(.outOfRange(from: "1", to: "\(PollPlan.mostRequests)")))
            }
            for item in items { readRequest(item, into: &requests) }
        }
        // One try of each must fit, or the round never ends in time.
        let least = Int64(max(1, requests.count)) * (timeout.milliseconds + PollLine.gap.milliseconds)
        if every.milliseconds < least { (everyValue ?? value).warning(.profile(.binary(.pollTooFast))) }
        guard let topic, !requests.isEmpty else { return nil }
        return PollPlan(
            topic: topic, spelling: spelling == .hex ? .hex : nil, every: every, timeout: timeout,
            retries: retries, requests: requests)
    }

    private static func readTopic(_ value: YAMLValue) -> String? {
        guard let text = value.word() else { return nil }
        if text.contains("#") || text.contains("+") {
            value.error(.profile(.topicHasWildcard), help: .deviceLevel)
            return nil
        }
        guard text.contains("{device}") else {
            value.error(.profile(.binary(.placeholderMissing(text))))
            return nil
        }
        return text
    }

    private static func readRequest(_ value: YAMLValue, into requests: inout [PollRequest]) {
        guard let section = value.section() else { return }
        defer { section.finish() }
        let nameValue = section.required("name")
        let name = nameValue?.word()
        if let name, requests.contains(where: { $0.name == name }) {
            nameValue?.error(.profile(.binary(.requestTwice(name))))
        }
        if let bytes = section.optional("request") {
            guard let frame = bytes.hexBytes() else { return }
            // Without its CRC, which is ours to add.
            guard frame.count == 6, (1...4).contains(frame[1]), !section.has("function") else {
                return bytes.error(.profile(.binary(.requestOrRegisters)))
            }
            requests.append(
                PollRequest(
                    name: name ?? "", unit: frame[0], function: frame[1],
                    start: UInt16(frame[2]) << 8 | UInt16(frame[3]),
                    count: UInt16(frame[4]) << 8 | UInt16(frame[5])))
            return
        }
        let function = section.optional("function")?.whole(in: 1...4) ?? 3
        let unit = section.optional("unit_address")?.whole(in: 1...247) ?? 1
        let start = section.required("start")?.whole(in: 0...65_535)
        let count = section.required("count")?.whole(in: 1...(function <= 2 ? 2_000 : 125))
        guard let name, let start, let count else { return }
        requests.append(
            PollRequest(
                name: name, unit: UInt8(unit), function: UInt8(function), start: UInt16(start),
                count: UInt16(count)))
    }
}
