import Facility
import Foundation

/// Leaves CAP messages in a folder, a file each, named after the message.
struct CAPFolder: Sendable {
    private let desk: FolderDesk<DropFolder>

    /// Messages waiting at most; the last tenth is kept for life safety.
    static let limit = 10_000

    /// `site`: what the names of all messages begin with.
    init(path: String, destination: String, site: String) {
        desk = FolderDesk("cap folder \(destination)", DropFolder(path: path, prefix: "\(site)-"))
    }

    /// - Throws: where nothing could be left in the folder now.
    func lookWhetherWritable() async throws(Lane.Failure) {
        try await desk.work { folder throws(Lane.Failure) in try folder.lookWhetherWritable() }
    }

    /// The same message again is the same file.
    func leave(_ message: CAPMessage) async throws(Lane.Failure) {
        let name = message.identifier.map { $0 == "/" ? "-" : $0 }
        try await desk.work { folder throws(Lane.Failure) in
            guard let usage = folder.usage() else { throw .unreachable("the folder cannot be read") }
            let most = message.delivery.isLifeSafety ? Self.limit : Self.limit - Self.limit / 10
            guard usage.files < most else {
                throw .busy("\(usage.files) messages wait to be carried away", retryAfter: nil)
            }
            do throws(DropFolder.Failure) {
                try folder.leave(String(name) + ".xml", .init(message.xml().utf8))
            } catch {
                throw error.failure
            }
        }
    }
}
