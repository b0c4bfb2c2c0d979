import Facility

/// The table of kinds: which conveyance speaks to a destination.
extension Destination {
    /// Throws `ConveyanceFault` when its settings cannot work; `site` is `Site.id`, `box` what kinds that act beside
    /// the box need.
    package func conveyance(
        site: String, box: BoxPorts = BoxPorts()
    ) throws(ConveyanceFault) -> any Conveyance {
        switch kind {
        case .http(let settings):
            if let template = settings.template {
                try TemplateConveyance(
                    template, settings: settings, acknowledgement: acknowledgement, site: site)
            } else {
                try HTTPConveyance(settings, acknowledgement: acknowledgement, site: site)
            }
        case .file(let settings):
            FileConveyance(settings, destination: id, site: site, box: box)
        case .cap(let settings, let carrier):
            try CAPConveyance(settings, carrier: carrier, destination: self, site: site, box: box)
        case .webhook(let settings):
            if case .standard(let keys) = settings.form {
                try WebhookConveyance(settings, keys: keys, site: site)
            } else {
                try RobotConveyance(settings)
            }
        case .publish(let settings):
            PublishConveyance(settings, destination: id, box: box)
        case .sound(let settings):
            SoundConveyance(
                Sounder(
                    settings: settings, clock: box.clock, folder: "\(box.folder)/\(id)",
                    standing: box.standing(id)))
        case .siren(let settings):
            SirenConveyance(
                SirenKeeper(destination: id, settings: settings, box: box))
        case .gb26875(let settings): FireCentreConveyance(settings, destination: id, box: box)
        }
    }
}

/// Why a destination's settings cannot work. The sentence is made by the message catalogue.
package enum ConveyanceFault: Error, Sendable, Equatable {
    case notAnAddress(String)
    case unreadableAuthority(file: String)
    /// The certificate or the key that the far side is to know us by.
    case unreadableCertificate(file: String)
    /// A key or secret of its `signing`; the reason without it.
    case unusableSigning(String)
    /// A destination file's action that does not compile.
    case badTemplate(file: String, action: String)
}
