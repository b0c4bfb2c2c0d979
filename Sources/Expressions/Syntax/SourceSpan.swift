/// Where in the source something stands, in UTF-8 bytes, so that a caret can be put under it.
struct SourceSpan: Hashable {
    var start: Int
    var end: Int

    func joined(with other: SourceSpan) -> SourceSpan {
        SourceSpan(start: min(start, other.start), end: max(end, other.end))
    }
}
