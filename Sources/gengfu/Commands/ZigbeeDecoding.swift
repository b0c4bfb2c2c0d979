import Facility
import Foundation
import SiteConfiguration

/// `gengfu decode --zigbee-exposes FILE`: what would be made of the devices that a zigbee2mqtt describes, one JSON
/// object per model, or the profiles as files with `--yaml`.
struct ZigbeeDecoding {
    let path: String
    let isYAML: Bool
    let language: Language

    /// - Returns: whether the file describes devices at all.
    func run() -> Bool {
        guard let bytes = FileManager.default.contents(atPath: path) else {
            StandardError.write("\(path) cannot be read")
            return false
        }
        do throws(ZigbeeExposesReader.Failure) {
            let found = ZigbeeProfiles(try ZigbeeExposesReader.read(bytes))
            if isYAML {
                StandardOutput.write(
                    found.drafts.map { $0.yaml(base: "zigbee2mqtt") }.joined(separator: "---\n"))
            } else {
                for draft in found.drafts { StandardOutput.write(JSONLine.text(UsableModel(draft))) }
                for refusal in found.refusals { StandardOutput.write(JSONLine.text(UnusableModel(refusal))) }
            }
            let count = found.drafts.count + found.refusals.count
            StandardError.write("\(found.drafts.count) of \(count) models give a profile")
            return true
        } catch {
            StandardError.write("\(path): \(error.text[language])")
            return false
        }
    }
}

/// A model that gives a profile, as it is printed.
private struct UsableModel: Encodable {
    let usable = true
    let profile: String
    let name: String
    let facility: String
    /// Point → JSON Pointer.
    let points: [String: String]
    let unused: [String]

    init(_ draft: ZigbeeDraft) {
        profile = draft.id
        name = draft.name
        facility = draft.facility
        points = Dictionary(draft.fields.map { ($0.point, $0.at) }, uniquingKeysWith: { first, _ in first })
        unused = draft.unused
    }
}

/// A model that gives none, and why.
private struct UnusableModel: Encodable {
    let usable = false
    let vendor: String
    let model: String
    let reason: String
    let exposes: [String]

    init(_ refusal: ZigbeeProfiles.Refusal) {
        vendor = refusal.model.vendor
        model = refusal.model.model
        switch refusal.obstacle {
        case .nothingExposed: (reason, exposes) = ("exposes nothing", [])
        case .nothingOfOurs(let properties): (reason, exposes) = ("nothing of any vocabulary", properties)
        }
    }
}
