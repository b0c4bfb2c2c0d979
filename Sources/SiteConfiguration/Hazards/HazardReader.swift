import Expressions
import Facility

/// Reads the hazards of one facility.
struct HazardReader {
    let vocabulary: Vocabulary
    var compiler: ConditionCompiler
    /// What the site says of it otherwise.
    var settings = HazardSettings()

    func read(_ value: YAMLValue) -> Hazard? {
        guard let section = value.section() else { return nil }
        guard let numbers = section.optional("let") else { return read(section) }
        var reader = self
        reader.compiler.numbers = NamedNumbersReader(environment: compiler.environment).read(numbers)
        for (name, text) in settings.numbers { reader.compiler.numbers.set(name, to: text) }
        return reader.read(section)
    }

    private func read(_ section: Section) -> Hazard? {
        let idValue = section.required("hazard")
        let id = idValue?.word() ?? ""
        if let idValue, !id.isEmpty { checkName(id, at: idValue) }
        let name = section.required("name")?.localizedText() ?? LocalizedText(en: id, zh: id)
        let scope = section.optional("scope")?.choice(Hazard.Scope.allCases) ?? .device
        let evidence = readEvidence(section, scope: scope)
        let written = section.required("severity")
        let severity = (settings.severity ?? written).flatMap { readSeverity($0, scope: scope) }
        var hazard = Hazard(
            id: id, facility: vocabulary.facility, name: name, evidence: evidence,
            severity: severity?.begins ?? .moderate,
            scope: scope)
        hazard.steps = severity?.steps ?? []
        readCourse(section, of: &hazard)
        GroupingReader(vocabulary: vocabulary, compiler: compiler).read(section, into: &hazard)
        readPaper(section, of: &hazard)
        section.finish()
        return id.isEmpty ? nil : hazard
    }

    private func checkName(_ id: String, at value: YAMLValue) {
        if !id.hasPrefix(vocabulary.kind.id + ".") {
            value.error(.profile(.outsideFacility(id, facility: vocabulary.kind.id)))
        } else if !VocabularyReader.isPointName(id) {
            value.error(.site(.invalidID(id)))
        }
    }

    /// How an incident of it runs: what suppresses it, when it is quiet, who confirms.
    private func readCourse(_ section: Section, of hazard: inout Hazard) {
        let unless = section.optional("unless")
        hazard.unless = unless.flatMap(compiler.compile)
        if let unless, let condition = hazard.unless { checkCounts(condition, hazard.scope, at: unless) }
        readQuiet(section, of: &hazard)
        let needs = [Hazard.ConfirmationNeed.person, .secondTrigger, .none]
        let confirm = section.optional("confirm")
        hazard.confirm = confirm?.choice(needs) ?? .none
        if hazard.scope.isPlace, hazard.confirm == .secondTrigger {
            confirm?.error(.hazard(.secondTriggerNeedsZone))
        }
        hazard.isCallPoint = section.optional("call_point")?.boolean() ?? false
        let lifeSafety = section.optional("life_safety")
        hazard.isLifeSafety = lifeSafety?.boolean() ?? (hazard.strongest == .extreme)
        let isSilence = hazard.evidence.contains { if case .silence = $0.sign { true } else { false } }
        if isSilence, hazard.isLifeSafety {
            section.log.error(
                .hazard(.silentLifeSafety),
                at: section.placeOfKey(lifeSafety == nil ? "severity" : "life_safety"))
        } else if hazard.isLifeSafety, unless != nil {
            section.log.error(.hazard(.lifeSafetySuppressed(hazard.id)), at: section.placeOfKey("unless"))
        }
        readEnds(section, of: &hazard)
        readHours(section, of: &hazard)
    }

    private func readQuiet(_ section: Section, of hazard: inout Hazard) {
        if let quiet = section.optional("quiet_when") {
            hazard.quietWhen = compiler.compile(quiet)
            if let condition = hazard.quietWhen { checkCounts(condition, hazard.scope, at: quiet) }
        }
        if let interval = section.optional("quiet_for")?.interval(allowingZero: true) {
            hazard.quietFor = interval
        }
        hazard.quietFor = settings.quietFor ?? hazard.quietFor
    }

    private func readEnds(_ section: Section, of hazard: inout Hazard) {
        let expires = section.optional("expires_after")
        hazard.expiresAfter = settings.expiresAfter ?? expires?.interval()
        if hazard.expiresAfter != nil, hazard.strongest == .extreme {
            section.log.error(
                .hazard(.extremeExpires(hazard.id)), at: section.placeOfKey("expires_after"), help: .useAge)
        }
        let holdOff = section.optional("hold_off")
        hazard.holdOff = settings.holdOff ?? holdOff?.interval()
        if hazard.holdOff != nil, hazard.isLifeSafety {
            section.log.error(.hazard(.lifeSafetyHeldOff(hazard.id)), at: section.placeOfKey("hold_off"))
        }
    }

    enum Mode: String, CaseIterable { case live, shadow }

    private func readHours(_ section: Section, of hazard: inout Hazard) {
        let mode = section.optional("mode")?.choice(Mode.allCases)
        hazard.isShadow = settings.isShadow ?? (mode == .shadow)
        guard let schedule = section.optional("schedule") else { return }
        hazard.schedule = ScheduleReader.read(schedule)
        if hazard.isLifeSafety {
            section.log.error(.hazard(.lifeSafetyScheduled(hazard.id)), at: section.placeOfKey("schedule"))
        }
    }

    /// A word, or what makes it how bad: `{severe: "t > degC(60)", extreme: "t > degC(85)"}`. It begins with the weakest
    /// of them.
    private func readSeverity(
        _ value: YAMLValue, scope: Hazard.Scope
    ) -> (begins: Severity, steps: [SeverityStep])? {
        guard value.kind == .mapping else { return value.choice(Severity.allCases).map { ($0, []) } }
        guard let section = value.section() else { return nil }
        var steps: [SeverityStep] = []
        for severity in Severity.allCases {
            guard let step = section.optional(severity.rawValue) else { continue }
            guard let condition = compiler.compile(step) else { continue }
            checkCounts(condition, scope, at: step)
            steps.append(SeverityStep(severity: severity, condition: condition))
        }
        section.finish()
        guard let first = steps.first else {
            if section.all().isEmpty { value.error(.hazard(.severityWithoutSteps)) }
            return nil
        }
        return (first.severity, Array(steps.dropFirst()))
    }

    /// Advice is read aloud, printed and sent: a condition may look at a person's card, a sentence may not say it.
    private func refusePersons(in text: String, at value: YAMLValue) {
        for (name, point) in vocabulary.points.sorted(by: { $0.key < $1.key }) where point.isPersonal {
            if text.contains("{\(name)}") || text.contains("{point.\(name)}") {
                value.error(.profile(.personal(.inText(name))))
            }
        }
    }

    /// What people are told and where the numbers come from.
    private func readPaper(_ section: Section, of hazard: inout Hazard) {
        hazard.reportWithin = section.optional("report_within")?.interval()
        hazard.acknowledgeWithin = section.optional("acknowledge_within")?.interval()
        hazard.lookWithin = section.optional("look_within")?.interval()
        hazard.arriveWithin = section.optional("arrive_within")?.interval()
        hazard.closeWithin = section.optional("close_within")?.interval()
        if let advice = section.optional("advice"), let languages = advice.section() {
            for language in Language.allCases {
                let lines = languages.required(language.rawValue)?.oneOrMore() ?? []
                hazard.advice[language] = lines.compactMap { line in
                    line.word().map { text in
                        refusePersons(in: text, at: line)
                        return text
                    }
                }
            }
            languages.finish()
        }
        hazard.contacts = ContactsReader.read(section.optional("contacts"))
        if let basis = section.optional("basis")?.word() { hazard.basis = basis }
        if let codes = section.optional("codes"), let entries = codes.section() {
            for (scheme, _, value) in entries.all() {
                guard let code = value.word() else { continue }
                hazard.codes[scheme] = code
                checkCode(code, of: scheme, at: value)
            }
        }
    }

    /// Categories of CAP 1.2.
    private static let categories = [
        "Geo", "Met", "Safety", "Security", "Rescue", "Fire", "Health", "Env", "Transport", "Infra", "CBRNE",
        "Other",
    ]

    private func checkCode(_ code: String, of scheme: String, at value: YAMLValue) {
        switch scheme {
        case "gb47678" where code.utf8.count != 5 || !code.utf8.allSatisfy { (0x30...0x39).contains($0) }:
            value.error(.hazard(.invalidMatterCode(code)), help: .quoteCode)
        case "cap" where !Self.categories.contains(code):
            value.error(.form(.notAChoice(code)), help: .nearest(to: code, among: Self.categories))
        case FirePoint.column where !FireCentreSettings.knows(code: code):
            let known = GB26875.Bits.ofComponent.map(\.word).filter { FireCentreSettings.knows(code: $0) }
            value.error(.form(.notAChoice(code)), help: .nearest(to: code, among: known))
        default: break
        }
    }
}

extension HazardReader {
    /// `any_of`, or a single sign written straight into the hazard.
    private func readEvidence(_ section: Section, scope: Hazard.Scope) -> [Evidence] {
        guard let list = section.optional("any_of") else {
            return readSign(section, scope: scope).map { [$0] } ?? []
        }
        for key in ["when", "silent", "for", "evidence"] where section.optional(key) != nil {
            section.log.error(.hazard(.anyOfAndSign(key)), at: section.placeOfKey(key))
        }
        guard let items = list.list() else { return [] }
        if items.isEmpty { list.error(.form(.emptyList)) }
        return items.compactMap { item in
            guard let entry = item.section() else { return nil }
            let isBeside = entry.optional("beside")?.boolean() ?? false
            var evidence = readSign(entry, scope: scope)
            evidence?.isBeside = isBeside
            entry.finish()
            return evidence
        }
    }

    private enum Strength: String, CaseIterable { case strong, weak }

    private func readSign(_ section: Section, scope: Hazard.Scope) -> Evidence? {
        let when = section.optional("when")
        let silent = section.optional("silent")
        let holdsFor = section.optional("for")
        let strength = section.optional("evidence")?.choice(Strength.allCases) ?? .strong
        let written = holdsFor?.interval(allowingZero: true)
        let duration = settings.holdsFor ?? written ?? .zero
        switch (when, silent) {
        case (let when?, nil):
            guard let condition = compiler.compile(when) else { return nil }
            checkCounts(condition, scope, at: when)
            return Evidence(sign: .condition(condition), holdsFor: duration, isWeak: strength == .weak)
        case (nil, let silent?):
            if holdsFor != nil {
                section.log.error(.hazard(.durationWithSilence), at: section.placeOfKey("for"))
            }
            if scope.isPlace { silent.error(.hazard(.silenceOfZone)) }
            return silent.interval().map {
                Evidence(sign: .silence(settings.silent ?? $0), holdsFor: .zero, isWeak: strength == .weak)
            }
        case (_?, _?):
            section.log.error(.hazard(.twoSigns), at: section.placeOfKey("silent"))
        case (nil, nil):
            section.missingOneOf(["when", "silent", "any_of"], .hazard(.signMissing))
        }
        return nil
    }

    /// A place counts devices and has no points; a device may count in its places, a place only in itself.
    private func checkCounts(_ condition: Condition, _ scope: Hazard.Scope, at value: YAMLValue) {
        guard scope.isPlace else { return }
        let windows = condition.program.windows
        let read = condition.program.variables + windows.flatMap(\.looksAt)
        let isLinked = windows.contains { $0.reach?.isLinked ?? false }
        if let first = read.first {
            value.error(.hazard(.zoneReadsPoints(vocabulary.names[first])))
        } else if isLinked {
            value.error(.hazard(.placeLooksAlong))
        } else if windows.contains(where: { $0.word != nil }) {
            value.error(.hazard(.placeCountsElsewhere))
        } else if !windows.contains(where: { $0.function == "sources" || $0.countsDevices }) {
            value.error(.hazard(.zoneNeedsSources))
        }
    }
}
