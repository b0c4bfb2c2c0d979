/// What the far side does about a case beside moving it along (`water-ev-platform` 3.2). Each is a line in the incident's
/// life; only `redone` moves the case.
package enum FollowUp: String, Sendable, Codable, CaseIterable {
    /// 督办: somebody above looks at it.
    case supervised
    /// 催办
    case urged
    /// 评价
    case rated
    /// 重办: it was resolved and is to be done again.
    case redone
}
