import Facility
import Foundation
import MQTT
import SiteConfiguration

/// The site's broker sessions: two per broker, so that a fire never queues behind telemetry.
enum SessionPlan {
    /// Opened sessions in the order of `SessionIndex`; a class without topics is connected all the same, since its
    /// silence would otherwise look like the broker's.
    static func sessions(
        of site: Site, recovery: Recovery, bell: Doorbell, seed: UInt64, now: Timestamp
    ) -> [WatchedSession] {
        let plan = SubscriptionPlan(site: site)
        return site.brokers.indices.flatMap { position in
            SessionClass.allCases.map { sessionClass in
                let index = sessionClass.session(ofBroker: position)
                var settings = settings(
                    for: site.brokers[position], sessionClass: sessionClass, index: UInt16(index.position),
                    filters: plan[index])
                let other: SessionClass = sessionClass == .urgent ? .telemetry : .urgent
                // A topic that was made urgent is still this session's at the broker, which would send it twice.
                settings.formerFilters = plan[other.session(ofBroker: position)].filter {
                    !settings.filters.contains($0)
                }
                // The urgent session excludes nothing: when two filters overlap, the life-safety copy counts.
                if sessionClass == .telemetry {
                    settings.excludedFilters = plan[other.session(ofBroker: position)]
                    settings.renewedFilters = SubscriptionPlan.renewed(ofBroker: site.brokers[position])
                }
                return WatchedSession(
                    session: Session(settings: settings, bell: bell, seed: seed &+ UInt64(index.position)),
                    broker: position, sessionClass: sessionClass,
                    window: recovery.identities[index] ?? [], now: now)
            }
        }
    }

    static func settings(
        for broker: Broker, sessionClass: SessionClass, index: UInt16, filters: [String]
    ) -> SessionSettings {
        var settings = SessionSettings(
            index: index, clientID: broker.clientID + (sessionClass == .urgent ? "-urgent" : ""),
            host: broker.host, port: UInt16(broker.port), filters: filters, isUrgent: sessionClass == .urgent)
        settings.version = broker.version == .v5 ? .v5 : .v3_1_1
        settings.user = broker.user
        settings.password = broker.password
        settings.keepAlive = UInt16(clamping: broker.keepAlive.milliseconds / 1_000)
        if let window = broker.receiveMaximum { settings.receiveMaximum = UInt16(clamping: window) }
        if let tls = broker.tls {
            settings.security = SessionSettings.Security(
                authorityFile: tls.authorityFile ?? "/etc/ssl/certs/ca-certificates.crt",
                certificateFile: tls.certificateFile, keyFile: tls.keyFile)
        }
        return settings
    }
}
