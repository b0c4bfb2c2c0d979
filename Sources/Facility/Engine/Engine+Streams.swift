/// Frames that have begun: what the store is told of them, and what it tells at start.
extension Engine {
    /// Writes down what the message read last left of its device's stream, where it left it otherwise than before.
    @inline(__always)
    mutating func noteStream(effects: inout Effects) {
        guard let key = decoder.frameStreams.speaker else { return }
        note(streamOf: Int(key), effects: &effects)
    }

    private mutating func note(streamOf device: Int, effects: inout Effects) {
        guard let scanner = decoder.frameStreams.change() else { return }
        effects.streams.append(StreamRow(device: site.devices[device].id, scanner))
    }

    /// Takes the last message's piece back: the message is kept whole and read once more.
    mutating func takeBackStream(of device: Int, effects: inout Effects) {
        guard decoder.frameStreams.speaker != nil else { return }
        decoder.frameStreams.rewind()
        if effects.streams.last?.device == site.devices[device].id {
            effects.streams.append(
                StreamRow(device: site.devices[device].id, decoder.frameStreams.scanner(of: device)))
        }
    }

    /// Its device will not be heard any more.
    mutating func forgetStream(of device: Int, effects: inout Effects) {
        guard decoder.frameStreams.scanner(of: device) != nil else { return }
        decoder.frameStreams.forget(device)
        effects.streams.append(StreamRow(device: site.devices[device].id))
    }

    /// Takes up what devices had begun to say. Rows that nobody goes on with are dropped by `start`.
    mutating func restoreStreams(_ rows: [StreamRow]) {
        for row in rows {
            guard let device = index.device(row.device), speaksFrames(device) else {
                staleStreams.append(row.device)
                continue
            }
            decoder.frameStreams.restore(device, rest: row.rest, toldBytes: row.toldBytes)
        }
    }

    mutating func dropStaleStreams(effects: inout Effects) {
        effects.streams += staleStreams.map { StreamRow(device: $0) }
        staleStreams = []
    }

    private func speaksFrames(_ device: Int) -> Bool {
        site.profiles[site.devices[device].profile].routes.contains { $0.codec.tellsOnlyChanges }
    }
}
