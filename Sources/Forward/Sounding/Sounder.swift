import Facility

/// The shell of a `SoundPlan`: plays what it says, tells it what came of it, decides nothing.
package actor Sounder {
    private var plan: SoundPlan
    private let speaker: Speaker
    private let clock: WakeClock
    private let standing: [Delivery]
    /// Deliveries that wait for a tone, and who asked.
    private var waiting: [Int64: CheckedContinuation<String?, Never>] = [:]
    private var playing: Task<Void, Never>?
    private var wake: Task<Void, Never>?
    private var isOver = false
    private var isStarted = false

    /// `standing`: cases that go on sounding from before the start.
    package init(
        settings: SoundSettings, clock: WakeClock, folder: String, standing: [Delivery] = []
    ) {
        plan = SoundPlan(settings: settings)
        speaker = Speaker(settings: settings, folder: folder)
        self.clock = clock
        self.standing = standing
    }

    /// Takes up what stood before the start. Also done by whatever comes first.
    package func start() {
        guard !isStarted else { return }
        isStarted = true
        speaker.prepare()
        for delivery in standing { take(.standing(SoundedCase(delivery), delivery: nil)) }
    }

    /// Sounds what a delivery says, or falls silent about it.
    /// - Returns: nil when a tone has sounded, or need not; else why it did not.
    func sound(_ delivery: Delivery) async -> String? {
        start()
        guard !isOver else { return "stopped" }
        let input: SoundPlan.Input =
            delivery.isGrowth
            ? .grown(SoundedCase(delivery), delivery: delivery.number)
            : delivery.isAnswered
                ? .answered(delivery.incident, delivery: delivery.number)
                : .standing(SoundedCase(delivery), delivery: delivery.number)
        return await withCheckedContinuation { continuation in
            waiting.updateValue(continuation, forKey: delivery.number)?.resume(returning: "asked again")
            take(input)
        }
    }

    package func pathLost(_ path: String, _ speech: SoundedCase.Speech) {
        start()
        take(.pathLost(path, speech))
    }

    package func pathRestored(_ path: String) { take(.pathRestored(path)) }

    /// A person has heard of the lost paths: silent about them until another one is lost.
    package func hushPaths() { take(.pathsHushed) }

    nonisolated var missingPlayer: String? { speaker.missingPlayer }

    /// Ends what sounds; nothing sounds afterwards.
    package func stop() async {
        isOver = true
        wake?.cancel()
        playing?.cancel()
        await playing?.value
        for (_, continuation) in waiting { continuation.resume(returning: "stopped") }
        waiting = [:]
    }

    // MARK: The plan's turn

    private func take(_ input: SoundPlan.Input) {
        guard !isOver else { return }
        for action in plan.step(input, now: clock.now()) { perform(action) }
    }

    private func perform(_ action: SoundPlan.Action) {
        switch action {
        case .begin(let burst):
            playing = Task { await play(burst) }
        case .stop:
            playing?.cancel()
        case .answer(let delivery, let problem):
            waiting.removeValue(forKey: delivery)?.resume(returning: problem)
        case .wake(let time):
            wake?.cancel()
            wake = Task { [clock, weak self] in
                await clock.sleep(time)
                if !Task.isCancelled { await self?.take(.deadline) }
            }
        }
    }

    private func play(_ burst: SoundPlan.Burst) async {
        _ = await speaker.sound(burst.tone, burst.speech) { problem in
            await self.take(.toneEnded(burst.number, problem: problem))
        }
        take(.ended(burst.number))
    }
}
