import Control
import Facility

/// The core's status as metrics. When the core is not seen there is `gengfu_up 0` and nothing else: a number from
/// before would look like one of now.
extension MetricsText {
    init(_ status: Result<StatusReport, CoreSilence>) {
        guard case .success(let report) = status else {
            single("gengfu_up", .gauge, "Whether the core answers the console.", 0)
            return
        }
        single("gengfu_up", .gauge, "Whether the core answers the console.", 1)
        program(report)
        coverage(report)
        links(report)
        proofs(report)
        registry(report)
        store(report)
    }

    private mutating func program(_ report: StatusReport) {
        family(
            "gengfu_build_info", .gauge, "Program version and configuration in force.",
            [
                (
                    [
                        ("site", report.site), ("version", report.program),
                        ("configuration", report.configuration),
                    ], 1
                )
            ])
        single(
            "gengfu_start_time_seconds", .gauge, "Start of the program, Unix time.",
            Self.seconds(report.started))
        single(
            "gengfu_emergency", .gauge, "Whether incidents leave unjournaled.",
            report.emergencySince == nil ? 0 : 1)
        family(
            "gengfu_degraded", .gauge, "What makes the watch less than whole.",
            // Two sessions may have the same trouble; a series must not come twice.
            Set(report.degraded.map(\.code)).sorted().map { ([("reason", $0)], 1) })
    }

    private mutating func coverage(_ report: StatusReport) {
        family(
            "gengfu_devices", .gauge, "Devices by whether they are heard.",
            [
                ([("standing", "heard")], Double(report.devices.heard)),
                ([("standing", "silent")], Double(report.devices.silent)),
                ([("standing", "never")], Double(report.devices.never)),
            ])
        family(
            "gengfu_coverage", .gauge, "Hazards by device, by whether they can be decided.",
            [
                ([("evidence", "decidable")], Double(report.coverage.decidable)),
                ([("evidence", "weak")], Double(report.coverage.weak)),
                ([("evidence", "undecidable")], Double(report.coverage.undecidable)),
            ])
        family(
            "gengfu_incidents_open", .gauge, "Open incidents by severity.",
            Severity.allCases.map { ([("severity", $0.rawValue)], Double(report.incidents[$0])) })
        single(
            "gengfu_incidents_unconfirmed", .gauge, "Open incidents nobody has looked at.",
            Double(report.incidents.unconfirmed))
    }

    private mutating func registry(_ report: StatusReport) {
        let standings = [
            ("held", report.heldDevices), ("adopted", report.adoptedDevices),
            ("retired", report.retiredDevices),
        ]
        family(
            "gengfu_registry_devices", .gauge, "Devices beside the sheet by standing.",
            standings.compactMap { name, count in count.map { ([("standing", name)], Double($0)) } })
        single(
            "gengfu_registry_evicted_total", .counter, "Held devices that gave way to newer ones.",
            report.evictedHeldDevices.map(Double.init))
        single(
            "gengfu_registry_unjudged_total", .counter, "Messages of retired and refused devices.",
            report.unjudgedMessages.map(Double.init))
        single(
            "gengfu_pending_decodes", .gauge, "Messages that wait for their maker's codec.",
            report.pendingDecodes.map(Double.init))
        single(
            "gengfu_codecs_resting", .gauge, "Makers' codecs that rest because they ran too long.",
            report.restingCodecs.map(Double.init))
        single(
            "gengfu_quarantine_rows", .gauge, "Payloads kept because nobody could read them.",
            report.quarantineRows.map(Double.init))
        guard let polls = report.polls else { return }
        family(
            "gengfu_polls_total", .counter, "Questions to devices that speak only when asked, and what came.",
            [
                ("request", polls.requests), ("answer", polls.answers), ("timeout", polls.timeouts),
                ("late", polls.late), ("stray", polls.strays),
            ].map { ([("kind", $0.0)], Double($0.1)) })
    }

    private mutating func links(_ report: StatusReport) {
        func session(_ value: (SessionReport) -> Double) -> [(labels: [(String, String)], value: Double)] {
            report.sessions.map { ([("broker", $0.broker), ("session", $0.kind)], value($0)) }
        }
        family(
            "gengfu_session_connected", .gauge, "Whether a broker session hears anything.",
            session { $0.state == .connected || $0.state == .draining ? 1 : 0 })
        family(
            "gengfu_session_messages_total", .counter, "Messages read from a broker session.",
            session { Double($0.messages) })
        func destination(
            _ value: (DestinationReport) -> Double?
        ) -> [(labels: [(String, String)], value: Double)] {
            report.destinations.compactMap { row in
                value(row).map { ([("destination", row.destination)], $0) }
            }
        }
        family(
            "gengfu_outbox_waiting", .gauge, "Deliveries not yet settled.", destination { Double($0.waiting) }
        )
        family(
            "gengfu_outbox_oldest_age_seconds", .gauge, "Age of the oldest delivery not yet settled.",
            destination { $0.oldestAgeSeconds ?? 0 })
        family(
            "gengfu_outbox_refused", .gauge, "Deliveries refused for cause and set aside.",
            destination { Double($0.refused) })
        family(
            "gengfu_destination_path_lost", .gauge, "Whether the path to a destination is lost.",
            destination { $0.isPathLost ? 1 : 0 })
        family(
            "gengfu_destination_last_answer_timestamp_seconds", .gauge,
            "The far side's last answer to anything, signs of life included, Unix time.",
            destination { $0.lastAccepted.map(Self.seconds) })
        family(
            "gengfu_destination_paused", .gauge,
            "Whether a person holds ordinary cases back; life safety goes on.",
            destination { $0.pausedReason == nil ? 0 : 1 })
        family(
            "gengfu_destination_paused_life_safety", .gauge,
            "Whether a destination that is held back is one that hears of danger to life.",
            destination { $0.pausedReason != nil && $0.receivesLifeSafety == true ? 1 : 0 })
        family(
            "gengfu_broker_contract_holds", .gauge,
            "Whether a property of the broker that promises lean on holds.",
            report.brokers.flatMap { broker in
                broker.verdicts.map { verdict in
                    (
                        [("broker", broker.broker), ("property", verdict.property)],
                        verdict.holds.map { $0 ? 1 : 0 } ?? .nan
                    )
                }
            })
    }

    /// An older gateway says nothing of it.
    private mutating func proofs(_ report: StatusReport) {
        let rows = report.destinations.filter { $0.isProofOverdue != nil }
        family(
            "gengfu_destination_proof_age_seconds", .gauge,
            "Age of the last proof of the way from a sensor's topic to a destination; +Inf: never proven.",
            rows.map { row in
                let age = row.provenAt.map { max(0, (report.now - $0).seconds) }
                return ([("destination", row.destination)], age ?? .infinity)
            })
        family(
            "gengfu_destination_proof_overdue", .gauge,
            "Whether the last proof of a destination is older than the site allows.",
            rows.map { ([("destination", $0.destination)], $0.isProofOverdue == true ? 1 : 0) })
    }

    private mutating func store(_ report: StatusReport) {
        single("gengfu_ring_size_bytes", .gauge, "Size of the store.", Double(report.ring.bytes))
        single("gengfu_ring_limit_bytes", .gauge, "Limit of the store.", Double(report.ring.limitBytes))
        single(
            "gengfu_ring_oldest_timestamp_seconds", .gauge, "Oldest reading kept, Unix time.",
            report.ring.oldest.map(Self.seconds))
        single(
            "gengfu_ring_last_commit_timestamp_seconds", .gauge, "Last commit, Unix time.",
            report.ring.lastCommit.map(Self.seconds))
        single(
            "gengfu_ring_failing", .gauge, "Whether commits fail.", report.ring.failingSince == nil ? 0 : 1)
        single(
            "gengfu_ring_commit_median_seconds", .gauge, "Median duration of recent commits.",
            report.ring.commitP50Microseconds.map { $0 / 1e6 })
        single(
            "gengfu_ring_commit_p99_seconds", .gauge, "99th percentile of the duration of recent commits.",
            report.ring.commitP99Microseconds.map { $0 / 1e6 })
        if let history = report.ring.history { sealed(history) }
        family(
            "gengfu_lost_total", .counter, "What history or a destination will never receive.",
            report.losses.map { ([("cause", $0.cause.rawValue)], Double($0.count)) })
        family(
            "gengfu_rejections_total", .counter, "Readings a profile could not take.",
            report.rejections.map { ([("profile", $0.profile), ("reason", $0.reason)], Double($0.count)) })
    }

    private mutating func sealed(_ history: HistoryReport) {
        single("gengfu_history_size_bytes", .gauge, "Size of sealed history.", Double(history.bytes))
        single("gengfu_history_limit_bytes", .gauge, "Limit of sealed history.", Double(history.limitBytes))
        family(
            "gengfu_history_readings", .gauge, "Sealed readings by importance.",
            history.classes.map { ([("importance", $0.importance.rawValue)], Double($0.readings)) })
        family(
            "gengfu_history_oldest_timestamp_seconds", .gauge,
            "Oldest sealed reading by importance, Unix time.",
            history.classes.map { ([("importance", $0.importance.rawValue)], Self.seconds($0.oldest)) })
        single(
            "gengfu_history_unsealed_readings", .gauge, "Readings of the store that are not sealed yet.",
            Double(history.unsealedReadings))
        single(
            "gengfu_history_evicted_readings_total", .counter,
            "Sealed readings that gave way since the start.",
            Double(history.evictedReadings))
        single(
            "gengfu_history_damaged_blocks", .gauge, "Sealed blocks that were found damaged.",
            Double(history.damagedBlocks ?? 0))
        single(
            "gengfu_history_failing", .gauge, "Whether nothing can be sealed.",
            history.failingSince == nil ? 0 : 1)
        single(
            "gengfu_written_bytes_total", .counter, "Bytes written to disks since history was begun.",
            Double(history.writtenBytes))
    }

    private static func seconds(_ time: Timestamp) -> Double { Double(time.milliseconds) / 1_000 }
}
