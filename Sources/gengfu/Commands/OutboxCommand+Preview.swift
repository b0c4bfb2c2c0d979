import ArgumentParser
import Facility
import Forward
import Foundation
import Ring
import SiteConfiguration
import Templates

extension OutboxCommand {
    /// The exact request, without sending it: how an installer holds a destination file against the vendor's paper.
    struct Preview: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract:
                "Print the request a case makes at a destination, as curl and as a table; nothing is sent.",
            discussion: """
                Without --incident it is a made-up case of the site. Secrets are masked. A token that must be asked \
                for is left out, and so is what is signed with it. Exits 1 when the interface cannot say the case.
                """)

        @Argument(help: "The destination's id.") var destination: String
        @Option(name: .long, help: "An incident of the store whose last delivery is shown.")
        var incident: String?
        @Option(name: .long, help: "report, update or close of the made-up case.") var action = "report"
        @Option(name: .long, help: "Hazard of the made-up case.") var hazard: String?
        @Option(name: .long, help: "Folder of the store.") var store = "/var/lib/gengfu"
        @Flag(name: .long, help: "Print JSON.") var json = false
        @OptionGroup var site: ConfigurationOptions

        func run() async throws {
            let loaded = try site.load()
            let language = site.language.language
            let found = try OutboxCommand.destination(destination, in: loaded, language)
            let delivery = try delivery(in: loaded, language)
            let conveyance = try OutboxCommand.conveyance(found, loaded, language)
            guard let previewing = conveyance as? any Previewing else {
                await conveyance.shutDown()
                let text = LocalizedText(
                    en: "a destination of this kind has no request to show", zh: "此类去向没有可预览的请求")
                StandardError.write(text[language])
                throw ExitCode.failure
            }
            do throws(Lane.Failure) {
                let preview = try await previewing.preview(delivery)
                await conveyance.shutDown()
                json ? OutboxCommand.write(json: preview) : OutboxCommand.write(preview, language)
            } catch {
                await conveyance.shutDown()
                StandardError.write(error.reason)
                throw ExitCode.failure
            }
        }

        private func delivery(in site: Site, _ language: Language) throws -> Delivery {
            if let incident {
                let rows = try IncidentID(incident).map {
                    try RingReader(directory: store).deliveries(of: $0, limit: 100)
                }
                guard let row = rows?.first(where: { $0.delivery.destination == destination }) else {
                    let text = LocalizedText(en: "nothing of it went there", zh: "没有该警情发往此处的报送")
                    StandardError.write(text[language])
                    throw ExitCode.failure
                }
                return row.delivery
            }
            guard let action = Delivery.Action(rawValue: action) else {
                throw ValidationError("--action: report, update, close")
            }
            return OutboxCommand.sample(action, hazard: hazard, site: site, destination: destination)
        }
    }

    /// Whether a destination is there and knows us, without a case.
    struct Test: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract:
                "Call a destination harmlessly: a sign of life, or the question for a case that is none.",
            discussion: """
                With --case, and only where the destination's `receives` has `test`, a case marked as a test is \
                reported and closed. Exits 1 when it fails.
                """)

        @Argument(help: "The destination's id.") var destination: String
        @Flag(name: .customLong("case"), help: "Report and close a case of origin `test`.") var sendsCase =
            false
        @OptionGroup var site: ConfigurationOptions

        func run() async throws {
            let loaded = try site.load()
            let language = site.language.language
            let found = try OutboxCommand.destination(destination, in: loaded, language)
            if sendsCase, !found.receives.contains(.test) {
                let text = LocalizedText(
                    en: "its `receives` has no `test`: nothing artificial goes there",
                    zh: "其 `receives` 不含 `test`：不得发送任何非真实内容")
                StandardError.write(text[language])
                throw ExitCode.failure
            }
            let conveyance = try OutboxCommand.conveyance(found, loaded, language)
            do throws(Lane.Failure) {
                let said = try await probe(conveyance, found, loaded)
                await conveyance.shutDown()
                StandardOutput.write("✓ \(destination): \(said[language])")
            } catch {
                await conveyance.shutDown()
                StandardOutput.write("✗ \(destination): \(OutboxCommand.word(error)[language])")
                throw ExitCode.failure
            }
        }

        private func probe(
            _ conveyance: any Conveyance, _ destination: Destination, _ site: Site
        ) async throws(Lane.Failure) -> LocalizedText {
            if sendsCase {
                var delivery = OutboxCommand.sample(
                    .report, hazard: nil, site: site, destination: destination.id)
                delivery.report.origin = .test
                let answer = try await conveyance.send(delivery)
                delivery.action = .close
                delivery.transition = 2
                _ = try await conveyance.send(delivery)
                let number = answer.caseNumber ?? "—"
                return LocalizedText(
                    en: "a test case was taken as \(number) and closed", zh: "测试事件已受理（\(number)）并关闭")
            }
            do throws(Lane.Failure) {
                let now = Timestamp(milliseconds: Int64(Date().timeIntervalSince1970 * 1_000))
                let every = destination.heartbeatEvery ?? .seconds(60)
                try await conveyance.heartbeat(at: now, every: every, audit: nil)
                return LocalizedText(en: "answered a sign of life", zh: "已应答心跳")
            } catch {
                guard case .refused = error else { throw error }
            }
            let sample = OutboxCommand.sample(.report, hazard: nil, site: site, destination: destination.id)
            switch try await conveyance.query(sample) {
            case .absent:
                return LocalizedText(
                    en: "answered the question for a case that is none", zh: "已应答对不存在事件的查询")
            case .present:
                return LocalizedText(en: "claims to hold a case that is none", zh: "声称持有一个不存在的事件")
            }
        }
    }
}

// MARK: - What both need

extension OutboxCommand {
    static func destination(
        _ id: String, in site: Site, _ language: Language
    ) throws -> Destination {
        guard let found = site.destinations.first(where: { $0.id == id }) else {
            let known = site.destinations.map(\.id).joined(separator: ", ")
            let text = LocalizedText(
                en: "no destination `\(id)`; there are: \(known)", zh: "没有去向 `\(id)`；现有：\(known)")
            StandardError.write(text[language])
            throw ExitCode.failure
        }
        return found
    }

    static func conveyance(
        _ destination: Destination, _ site: Site, _ language: Language
    ) throws -> any Conveyance {
        do throws(ConveyanceFault) { return try destination.conveyance(site: site.id) } catch {
            StandardError.write(error.text[language])
            throw ExitCode.badConfiguration
        }
    }

    /// A case of the site that no night brought: number 0 of an epoch no store has.
    static func sample(
        _ action: Delivery.Action, hazard id: String?, site: Site, destination: String
    ) -> Delivery {
        var delivery = TemplateSample.complete.delivery
        let incident = IncidentID(site: site.id, epoch: 0, number: 0)
        delivery.destination = destination
        delivery.incident = incident
        delivery.action = action
        delivery.report.incident = incident
        delivery.report.step = ["report": "raised", "update": "confirmed"][action.rawValue] ?? "cleared"
        delivery.report.site = site.id
        delivery.report.siteName = site.name
        delivery.report.longitude = site.longitude
        delivery.report.latitude = site.latitude
        delivery.report.datum = site.datum
        if let device = site.devices.first {
            delivery.report.device = device.id
            delivery.report.deviceName = device.name
            delivery.report.place = device.place
        }
        if let hazard = site.hazards.first(where: { $0.id == id }) {
            delivery.report.hazard = hazard.id
            delivery.report.hazardName = hazard.name
            delivery.report.facility = site.facilities[hazard.facility].id
            delivery.report.codes = hazard.codes
            delivery.report.severity = hazard.severity
        }
        return delivery
    }

    static func word(_ failure: Lane.Failure) -> LocalizedText {
        let reason = failure.reason
        return switch failure {
        case .unreachable: LocalizedText(en: "not reached: \(reason)", zh: "无法连接：\(reason)")
        case .unknown: LocalizedText(en: "no clear answer: \(reason)", zh: "答复不明：\(reason)")
        case .busy: LocalizedText(en: "busy: \(reason)", zh: "对方忙：\(reason)")
        case .refused: LocalizedText(en: "refused: \(reason)", zh: "被拒绝：\(reason)")
        case .lockedOut: LocalizedText(en: "not let in: \(reason)", zh: "不被接纳：\(reason)")
        case .cancelled: LocalizedText(en: "cancelled", zh: "已取消")
        }
    }

    static func write(_ preview: RequestPreview, _ language: Language) {
        StandardOutput.write(preview.curl)
        StandardOutput.write("")
        for row in preview.rows {
            StandardOutput.write("\(row.part.name[language])\t\(row.name)\t\(row.value)")
        }
    }

    private struct Line: Encodable {
        var part: String
        var name: String
        var value: String
    }

    private struct Whole: Encodable {
        var curl: String
        var fields: [Line]
    }

    static func write(json preview: RequestPreview) {
        StandardOutput.write(
            JSONLine.text(
                Whole(
                    curl: preview.curl,
                    fields: preview.rows.map {
                        Line(part: $0.part.rawValue, name: $0.name, value: $0.value)
                    })))
    }
}
