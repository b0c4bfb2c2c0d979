import ArgumentParser
import Facility
import Papers

/// Which period's papers a command means: one of four lengths, by any day in it.
struct ReportPeriodOptions: ParsableArguments {
    @Option(name: .long, help: "The day's paper: 2026-11-21.")
    var day: String?

    @Option(name: .long, help: "The paper of the week with this day.")
    var week: String?

    @Option(name: .long, help: "The paper of the month with this day.")
    var month: String?

    @Option(name: .long, help: "The paper of the quarter with this day.")
    var quarter: String?

    private var asked: [(length: Period.Length, date: String)] {
        [(.day, day), (.week, week), (.month, month), (.quarter, quarter)].compactMap { length, date in
            date.map { (length, $0) }
        }
    }

    func validate() throws {
        guard asked.count == 1 else {
            throw ValidationError("one of --day, --week, --month and --quarter")
        }
        guard Period(asked[0].length, of: asked[0].date, zone: .utc) != nil else {
            throw ValidationError("`\(asked[0].date)` is not a day such as 2026-11-21")
        }
    }

    /// By the site's clocks.
    /// - Throws: when it has not begun.
    func period(_ zone: ZoneRules) throws -> Period {
        guard let period = Period(asked[0].length, of: asked[0].date, zone: zone) else {
            throw ValidationError("`\(asked[0].date)` is not a day such as 2026-11-21")
        }
        guard period.from < ClockReader().readOnce() else {
            throw ValidationError("the period has not begun: there is nothing to report")
        }
        return period
    }
}
