import Expressions
import Facility
import Foundation
import Testing

@testable import SiteConfiguration

/// The compiler demands two texts of every case; here each must say something, in its own language, with the same
/// data. That no case is forgotten is read off the sources.
@Suite("The catalogue of messages")
struct MessageCatalogueTests {
    @Test("Every message says the same data in both languages")
    func sameData() {
        for message in Self.samples {
            let text = message.text
            #expect(!text.en.isEmpty && !text.zh.isEmpty, "\(message)")
            for sentinel in Self.sentinels {
                #expect(text.en.contains(sentinel) == text.zh.contains(sentinel), "\(message) \(sentinel)")
            }
        }
        for help in Self.helps { #expect(!help.text.en.isEmpty && !help.text.zh.isEmpty) }
    }

    @Test("Chinese texts are Chinese, English ones are not")
    func languages() {
        func isChinese(_ text: String) -> Bool {
            text.unicodeScalars.contains { (0x4E00...0x9FFF).contains($0.value) }
        }
        for text in Self.samples.map(\.text) + Self.helps.map(\.text) {
            #expect(isChinese(text.zh) || text.zh.count <= 3, "\(text.zh)")
            #expect(!isChinese(text.en), "\(text.en)")
        }
    }

    @Test("Every case of the catalogue has a sample here")
    func nothingForgotten() throws {
        let folder = Repository.root + "/Sources/SiteConfiguration/Messages"
        let rooms = [
            "Form", "Site", "Signing", "Phone", "Profile", "Hazard", "Sheet", "Workbook", "Tooling", "Import",
            "Command",
        ]
        for room in rooms {
            let source = try String(contentsOfFile: "\(folder)/\(room)Message.swift", encoding: .utf8)
            let head = source.prefix(upTo: source.firstRange(of: "package var text")!.lowerBound)
            let declared = Set(head.matches(of: /\n    case ([a-zA-Z0-9]+)/).map { String($0.output.1) })
            let sampled = Set(
                Self.samples.map { "\($0)" }.filter {
                    $0.hasPrefix("\(room == "Import" ? "importing" : room.lowercased())(")
                }.map(Self.name))
            #expect(declared.subtracting(sampled) == [], "\(room)")
            #expect(declared.count > 5)
        }
    }

    /// `form(SiteConfiguration.FormMessage.emptyFile)` → `emptyFile`.
    private static func name(_ description: String) -> String {
        let tail = description.split(separator: "Message.")[1]
        return String(tail.prefix { $0.isLetter || $0.isNumber })
    }

    @Test("The language is that of --lang, else of LC_ALL, LC_MESSAGES, LANG, else English")
    func locale() {
        #expect(Language.preferred(environment: [:]) == .en)
        #expect(Language.preferred(environment: ["LANG": "zh_CN.UTF-8"]) == .zh)
        #expect(Language.preferred(environment: ["LANG": "zh_CN.UTF-8", "LC_ALL": "C"]) == .en)
        #expect(
            Language.preferred(environment: ["LANG": "zh_CN.UTF-8", "LC_ALL": "", "LC_MESSAGES": "en_GB"])
                == .en)
        #expect(Language.preferred(environment: ["LANG": "de_DE.UTF-8"]) == .en)
        #expect(Language.preferred(option: "zh", environment: ["LANG": "en_US"]) == .zh)
        #expect(Language.preferred(option: "klingon", environment: ["LANG": "zh_TW"]) == .zh)
    }

    static let sentinels = ["αα", "ββ", "γγ", "71", "83"]
    private static let a = "αα"
    private static let b = "ββ"
    private static let c = "γγ"

    static let samples: [Message] = [
        forms.map { Message.form($0) }, sites.map { Message.site($0) }, kinds.map { Message.kind($0) },
        signings.map { Message.signing($0) }, phones.map { Message.phone($0) },
        profiles.map { Message.profile($0) },
        binaries.map { Message.profile(.binary($0)) },
        documents.map { Message.profile(.document($0)) },
        hazards.map { Message.hazard($0) }, sheets.map { Message.sheet($0) },
        toolings.map { Message.tooling($0) },
        workbooks.map { Message.workbook($0) }, imports.map { Message.importing($0) },
        templates.map { Message.template($0) },
        commands.map { Message.command($0) }, expressionKinds.map { Message.expression(.issue($0)) },
    ].flatMap { $0 }

    private static let templates: [TemplateMessage] = [
        .unknownName(a), .unknownTransform(a), .openTag, .unescapedTag, .foreignTag(a), .namelessTag,
        .strayEnd(a), .unclosedSection(a), .notAWord(a), .notInAList(a), .notAPointer(a), .notAPath(a),
        .twoBodies, .notJSON(sample: a), .notATimeFormat(a), .unmarkedExercise, .takesNoExercise(a),
        .unknownSetting(a), .missingSetting(a), .unusedDictionary(a), .hazardsWithoutWord(a),
        .noHeartbeat(a), .noBodyInGet,
    ]

    private static let documents: [DocumentMessage] = [
        .notOneSign(a), .twoChannels(a), .keyNotHere(a), .pairsOrPattern,
        .invalidPattern(a, reason: .repeatedGroup(b)), .noGroup(a), .notAColumn(a, columns: 71),
        .unknownColumn(a), .notASenMLName(a), .notOfOCPP(a), .offlineIsOnline(a), .notATruthPoint(a),
    ]

    private static let forms: [FormMessage] = [
        .cannotRead(.missing), .cannotRead(.isFolder), .cannotRead(.denied), .notUTF8(line: 71),
        .emptyFile, .fileTooLarge(limit: 71),
        .tooManyValues(limit: 71),
        .notYAML(YAMLProblem(text: a)), .duplicateKey(a), .keyIsNotText, .unknownKey(a), .missingKey(a),
        .wrongType(expected: .list, found: .mapping), .wrongType(expected: .text, found: .nothing),
        .wrongType(expected: .number, found: .boolean), .wrongType(expected: .duration, found: .text),
        .emptyText,
        .outOfRange(from: a, to: b), .notADuration(a), .notASize(a), .notAChoice(a), .needsBothLanguages,
        .emptyList, .unknownVariable(a), .openVariable,
    ]

    private static let signings: [SigningMessage] = [
        .unknownPart(a), .unknownFilter(a), .looseBrace, .weakDigest(a), .noKey(path: a),
        .looseSecret(path: a), .signatureNotSent, .signatureOfItself, .secretMissing, .secretUnused,
        .notAFieldName(a), .notAPointer(a), .secretInClear(a), .notAUser(a),
    ]

    private static let phones: [PhoneMessage] = [
        .unknownName(a), .noLine, .routeWithoutLine(a), .notAKey(a), .noKeys, .answerWithoutCall,
        .answerWithoutNumber,
    ]

    private static let sites: [SiteMessage] = [
        .invalidSiteID(a), .invalidID(a), .duplicateID(a, line: 71), .invalidGridCode(a),
        .unknownTimeZone(a), .invalidURL(a), .notAnIPAddress(a), .notHostAndPort(a), .plainSecret(a),
        .cannotReadSecret(path: a, .notText),
        .emptySecret(path: a),
        .twoSecrets, .noCredentialsDirectory(a), .unknownDestination(a), .unroutedDestination(a),
        .noBroker,
        .noDirectory(a), .noFacility(a), .keyWithoutCertificate,
        .receivesNothing, .notACentreAddress(a), .sameTransmissionDevice(a), .invalidFireAddress(a),
        .noFireAddress(count: 7, first: a), .sameFireAddress(a, b),
        .invalidBase(a), .undecidable(hazard: a, profile: b), .notADate(a),
        .unknownPerson(a), .shiftOfNobody(a),
        .shorterThan(seconds: 5), .longerThan(seconds: 1_800), .noProgram, .missingPlaceholder(a),
        .unknownBroker(a), .brokerWithoutExpiry(a), .topicOfDevices(a), .notATopic(a), .unknownHazard(a),
        .expiryOutOfRange,
    ]

    private static let kinds: [KindMessage] = [
        .receiptsInDropFolder, .nobodyAcknowledges, .notAWebhookSecret, .robotWithoutToken, .secretInAddress,
        .notAMention(a), .notACAPName(a), .capWithoutCarrier, .unknownPlaceholder(a),
        .retainedWithoutIncident, .noSignOfLife,
    ]

    private static let profiles: [ProfileMessage] = [
        .notTheFolder(a, folder: b), .invalidPointName(a), .unknownUnit(a),
        .twoUnits(a, other: b, point: c),
        .rangeNotAscending, .rangeNeedsTwo, .onlyForNumbers(a), .scaleOfZero, .choiceNeedsValues,
        .duplicateValue(a),
        .tooManyPoints(limit: 71), .outsideFacility(a, facility: b), .duplicateProfile(a, where: b),
        .unknownPoint(a, facility: b), .notConvertible(from: a, to: b), .unitWithoutNumber,
        .mapValueNotOfPoint(a, expected: b), .notAPointer(a), .pointerInText,
        .topicNeedsDevice(found: 71),
        .topicHasWildcard, .topicPartLevel(a), .duplicateTopic(a, line: 71), .unknownTimePattern(a),
        .timePatternIncomplete(missing: a), .timeZoneMissing, .timeZoneUseless, .timeInText, .noTopic(a),
        .pointNotInTopic(a), .invalidHex(a), .onePayload, .invalidTime(a),
        .jumpNotPositive, .invalidDate(a), .noScript(a),
        .notARegister(a), .identityElsewhere, .identityAmongBytes, .identityNeedsDevice,
        .personal(.onlyText), .personal(.withMap), .personal(.staysPersonal(a)),
        .personal(.pathsNeedJSON), .personal(.nowhere(a)), .personal(.inText(a)), .personal(.notHere),
    ]

    private static let hazards: [HazardMessage] = [
        .noContactRole(a), .contactTwice(a),
        .duplicateHazard(a, where: b), .signMissing, .twoSigns, .anyOfAndSign(a), .durationWithSilence,
        .extremeExpires(a), .lifeSafetySuppressed(a), .secondTriggerNeedsZone,
        .zoneReadsPoints(a), .zoneNeedsSources, .silenceOfZone, .invalidMatterCode(a), .silentLifeSafety,
        .placeLooksAlong, .placeCountsElsewhere, .allOfMany(a),
        .numberOutside(function: a, from: 71, to: 83),
        .lifeSafetyHeldOff(a), .lifeSafetyScheduled(a), .lifeSafetyGrouped(a), .extremeGrouped(a),
        .rollCallLooksBack, .severityWithoutSteps, .notADay(a),
        .notATimeOfDay(a), .notANamedNumber(a), .numberNameTaken(a), .unknownHazard(a),
        .unknownNumber(a, hazard: b), .overrideUnfit(a, .form(.emptyFile)), .overrideOfSeveral(a),
        .overrideOfNone(a), .lifeSafetyShadowed(a), .lifeSafetyMilder(a), .overrideEverywhere,
        .tooManyVariants(limit: 71), .holidaysUnknown(a),
    ]

    private static let commands: [CommandMessage] = [
        .whomToCall,
        .configurationFaultless(devices: 71, hazards: 83), .configurationFaulty(errors: 71, warnings: 83),
        .warningsOnly(warnings: 71), .examplesPassed(examples: 71, profiles: 83),
        .examplesFailed(failed: 71, examples: 83), .exampleDiffers(point: a, expected: b, found: c),
        .decidable,
        .weakEvidence, .undecidable, .hazardHeading, .overridePlace, .overrideKey, .overrideValue,
        .overrideWas, .everywhere,
    ]

    private static let sheets: [SheetMessage] = [
        .columnMissing(a), .unknownColumn(a), .columnTwice(a), .notCommas(found: a),
        .cells(found: 71, expected: 83),
        .openQuote, .textAfterQuote, .emptyCell(column: a), .duplicateDevice(a, line: 71),
        .invalidDeviceID(a),
        .unknownProfile(a), .unknownBuilding(a), .unknownBroker(a), .brokerMissing,
        .tooManyDevices(limit: 71),
        .tooLong(limit: 71), .ambiguousProfile(a), .parentAndChannel, .unknownParent(a),
        .channelOfChannel(a), .duplicateChannel(a, parent: b, line: 71), .errorValue(a), .uncalculated,
        .unknownLink(a), .linkCircle([a, b]), .tooManyLinks(limit: 71),
        .digitsLost(a), .zerosMayBeLost, .hiddenIsRead([a, b]), .notText(line: 71),
    ]

    private static let toolings: [ToolingMessage] = [
        .expected, .found, .wholePayload, .skipped(count: 71), .unmapped(a, pointers: [b, c]),
        .withoutRange(a),
        .unitNotWritten(a, unit: b), .topicWithoutExample(a), .valuesNeverExampled(a, values: [b]),
        .mapLacks(a, value: b), .lifeNotUrgent(a, points: [b]), .timeNeverExampled, .lintClean,
        .lintFindings(71), .nothingToDraft, .drafted(messages: 71, topics: 83, points: 7), .noSuchFacility(a),
        .draftFails,
    ]

    private static let workbooks: [WorkbookMessage] = [
        .encrypted, .oldFormat, .webPage, .sheetChosen(a, others: [b]), .cannotWrite(a),
        .flaw(.damaged(part: a)), .flaw(.noWorkbook), .flaw(.noSheet),
        .flaw(.partTooLarge(part: a, limit: 71)), .flaw(.tooManyRows(limit: 71)),
        .flaw(.tooManyColumns(limit: 71)),
    ]

    private static let imports: [ImportMessage] = [
        .added(count: 71, ids: [a]), .changed(count: 71), .changedDevice(id: a, columns: [b]),
        .unchanged(count: 71), .missing(count: 71, ids: [a]), .changesRefused(count: 71), .dryRun,
        .written(path: a), .nothingToDo, .refused(errors: 71),
    ]

    private static let binaries: [BinaryMessage] = [
        .notWhole(a), .widthNeeded(type: a), .widthUnfit(type: a), .bitsBeyond(bytes: 71),
        .bitsNotAscending, .onlyForBits(type: a), .tooManyNothings(limit: 71), .atOrRegister,
        .registerWithoutRegisters, .registerOutside(from: 71, to: 83), .pointerWithoutJSON,
        .bytesNotKnown(a), .kindWithoutKinds, .kindsWithoutKind, .kindTwice(a), .tagTwice(a),
        .timeTypeNeeded, .requestOrRegisters, .requestTwice(a), .placeholderMissing(a), .pollTooFast,
    ]

    static let expressionKinds: [ExpressionIssue.Kind] = [
        .empty, .sourceTooLong(bytes: 71, limit: 83), .tooDeep(limit: 71),
        .syntax(expected: .operand, found: a),
        .syntax(expected: .operatorOrEnd, found: ""), .syntax(expected: .closing(a), found: b),
        .syntax(expected: .colon, found: a), .syntax(expected: .fieldName, found: a), .invalidCharacter(a),
        .unterminatedString, .invalidEscape(a), .invalidNumber(a), .numberOutOfRange(a), .reservedWord(a),
        .insteadWrite(found: a, instead: b), .unsupported(.messages), .unknownName(a, suggestions: [b, c]),
        .unknownFunction(a, suggestions: []), .noSuchField(a, type: .int), .missingQuotes(a),
        .notAnEnumValue(a, allowed: [b], suggestions: [c]), .wrongCallForm(function: a, isMember: true),
        .wrongCallForm(function: a, isMember: false), .noOverload(a, types: [.int, .double]),
        .wrongArgumentCount(function: a, expected: [71], found: 83),
        .wrongArgument(function: a, position: 71, expected: .point),
        .wrongArgument(function: a, position: 71, expected: .pointOfType([.bool])),
        .wrongArgument(function: a, position: 71, expected: .points(limit: 83)),
        .wrongArgument(function: a, position: 71, expected: .duration),
        .wrongArgument(function: a, position: 71, expected: .text),
        .wrongArgument(function: a, position: 71, expected: .number),
        .wrongResult(expected: .bool, found: .int),
        .invalidDuration(a), .durationTooFine(a), .invalidTimestamp(a),
        .invalidPattern(a, reason: .unclosedGroup),
        .invalidPattern(a, reason: .unsupported(b)), .duplicateKey(a), .invalidPresenceTest,
        .invalidMacroVariable(function: a), .unknownZone(b),
        .alwaysFails(.divisionByZero), .bareNumberBesideUnit(unit: a, literals: [b]),
        .unitMismatch(expected: a, found: b), .scalePointForDifference(unit: a),
    ]

    static let helps: [HelpMessage] = [
        .contactRoles,
        .didYouMean([a]), .known([a, b]), .lastOneCounts, .checkIndentation, .saveAsUTF8, .secretsInFiles,
        .variablesOnlyWhere, .deviceLevel, .useAge, .writeInUnit(a), .listEverySpelling, .quoteCode,
    ]
}
