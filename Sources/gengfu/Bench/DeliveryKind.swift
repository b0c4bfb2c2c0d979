import ArgumentParser

/// Which kind of destination a delivery benchmark tells.
enum DeliveryKind: String, Codable, CaseIterable, ExpressibleByArgument {
    case http, gb26875
}
