import Control

/// The field for a person's PIN, the same in every form: a deed of somebody who has one is refused without it.
struct PINField {
    let context: PageContext

    /// Only where somebody has one; a site without PINs has no field to wonder about.
    func markup(_ people: [PersonReport]) -> HTML? {
        guard people.contains(where: { $0.hasPIN ?? false }) else { return nil }
        return """
            <label>\(context(Words.pin))
            <input type="password" name="pin" maxlength="32" autocomplete="off"></label>
            """
    }
}
