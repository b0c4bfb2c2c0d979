import Control
import Facility
import Glibc
import Logging
import SiteConfiguration

/// The control socket's requests: questions are answered at once, deeds after their commit.
extension WatchLoop {
    func takeControl(_ ready: ArraySlice<pollfd>, now: Timestamp) {
        for call in control.service(ready) {
            if case .reload = call.request.ask {
                reloader.load(
                    for: ReloadAsker(
                        connection: call.connection, request: call.request.id,
                        language: call.request.language))
            } else if case .replay(let number) = call.request.ask {
                replay(number, call, now: now)
            } else if case .outbox(.retry(let number, _)) = call.request.ask {
                retry(number, call, now: now)
            } else if performBeside(call, now: now) {
                continue
            } else if let command = command(for: call.request) {
                if let failure = pinRefusal(call.request, now: now) {
                    answer(call, failure)
                } else {
                    perform(command, call, now: now)
                }
            } else if call.request.ask.isDeed {
                let text = CommandRefusal.unknownPerson.text[call.request.language]
                answer(call, ControlFailure(.personRequired, text))
            } else {
                noteScreen(call.request.ask, now: now)
                answer(call, question(call.request))
            }
        }
    }

    /// The deed a request asks for; nil for a question, and for a deed without a person.
    private func command(for request: ControlRequest) -> Command? {
        guard let person = request.person else { return nil }
        return request.ask.command(by: person)
    }

    func perform(_ command: Command, _ call: ControlServer.Call, now: Timestamp) {
        switch engine.step(command: command, now: now, effects: &effects) {
        case .done:
            // Said only when it is on the disk.
            replies.append((call.connection, ControlReply(id: call.request.id, answer: .done)))
        case .alreadySo:
            replies.append((call.connection, ControlReply(id: call.request.id, answer: .alreadySo)))
        case .refused(let refusal):
            let said =
                refusal == .unknownPlace
                ? CommandRefusal.unknownPlaceText(in: engine.site) : refusal.text
            let text = said[call.request.language]
            answer(call, ControlFailure(code: refusal.rawValue, message: text))
        }
    }

    private func question(_ request: ControlRequest) -> ControlAnswer? {
        let reports = EngineReports(engine: engine, reader: reader)
        return switch request.ask {
        case .status: .status(statusReport())
        case .people:
            .people(people)
        case .incidents(let openOnly, let page, let shadow):
            .incidents(reports.incidents(openOnly: openOnly, shadow: shadow, page: page))
        case .incident(let id): reports.incident(id).map { .incident($0) }
        case .devices(let withValues, let page):
            .devices(reports.devices(withValues: withValues, page: page, now: clock.read()))
        case .device(let id): reports.device(id, withValues: true, now: clock.read()).map { .device($0) }
        case .routes: .routes(reports.routes())
        case .losses(let page): .losses(Listing(reader.losses(), page: page))
        case .quarantine(let page): .quarantine(Listing(reader.quarantine(), page: page))
        case .quarantined(let number): reader.quarantined(number).map { .quarantined($0.report(whole: true)) }
        case .registry(let standing, let page): .registry(reports.registry(standing, page: page))
        case .sheet:
            engine.lastDrill.map { .drill(DrillReport($0, site: engine.site, at: clock.read())) }
        case .suppressions: .suppressions(engine.suppressionList.map(SuppressionReport.init))
        case .records(let kind, let subject, let page):
            .records(reader.records(kind: kind, subject: subject, page: page))
        case .recordsDue(let page): .recordsDue(Listing(reports.recordsDue(now: clock.read()), page: page))
        case .card(let id): reports.card(id).map { .card($0) }
        case .shift: .shift(reports.shift())
        case .watched: .done
        case .acknowledge, .confirm, .refute, .clear, .comment, .shelve, .adopt, .retire, .replay, .reload,
            .drill, .suppression, .milestone, .handover, .record, .hush, .rollCall,
            .siren, .outbox:
            nil
        }
    }

    private var people: [PersonReport] {
        let holders = PINDesk.holders(file: engine.site.pinFile)
        return engine.site.people.map {
            PersonReport(
                id: $0.id, name: $0.name, role: $0.role?.rawValue ?? "", roleName: $0.role?.name,
                hasPIN: holders.contains($0.id))
        }
    }

    private func answer(_ call: ControlServer.Call, _ answer: ControlAnswer?) {
        if let answer {
            control.reply(to: call.connection, ControlReply(id: call.request.id, answer: answer))
        } else if case .device(let id) = call.request.ask {
            self.answer(call, ControlFailure(.unknownDevice, "no device `\(id)`"))
        } else if case .sheet = call.request.ask {
            let refusal = CommandRefusal.noDrill
            self.answer(
                call, ControlFailure(code: refusal.rawValue, message: refusal.text[call.request.language]))
        } else if case .quarantined(let number) = call.request.ask {
            self.answer(call, ControlFailure(.unknownQuarantine, "no quarantined payload \(number)"))
        } else {
            let refusal = CommandRefusal.unknownIncident
            self.answer(
                call, ControlFailure(code: refusal.rawValue, message: refusal.text[call.request.language]))
        }
    }

    func answer(_ call: ControlServer.Call, _ failure: ControlFailure) {
        control.reply(to: call.connection, ControlReply(id: call.request.id, failure: failure))
    }
}

extension ControlRequest.Ask {
    /// Whether it changes something.
    fileprivate var isDeed: Bool {
        switch self {
        case .acknowledge, .confirm, .refute, .clear, .comment, .shelve, .adopt, .retire, .replay,
            .drill, .suppression, .milestone, .handover, .record, .hush, .rollCall,
            .siren, .outbox:
            true
        case .status, .people, .incidents, .incident, .devices, .device, .routes, .losses, .quarantine,
            .quarantined, .registry, .reload, .sheet, .suppressions, .card, .shift, .records,
            .recordsDue, .watched:
            false
        }
    }
}

extension CommandRefusal {
    /// As a person at the page or the terminal reads it.
    var text: LocalizedText {
        switch self {
        case .unknownIncident: LocalizedText(en: "no such incident", zh: "没有这起警情")
        case .unknownDelivery: LocalizedText(en: "no such delivery", zh: "没有这条报送")
        case .unknownPerson:
            LocalizedText(en: "say who you are: a person of this site", zh: "请说明是谁：须为本小区登记的人员")
        case .alreadyEnded: LocalizedText(en: "the incident has ended", zh: "这起警情已结束")
        case .stillActive:
            LocalizedText(en: "the danger is not known to be over", zh: "尚不能确认危险已经消除")
        case .notLatched:
            LocalizedText(en: "it ends by itself and needs no clearing", zh: "该警情自行结束，无需人工解除")
        case .lifeSafetyIsNeverShelved:
            LocalizedText(en: "life safety is never shelved", zh: "涉及生命安全的警情不得搁置")
        case .unknownDevice: LocalizedText(en: "no such device", zh: "没有这台设备")
        case .unknownProfile: LocalizedText(en: "no such profile", zh: "没有这个型号")
        case .profileRequired:
            LocalizedText(en: "no profile reads what it says: name one", zh: "没有型号能解读其报文：请指定型号")
        case .deviceDeclared:
            LocalizedText(en: "another device has this name", zh: "已有同名设备")
        case .lifeSafetyIsOpen:
            LocalizedText(
                en: "a life-safety incident of this device is open: end that first",
                zh: "该设备有涉及生命安全的警情未了结：请先处理")
        case .stillUndecodable: LocalizedText(en: "still not readable", zh: "仍无法解读")
        case .alreadyDecided:
            LocalizedText(en: "somebody has decided it already", zh: "已有人作出结论")
        case .stepWithoutPredecessor, .impossibleStep, .tooLong, .noSuchTime, .tooMany, .unknownPlace,
            .drillIsRunning, .noDrill, .dangerIsOpen, .deviceIsBusy, .outsideScope, .unknownHazard,
            .unknownSuppression:
            worksText
        case .lookFirst, .causeRequired, .impossibleOrder, .noRescue, .samePerson, .rollCallIsOpen: peopleText
        case .unknownRecord:
            LocalizedText(en: "no such record of this kind and subject", zh: "没有该类别、该对象的这条记录")
        case .recordIsVoid:
            LocalizedText(en: "another line stands in for this record already", zh: "该记录已被更正，不能再次更正")
        case .reasonRequired: LocalizedText(en: "a correction says why", zh: "更正须说明原因")
        case .unknownDestination, .alreadySettled, .lifeSafetyIsNotDropped, .notForDestination: outboxText
        case .dueRequired:
            LocalizedText(en: "say until when the point is disabled", zh: "屏蔽须填写恢复期限")
        }
    }
}
