import Control
import Facility
import Foundation
import Synchronization

/// Asks the core through its control socket, one question at a time on a thread of its own, so that a silent core
/// holds up no page: the threads that serve pages never block.
package final class ControlCoreLink: CoreLink {
    private struct Question: Sendable {
        var ask: ControlRequest.Ask
        var person: String?
        var pin: String?
        var secondPIN: String?
        var language: Language
        var answer: CheckedContinuation<Result<ControlReply.Outcome, CoreSilence>, Never>
    }

    /// What callers and the thread share; it outlives the link until the thread has seen the end.
    private final class Line: Sendable {
        /// Questions that may wait for the one under way.
        static let limit = 32

        private let questions = Mutex<(waiting: [Question], isClosed: Bool)>(([], false))
        private let bell = DispatchSemaphore(value: 0)

        /// - Returns: false when too many wait.
        func put(_ question: Question) -> Bool {
            let isTaken = questions.withLock { questions in
                guard questions.waiting.count < Self.limit, !questions.isClosed else { return false }
                questions.waiting.append(question)
                return true
            }
            if isTaken { bell.signal() }
            return isTaken
        }

        /// Waits for the next question; nil: there will be none.
        func take() -> Question? {
            bell.wait()
            return questions.withLock { $0.waiting.isEmpty ? nil : $0.waiting.removeFirst() }
        }

        func close() {
            questions.withLock { $0.isClosed = true }
            bell.signal()
        }
    }

    private let line = Line()

    /// - Parameters:
    ///   - path: of the control socket.
    ///   - deadline: for one question.
    package init(path: String, deadline: Interval = .seconds(2)) {
        let line = line
        Thread.detachNewThread {
            let client = ControlClient(path: path, deadline: deadline)
            while let question = line.take() {
                question.answer.resume(returning: Self.answer(question, from: client))
            }
        }
    }

    deinit { line.close() }

    package func ask(
        _ ask: ControlRequest.Ask, person: String?, language: Language
    ) async -> Result<ControlReply.Outcome, CoreSilence> {
        await self.ask(ask, person: person, pin: nil, language: language)
    }

    package func ask(
        _ ask: ControlRequest.Ask, person: String?, pin: String?, language: Language
    ) async -> Result<ControlReply.Outcome, CoreSilence> {
        await self.ask(ask, person: person, pin: pin, secondPIN: nil, language: language)
    }

    package func ask(
        _ ask: ControlRequest.Ask, person: String?, pin: String?, secondPIN: String?, language: Language
    ) async -> Result<ControlReply.Outcome, CoreSilence> {
        await withCheckedContinuation { continuation in
            let question = Question(
                ask: ask, person: person, pin: pin, secondPIN: secondPIN, language: language,
                answer: continuation)
            if !line.put(question) { continuation.resume(returning: .failure(.busy)) }
        }
    }

    private static func answer(
        _ question: Question, from client: ControlClient
    ) -> Result<ControlReply.Outcome, CoreSilence> {
        do throws(ControlSocketError) {
            return .success(
                try client.ask(
                    question.ask, person: question.person, language: question.language, pin: question.pin,
                    secondPIN: question.secondPIN))
        } catch {
            return .failure(silence(error))
        }
    }

    private static func silence(_ error: ControlSocketError) -> CoreSilence {
        switch error {
        case .notRunning, .closed: .notRunning
        case .notPermitted: .notPermitted
        case .timedOut: .timedOut
        case .pathTooLong, .inUse, .notASocket, .malformed, .system:
            .broken(reason: error.shortDescription)
        }
    }
}
