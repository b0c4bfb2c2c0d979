import Facility

/// The shell of a `SirenPlan`: passes its orders to the broker, tells it what came of them, and puts every one of them
/// into the audit log, before it goes out and after.
package actor SirenKeeper {
    private var plan: SirenPlan
    private let destination: String
    private let settings: SirenSettings
    private let box: BoxPorts
    private var waiting: [Int64: CheckedContinuation<Lane.Failure?, Never>] = [:]
    private var orders: [Int64: Task<Void, Never>] = [:]
    /// The order given last: the next one goes out behind it, or "off" could overtake "on".
    private var lastOrder: Task<Void, Never>?
    /// Orders under way at most; each is answered or given up within seconds.
    private static let orderLimit = 64
    private var wake: Task<Void, Never>?
    private var isOver = false

    package init(destination: String, settings: SirenSettings, box: BoxPorts) {
        plan = SirenPlan(settings: settings, firstNumber: box.firstNumber)
        self.destination = destination
        self.settings = settings
        self.box = box
    }

    /// Between two looks for the first connection.
    private static let look = Interval.seconds(1)

    /// One that an earlier life may have left on is switched off once, as soon as its broker is reached. Returns then,
    /// or when it is cancelled.
    package func start() async {
        while !isOver, !Task.isCancelled {
            if await box.reaches(settings) { return take(.started) }
            await box.clock.sleep(box.clock.now() + Self.look)
        }
    }

    /// A person presses; the caller has written down who.
    package func press(isOn: Bool) { take(.pressed(isOn: isOn)) }

    func send(_ delivery: Delivery) async -> Lane.Failure? {
        guard !isOver else { return .cancelled }
        let input: SirenPlan.Input =
            delivery.isAnswered
            ? .answered(delivery.incident, delivery: delivery.number) : .standing(delivery)
        return await withCheckedContinuation { continuation in
            waiting.updateValue(continuation, forKey: delivery.number)?.resume(returning: .cancelled)
            take(input)
        }
    }

    nonisolated func reaches() async -> Bool { await box.reaches(settings) }

    /// Orders under way are cut off; a siren that sounds is switched off by the next start.
    func stop() async {
        isOver = true
        wake?.cancel()
        for task in orders.values { task.cancel() }
        for (_, continuation) in waiting { continuation.resume(returning: .cancelled) }
        waiting = [:]
    }

    private func take(_ input: SirenPlan.Input) {
        guard !isOver else { return }
        for action in plan.step(input, now: box.clock.now()) {
            switch action {
            case .order(let number, let isOn, let why):
                note(isOn ? "siren_on" : "siren_off", why)
                orders[number] = begin(number, isOn: isOn)
            case .answer(let delivery, let failure):
                waiting.removeValue(forKey: delivery)?.resume(returning: failure)
            case .wake(let time):
                wake?.cancel()
                wake = Task { [clock = box.clock, weak self] in
                    await clock.sleep(time)
                    if !Task.isCancelled { await self?.take(.deadline) }
                }
            }
        }
    }

    private func begin(_ number: Int64, isOn: Bool) -> Task<Void, Never> {
        let (before, isTooMuch) = (lastOrder, orders.count >= Self.orderLimit)
        let task = Task {
            await before?.value
            await order(number, isOn: isOn, refused: isTooMuch)
        }
        if !isTooMuch { lastOrder = task }
        return task
    }

    private func order(_ number: Int64, isOn: Bool, refused isTooMuch: Bool) async {
        var failure: Lane.Failure?
        if isTooMuch {
            failure = .busy("too many orders", retryAfter: nil)
        } else {
            do throws(Lane.Failure) { try await box.order(settings, isOn) } catch { failure = error }
        }
        note(isOn ? "siren_on_result" : "siren_off_result", failure?.reason ?? "taken by the broker")
        orders[number] = nil
        take(.ordered(number, failure))
    }

    private func note(_ action: String, _ detail: String) {
        box.audit(
            AuditLine(
                at: box.clock.now(), by: destination, action: action, subject: settings.topic, detail: detail)
        )
    }
}
