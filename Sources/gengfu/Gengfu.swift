import ArgumentParser

/// The program's words. Each command is a file in `Commands/`.
@main
struct Gengfu: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "gengfu",
        abstract: "The watch of a residential compound: lifts, fire equipment, water supply and charging.",
        discussion: """
            Exit codes: 0 done, 1 failed, 2 found something to report, 64 usage, 65 bad data, 78 bad configuration.
            """,
        version: "0.1.0",
        subcommands: [
            RunCommand.self, ConsoleCommand.self, CheckCommand.self, DemoCommand.self, DecodeCommand.self,
            ProfilesCommand.self, HazardsCommand.self, CelCommand.self, SimulateCommand.self,
            PlatformCommand.self,
            RecordCommand.self, ReplayCommand.self, BacktestCommand.self, ExplainCommand.self,
            StatusCommand.self, DoctorCommand.self,
            IncidentsCommand.self, ShiftCommand.self, PeopleCommand.self, DevicesCommand.self,
            DrillCommand.self, MaintenanceCommand.self,
            ExportCommand.self, ImportCommand.self, QuarantineCommand.self, ReloadCommand.self,
            RoutesCommand.self, OutboxCommand.self, AuditCommand.self, RecordsCommand.self, BenchCommand.self,
            SoundCommand.self, LossCommand.self,
            SirenCommand.self, ReportCommand.self, RehearseCommand.self,
        ])
}
