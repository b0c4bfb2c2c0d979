/// A password, key or token that came from a file: it can be used and compared, and is never written by accident.
///
/// Whatever prints, dumps or interpolates the settings it stands in gets three dots; only `text` and `bytes` tell.
package struct Secret: Sendable, Equatable, CustomStringConvertible, CustomDebugStringConvertible,
    CustomReflectable
{
    package let text: String

    package init(_ text: String) { self.text = text }

    package var bytes: [UInt8] { Array(text.utf8) }
    package var isEmpty: Bool { text.isEmpty }
    package var description: String { "•••" }
    package var debugDescription: String { "•••" }
    package var customMirror: Mirror { Mirror(self, children: []) }
}
