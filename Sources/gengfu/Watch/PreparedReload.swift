import Facility
import SiteConfiguration

/// A prepared site on its way from the reloader's thread to the loop's, and afterwards the old tables on their way
/// back.
///
/// Sendable without a lock: exactly one thread holds it. It is born on the reloader's, passes to the loop through the
/// inbox's mutex, and goes back through the reloader's queue when the loop has done with it.
final class PreparedReload: @unchecked Sendable {
    /// As the files have it, without the registry; once in force, the one before.
    var declared: Site
    let subscriptions: SubscriptionPlan
    /// The rows that must be written before it is in force.
    let newNumbers: [NumberRow]
    let site: PreparedSite

    init(
        _ declared: Site, lists: [ZigbeeList], outline: EngineOutline, numbering known: Numbering,
        registry: [RegistryEntry]
    ) {
        let merged = declared.listing(lists).merged(with: registry)
        let (numbering, new) = known.laidOut(for: merged)
        self.declared = declared
        newNumbers = new
        subscriptions = SubscriptionPlan(site: merged)
        site = PreparedSite(merged, numbering: numbering, after: outline)
    }
}
