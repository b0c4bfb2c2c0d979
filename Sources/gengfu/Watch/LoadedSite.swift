import Control
import Facility
import SiteConfiguration

/// What reading the configuration came to, beside the loop.
struct LoadedSite: Sendable {
    /// nil: it has mistakes.
    var site: Site?
    /// Mistakes, and every diagnostic as its reader sees it, at most `shownLimit`: rendered here and not in the loop,
    /// since a line of a long file is looked for from its beginning.
    var mistakes = 0
    var shown: [String] = []
    /// Who waits for the answer.
    var asker: ReloadAsker?
    /// Only looked at because a file changed; nobody asked to put it in force.
    var isLook = false

    static let shownLimit = 100

    init(site: Site?, diagnostics: [Diagnostic], asker: ReloadAsker?, isLook: Bool) {
        self.site = site
        self.asker = asker
        self.isLook = isLook
        let language = asker?.language ?? .en
        let errors = diagnostics.filter { $0.severity == .error }
        mistakes = errors.count
        let worstFirst = errors + diagnostics.filter { $0.severity != .error }
        shown = worstFirst.prefix(Self.shownLimit).map { $0.rendered(in: language) }
    }
}

/// A caller of the control socket who asked for a reload.
struct ReloadAsker: Sendable {
    var connection: ConnectionID
    var request: Int64
    var language: Language
}
