import Facility
import Foundation
import Hummingbird

/// The outsider's side of the stand-in: what it holds, and what it is told to do wrong.
extension PlatformServer {
    func control(_ router: Router<PlatformContext>) {
        router.get("/_control/cases") { _, _ in
            PlatformAnswer.json(self.state.withLock { $0.book.shown(at: PlatformTime.now()) })
        }
        router.get("/_control/requests") { _, _ in
            let counts = self.state.withLock { $0.requests }
            return PlatformAnswer.json(.object(counts.mapValues { .number(Double($0)) }))
        }
        router.get("/_control/faults") { _, _ in
            PlatformAnswer.json(self.state.withLock { $0.faults.shown })
        }
        router.put("/_control/faults") { request, _ in
            guard let body = await Self.body(of: request) else { return PlatformAnswer.problem(.notJSON) }
            switch PlatformFaults.read(body) {
            case .failure(let problem): return PlatformAnswer.problem(problem)
            case .success(let faults):
                self.state.withLock { $0.faults = faults }
                return PlatformAnswer.json(faults.shown)
            }
        }
        router.put("/_control/handling") { request, _ in
            guard let body = await Self.body(of: request) else { return PlatformAnswer.problem(.notJSON) }
            return self.handling(body)
        }
    }

    /// `{"incident": …, "handling": …}` moves one case; `{"every_ms": n}` lets all move by themselves, 0 stops.
    private func handling(_ body: PlatformJSON) -> Response {
        let now = PlatformTime.now()
        if let every = body["every_ms"]?.integer, every >= 0 {
            let interval: Interval? = every == 0 ? nil : .milliseconds(Int64(every))
            state.withLock { $0.book.advance(every: interval, at: now) }
            return PlatformAnswer.json(body)
        }
        guard let incident = body["incident"]?.string, let word = body["handling"]?.string,
            let handling = Handling(rawValue: word)
        else {
            return PlatformAnswer.problem(
                .invalid([
                    .init(pointer: "", detail: "must be {incident, handling} or {every_ms}")
                ]))
        }
        guard state.withLock({ $0.book.move(incident, to: handling) }) else {
            return PlatformAnswer.problem(.unknownCase)
        }
        return PlatformAnswer.json(body)
    }

    static func body(of request: Request) async -> PlatformJSON? {
        guard let buffer = try? await request.body.collect(upTo: PlatformAnswer.bodyLimit) else { return nil }
        return PlatformJSON.parse(Data(buffer: buffer))
    }
}
