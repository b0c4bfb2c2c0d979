import ArgumentParser
import Console
import Control
import Facility

/// How the watch stands, in a screenful.
struct StatusCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "status", abstract: "Print how the running watch stands.",
        discussion: "Exits 2 when something is degraded or an incident is open.")

    @OptionGroup var control: ControlOptions

    func run() throws {
        guard case .status(let status) = try control.ask(.status) else { throw ExitCode.failure }
        if control.json {
            StandardOutput.write(JSONLine.text(status))
        } else {
            for line in StatusText(status, control.language.language).lines {
                StandardOutput.write(VisibleText.of(line))
            }
        }
        if !status.degraded.isEmpty || status.incidents.total > 0 { throw ExitCode.findings }
    }
}

/// The status as a person at a terminal reads it; coverage stands before calm.
struct StatusText {
    let lines: [String]

    init(_ status: StatusReport, _ language: Language) {
        func pick(_ en: String, _ zh: String) -> String { language == .zh ? zh : en }
        let devices = status.devices
        var lines = [
            "\(status.siteName) (\(status.site))  \(RFC3339.text(status.now))",
            pick(
                "devices: \(devices.heard) of \(devices.total) heard, \(devices.silent) silent, "
                    + "\(devices.never) never heard",
                "设备：\(devices.total) 台中 \(devices.heard) 台有信号，\(devices.silent) 台静默，\(devices.never) 台从未上报"),
            pick(
                "incidents: \(status.incidents.total) open, \(status.incidents.extreme) extreme, "
                    + "\(status.incidents.unconfirmed) unconfirmed",
                "警情：未了结 \(status.incidents.total) 起，特别严重 \(status.incidents.extreme) 起，"
                    + "未核实 \(status.incidents.unconfirmed) 起"),
        ]
        if let drill = status.drill {
            let until = status.drillEndsAt.map { RFC3339.text($0) } ?? ""
            lines.insert(
                pick(
                    "EXERCISE under way: \(drill), until \(until). A real alarm still counts: gengfu drill real",
                    "演练进行中：\(drill)，至 \(until)。真实报警照常处置：gengfu drill real"), at: 0)
        }
        if let shadow = status.incidents.shadow {
            lines.append(
                pick(
                    "in trial (incidents list --shadow): \(shadow)",
                    "试运行（incidents list --shadow）：\(shadow) 起"))
        }
        for session in status.sessions {
            let problem = session.problem.map { "  \($0)" } ?? ""
            lines.append(
                pick("broker", "消息服务器")
                    + " \(session.broker)/\(Words.sessionKind(session.kind)[language]): "
                    + Words.session(session.state)[language] + problem)
        }
        for destination in status.destinations {
            let lost = destination.isPathLost ? "  " + Words.pathLost[language] : ""
            let age =
                destination.oldestAgeSeconds.map { pick(", oldest \(Int($0)) s", "，最久 \(Int($0)) 秒") } ?? ""
            lines.append(
                pick("destination", "去向") + " \(destination.name[language]): "
                    + pick("\(destination.waiting) waiting", "待发 \(destination.waiting) 件") + age + lost
                    + (destination.pausedReason.map { "  " + $0[language] } ?? "")
                    + (Words.proof(destination, now: status.now).map { "  " + $0[language] } ?? ""))
        }
        let ring = status.ring
        lines.append(
            pick(
                "store: \(ring.bytes >> 20) MiB taken beforehand, never above \(ring.limitBytes >> 20) MiB",
                "存储：预先占用 \(ring.bytes >> 20) MiB，不超过 \(ring.limitBytes >> 20) MiB"))
        for loss in status.losses where loss.count > 0 {
            lines.append(pick("lost", "丢失") + " \(Words.cause(loss.cause)[language]): \(loss.count)")
        }
        lines += status.degraded.map { "! \($0.text[language])" }
        self.lines = lines
    }
}
