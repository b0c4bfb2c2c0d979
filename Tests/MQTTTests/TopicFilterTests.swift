import Testing

@testable import MQTT

/// The MQTT rules of matching, and what follows for overlapping filters.
@Suite struct TopicFilterTests {
    @Test(
        "A filter matches what MQTT says it matches",
        arguments: [
            ("a/b", "a/b", true), ("a/b", "a/c", false), ("a/b", "a/b/c", false), ("a/b/c", "a/b", false),
            ("a/+", "a/b", true), ("a/+", "a", false), ("a/+", "a/b/c", false), ("a/+", "a/", true),
            ("+/+", "/x", true), ("a/#", "a", true), ("a/#", "a/b/c", true), ("#", "a/b", true),
            ("#", "$SYS/x", false), ("+/x", "$SYS/x", false), ("$SYS/#", "$SYS/x", true),
            ("a/+/c", "a/b/c", true),
            ("a/+/#", "a", false), ("a/+/#", "a/b", true), ("", "a", false), ("a", "", false),
        ])
    func matching(filter: String, topic: String, expected: Bool) {
        let matches = Array(topic.utf8).withUnsafeBytes { TopicFilter(filter).matches($0) }
        #expect(matches == expected)
    }

    @Test("Filters that another one covers are left out, one of two equal ones stays")
    func reduction() {
        #expect(TopicFilter.reduced(["a/b", "a/#", "b/+", "b/c", "a/b"]) == ["a/#", "b/+"])
        #expect(TopicFilter.reduced(["a/+", "+/b"]) == ["a/+", "+/b"])
        #expect(TopicFilter.reduced(["x", "x"]) == ["x"])
        #expect(TopicFilter.reduced(["#", "$SYS/a"]) == ["#", "$SYS/a"])
        #expect(TopicFilter.reduced(["a", "a/#"]) == ["a/#"])
    }

    @Test(
        "Filters overlap when one topic can match both",
        arguments: [
            ("a/+", "+/b", true), ("a/#", "a", true), ("a/b", "a/c", false), ("a/+/c", "a/b/d", false),
            ("#", "a/b", true), ("a/+", "a/b/c", false),
        ])
    func overlap(left: String, right: String, expected: Bool) {
        #expect(TopicFilter(left).overlaps(TopicFilter(right)) == expected)
        #expect(TopicFilter(right).overlaps(TopicFilter(left)) == expected)
    }
}
