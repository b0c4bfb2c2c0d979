import Foundation

/// A port on 127.0.0.1 that takes connections and says nothing, as a half-open link looks from here.
final class SilentListener: Sendable {
    let address: String
    private let descriptor: Int32

    init() throws {
        let socket = try LoopbackSocket()
        (descriptor, address) = (socket.descriptor, socket.address)
    }

    func close() { _ = Foundation.close(descriptor) }
}
