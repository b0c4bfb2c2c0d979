import Control
import Facility

/// Devices that speak and that the sheet does not have: what each said, and a form to take it in or turn it away.
///
/// All of it comes from whoever can publish at the broker, so it is cut and made visible before it is escaped.
struct HeldTable {
    /// Rows on the page; beyond, the page says how many it leaves out.
    static let rowLimit = 50
    /// Characters shown of a name or topic, and of a payload.
    static let nameLength = 120
    static let payloadLength = 240

    let context: PageContext
    let wall: WallTime

    /// nil: nobody is held.
    func markup(_ watch: Watch) -> HTML? {
        guard watch.heldTotal > 0 else { return nil }
        let shown = watch.held.prefix(Self.rowLimit)
        let hidden = watch.heldTotal - shown.count
        let known = Set(watch.devices.map(\.profile) + shown.compactMap(\.profile)).sorted()
        let buildings = Set(watch.devices.map(\.place.building)).filter { !$0.isEmpty }
            .sorted { DeviceTables.naturally($0, $1) }
        return """
            <section aria-labelledby="h-held"><h2 id="h-held">\(context(Words.held(watch.heldTotal)))</h2>
            <p class="bad">\(context(Words.heldAdvice))</p>
            \(shown.map { row($0, people: watch.people, now: watch.status.now) })
            \(hidden > 0 ? "<p class=\"bad\">\(context(Words.moreHeld(hidden)))</p>" : nil)
            \(choices("profiles", known))\(choices("buildings", buildings))</section>
            """
    }

    private func row(_ device: RegistryReport, people: [PersonReport], now: Timestamp) -> HTML {
        let profile = device.profile.map { context(Words.suggested) + " " + $0 } ?? context(Words.noProfile)
        let urgent: HTML? =
            device.urgent > 0 ? "<strong class=\"badge open\">\(context(Words.urgentKept))</strong>" : nil
        return """
            <details id="h-\(Self.key(device))"><summary><b>\(VisibleText.of(device.id, most: Self.nameLength))</b>
            \(VisibleText.of(device.broker, most: Self.nameLength)) · \(profile) \(urgent)</summary>
            <p>\(context(Words.heardTimes(Int(device.count))))\(context.comma)\(context(Words.firstHeard)) \
            \(wall.text(device.firstHeard, now: now))\(context.comma)\(context(Words.lastHeard)) \
            \(wall.text(device.lastHeard, now: now))</p>\(sample(device))\(form(device, people))</details>
            """
    }

    private func sample(_ device: RegistryReport) -> HTML? {
        device.sample.map { sample in
            """
            <p><code>\(VisibleText.of(sample.topic, most: Self.nameLength))</code><br>
            <code>\(VisibleText.of(sample.payload, most: Self.payloadLength))</code> \
            (\(sample.bytes) \(context(Words.bytes)))</p>
            """
        }
    }

    private func form(_ device: RegistryReport, _ people: [PersonReport]) -> HTML {
        guard !people.isEmpty else { return "<p class=\"bad\">\(context(Words.noPeople))</p>" }
        let options = people.map { person in
            let selected: HTML = person.id == context.person ? " selected" : ""
            return "<option value=\"\(person.id)\"\(selected)>\(person.name)</option>" as HTML
        }
        let length = HeldForm.wordLimit
        func field(_ name: String, _ label: LocalizedText, list: String = "", value: String = "") -> HTML {
            """
            <label>\(context(label)) <input type="text" name="\(name)" maxlength="\(length)" list="\(list)"
            value="\(value)" autocomplete="off"></label>
            """
        }
        return """
            <form method="post" action="/held" id="hf-\(Self.key(device))">
            <input type="hidden" name="token" value="\(context.token)">
            <input type="hidden" name="broker" value="\(Self.hex(device.broker))">
            <input type="hidden" name="device" value="\(Self.hex(device.id))">
            <input type="hidden" name="lang" value="\(context.language.rawValue)">
            <label>\(context(Words.who)) <select name="person" required>
            <option value="">—</option>\(options)</select></label>
            \(PINField(context: context).markup(people))\(field("profile", Words.profile, list: "profiles"))\
            \(field("building", Words.buildingName, list: "buildings"))\(field("floor", Words.floor))\
            \(field("why", Words.whyRetired))
            <span class="buttons"><button name="act" value="adopt">\(context(Words.adopt))</button>
            <button name="act" value="retire">\(context(Words.retire))</button></span></form>
            """
    }

    private func choices(_ id: String, _ values: [String]) -> HTML {
        "<datalist id=\"\(id)\">\(values.map { "<option value=\"\($0)\">" as HTML })</datalist>"
    }

    /// Names a row in the page's own addresses, whatever the device calls itself.
    static func key(_ device: RegistryReport) -> String { hex(device.broker) + "-" + hex(device.id) }

    /// Two digits for each byte: a name comes back from a form exactly as it was, control characters included.
    static func hex(_ text: String) -> String {
        text.utf8.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
    }
}
