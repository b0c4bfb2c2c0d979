import Foundation
import Glibc
import Testing

@testable import Console
@testable import Control
@testable import Facility

/// The console before a real control socket.
@Suite struct ControlCoreLinkTests {
    /// A core that answers from the played compound, on a thread of its own, until it is stopped.
    private final class Core {
        private let thread: Thread
        private let isDone = DispatchSemaphore(value: 0)

        init(path: String, answers: Bool = true) throws {
            // Handed to the thread, which alone uses it from here on.
            nonisolated(unsafe) let server = try ControlServer(path: path)
            let isDone = isDone
            thread = Thread {
                while !Thread.current.isCancelled {
                    var entries = server.pollEntries
                    poll(&entries, nfds_t(entries.count), 5)
                    for call in server.service(entries) where answers {
                        let reply = ControlReply(id: call.request.id, answer: .status(Compound.status))
                        server.reply(to: call.connection, reply)
                    }
                }
                server.shutDown()
                isDone.signal()
            }
            thread.start()
        }

        func stop() {
            thread.cancel()
            isDone.wait()
        }
    }

    private func folder() throws -> String {
        var template = Array("/tmp/gengfu-console-XXXXXX".utf8CString)
        return String(cString: try #require(mkdtemp(&template)))
    }

    @Test("The link answers while the core runs, says so when it does not, and finds it again")
    func restart() async throws {
        let folder = try folder()
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let link = ControlCoreLink(path: folder + "/control", deadline: .seconds(2))
        #expect(await link.ask(.status, person: nil, language: .en) == .failure(.notRunning))
        for _ in 0..<2 {
            let core = try Core(path: folder + "/control")
            #expect(
                await link.ask(.status, person: nil, language: .en)
                    == .success(.answer(.status(Compound.status))))
            core.stop()
            #expect(await link.ask(.status, person: nil, language: .en) == .failure(.notRunning))
        }
    }

    @Test("A core that hangs costs one deadline, and those who wait too many are told so at once")
    func hanging() async throws {
        let folder = try folder()
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let core = try Core(path: folder + "/control", answers: false)
        defer { core.stop() }
        let link = ControlCoreLink(path: folder + "/control", deadline: .milliseconds(20))
        let answers = await withTaskGroup(of: Result<ControlReply.Outcome, CoreSilence>.self) { group in
            for _ in 0..<50 { group.addTask { await link.ask(.status, person: nil, language: .en) } }
            return await group.reduce(into: []) { $0.append($1) }
        }
        #expect(Set(answers.map { "\($0)" }).count == 2)
        #expect(answers.contains(.failure(.timedOut)) && answers.contains(.failure(.busy)))
    }
}
