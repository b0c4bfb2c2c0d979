import CSimdjson

/// Documents that speak for several channels, records or times (`JSONParts`).
extension PayloadDecoder {
    mutating func readParts(
        _ route: CompiledRoute, _ parts: JSONParts, _ payload: UnsafeRawBufferPointer,
        _ readings: inout [Reading]
    ) -> RejectionReason.Malformation? {
        let results = extractor.results
        var reader = extractor
        var around = TimeReader.Finding.absent
        var aroundValue = gj_value()
        if let envelope = parts.envelope {
            if let malformation = extractor.extract(envelope, payload) { return malformation }
            let document = results[0]
            if let (time, first) = parts.envelopeTime {
                aroundValue = results[time.slot(in: results, first: first)]
                around = time.read(aroundValue, arrival: gathering.arrival)
            }
            switch gj_kind(UInt32(document.kind)) {
            case GJ_STRING:
                reader = extractor.inner
                if let problem = reader.extract(parts.plan, within: document, into: results) {
                    return problem
                }
            case GJ_OBJECT, GJ_ARRAY: extractor.walk(parts.plan, at: document.place, into: results)
            default:
                gathering.open(time: around, found: aroundValue)
                return nil
            }
        } else if let malformation = extractor.extract(parts.plan, payload) {
            return malformation
        }
        openParts(route, parts, reader, around: around, aroundValue)
        var left = JSONParts.mostChannels
        for container in parts.containers where results[container.slot].isContainer {
            if !read(container, of: parts, with: reader, left: &left, &readings) { break }
        }
        gathering.resume()
        for slot in parts.shared where results[slot].isContainer { results[slot].kind = 0 }
        gathering.take(route.fields, from: results, into: &readings)
        return nil
    }

    /// Opens the message at the time it gives itself, else at that of its newest record, else at that around it.
    private mutating func openParts(
        _ route: CompiledRoute, _ parts: JSONParts, _ reader: JSONExtractor, around: TimeReader.Finding,
        _ aroundValue: gj_value
    ) {
        let results = extractor.results
        if let time = route.time {
            let value = results[time.slot(in: results, first: route.timeSlot)]
            let finding = time.read(value, arrival: gathering.arrival)
            if finding != .absent { return gathering.open(time: finding, found: value) }
        }
        if let newest = newest(in: parts, with: reader) {
            return gathering.open(time: .time(newest), found: gj_value())
        }
        gathering.open(time: around, found: aroundValue)
    }

    private func newest(in parts: JSONParts, with reader: JSONExtractor) -> Timestamp? {
        let results = extractor.results
        guard let container = parts.containers.first, let (time, first) = container.time,
            results[container.slot].isContainer
        else { return nil }
        let own = results + parts.base
        var newest: Timestamp?
        var members = reader.members(of: results[container.slot].place)
        var left = JSONParts.mostChannels
        while left > 0, members.step() {
            left -= 1
            reader.walk(container.plan, at: members.place, into: own)
            let value = own[time.slot(in: own, first: first)]
            guard case .time(let found) = time.read(value, arrival: gathering.arrival) else { continue }
            newest = max(newest ?? found, found)
        }
        return newest
    }

    /// Reads the members of one container.
    /// - Returns: false when the message has more than are read.
    private mutating func read(
        _ container: JSONParts.Container, of parts: JSONParts, with reader: JSONExtractor, left: inout Int,
        _ readings: inout [Reading]
    ) -> Bool {
        let place = extractor.results[container.slot].place
        if container.isMember {
            read(member: place, gj_value(), container, of: parts, with: reader, &readings)
            return true
        }
        var members = reader.members(of: place)
        while members.step() {
            let isNamed = container.takesAnyKey || members.key.isString
            guard isNamed, container.takesAnyKey || container.name(in: members.key.bytes) != nil else {
                continue
            }
            guard left > 0 else {
                gathering.rejections.append(Rejection(reason: .tooManyChannels))
                return false
            }
            left -= 1
            read(member: members.place, members.key, container, of: parts, with: reader, &readings)
        }
        return true
    }

    private mutating func read(
        member place: UInt32, _ key: gj_value, _ container: JSONParts.Container, of parts: JSONParts,
        with reader: JSONExtractor, _ readings: inout [Reading]
    ) {
        let own = extractor.results + parts.base
        reader.walk(container.plan, at: place, into: own)
        guard open(container, key, own, from: parts.channelFrom) else { return }
        if let (time, first) = container.time {
            let value = own[time.slot(in: own, first: first)]
            gathering.date(time.read(value, arrival: gathering.arrival), found: value)
        }
        guard let named = container.named else {
            return gathering.take(container.fields, from: own, into: &readings)
        }
        // Nil: a name that is no name, as an object; like one that nobody asked for it says nothing to us.
        _ = own[named.slot].withName { name in
            for (field, wanted) in zip(container.fields, named.names) where wanted.elementsEqual(name) {
                gathering.take(field, from: own, into: &readings)
            }
        }
    }

    /// Opens the part that a member is.
    private mutating func open(
        _ container: JSONParts.Container, _ key: gj_value, _ own: UnsafeMutablePointer<gj_value>, from: Int
    ) -> Bool {
        guard container.hasChannels else {
            gathering.resume()
            return true
        }
        let value = container.channelSlot.map { own[$0] } ?? key
        let shift = container.channelSlot == nil ? from : 0
        let isOpen = value.withName(shift: shift) { name in
            let name = container.channelSlot == nil ? container.name(in: name) ?? name : name
            return gathering.open(channel: name)
        }
        if isOpen == nil, !value.isMissing {
            gathering.rejections.append(Rejection(reason: .notAValue(found: value.spelling)))
        }
        return isOpen ?? false
    }
}
