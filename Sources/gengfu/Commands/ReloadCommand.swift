import ArgumentParser
import Control
import Facility

/// Puts the configuration's files in force, or says every mistake in them.
struct ReloadCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "reload",
        abstract: "Read the configuration again and put it in force if it is faultless.",
        discussion: "Exits 78 when it has mistakes; the old one stays in force then.")
    @OptionGroup var control: ControlOptions

    func run() throws {
        guard case .reload(let report) = try control.ask(.reload) else { throw ExitCode.failure }
        if control.json {
            StandardOutput.write(JSONLine.text(report))
        } else {
            (report.diagnostics + report.waiting).forEach(StandardError.write)
            let zh = control.language.language == .zh
            StandardOutput.write(
                report.isInForce
                    ? (zh ? "已生效：" : "in force: ") + report.version
                    : (zh ? "未生效，仍按原配置运行：" : "not in force; still in force: ") + report.version)
        }
        if !report.isInForce { throw ExitCode.badConfiguration }
    }
}
