/// What of an engine another thread needs in order to prepare its next site: tables, no state.
package struct EngineOutline: Sendable {
    let site: Site
    let plan: HazardPlan
    /// Changes with every table; a preparation from an older outline is made again.
    package let generation: UInt64
}

extension Engine {
    package var outline: EngineOutline { EngineOutline(site: site, plan: plan, generation: generation) }
}
