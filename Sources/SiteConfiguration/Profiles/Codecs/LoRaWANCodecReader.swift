import CodecWire
import Facility
import Foundation

/// Reads what a `lorawan` topic says beside its points: the maker's file, whose interface it is called by, and how the
/// frame is spelt.
struct LoRaWANCodecReader {
    /// The profile's own folder; a maker's file lies there or in `codecs` beneath it.
    let folder: String
    let files: SourceReader

    /// How `network` is written. `auto` leaves it to the names that the file defines.
    private enum NetworkName: String, CaseIterable {
        case ttn, chirpstack, auto

        var network: CodecNetwork { self == .chirpstack ? .chirpstack : .ttn }
    }

    /// How `bytes` is written.
    private enum SpellingName: String, CaseIterable {
        case hex, base64

        var spelling: PayloadBytes.Spelling { self == .hex ? .hex : .base64 }
    }

    func read(_ section: Section) -> LoRaWANLayout {
        let network = section.optional("network")?.choice(NetworkName.allCases)?.network ?? .ttn
        let script = section.optional("script").flatMap { readScript($0, network: network) }
        let spelling = section.optional("bytes")?.choice(SpellingName.allCases)?.spelling
        let port = section.optional("port")?.integer(in: 0...255) ?? 0
        return LoRaWANLayout(script: script, spelling: spelling, port: UInt8(port))
    }

    private func readScript(_ value: YAMLValue, network: CodecNetwork) -> CodecScript? {
        guard let name = value.word() else { return nil }
        let places = [
            FilePath.resolve(name, from: folder), FilePath.resolve(name, from: folder + "/codecs"),
        ]
        guard let path = places.first(where: { FileManager.default.fileExists(atPath: $0) }) else {
            value.error(.profile(.noScript(name)))
            return nil
        }
        guard let source = files.bytes(path) else { return nil }
        guard source.count <= CodecRequest.longestSource else {
            value.error(.form(.fileTooLarge(limit: CodecRequest.longestSource)))
            return nil
        }
        return CodecScript(name: (path as NSString).lastPathComponent, network: network, source: source)
    }
}
