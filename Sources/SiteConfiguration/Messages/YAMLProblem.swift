/// What libyaml says of a file it cannot read, in its own English words.
package struct YAMLProblem: Sendable, Hashable {
    package let text: String

    /// The same in Chinese; nil for what operators hardly ever see.
    var chinese: String? { Self.known[text.trimmingPrefix("but ").lowercased()] }

    private static let known = [
        "found unexpected end of stream": "引号或括号没有闭合",
        "mapping values are not allowed in this context": "此处不能出现 `键: 值`，请检查缩进或给文本加引号",
        "did not find expected key": "此处应为键，请检查缩进",
        "did not find expected ',' or '}'": "缺少 `,` 或 `}`",
        "did not find expected ',' or ']'": "缺少 `,` 或 `]`",
        "could not find expected ':'": "缺少 `:`",
        "did not find expected '-' indicator": "缺少列表项的 `-`，请检查缩进",
        "did not find expected node content": "缺少内容",
        "found character that cannot start any token": "此字符不能出现在这里（制表符不能用于缩进）",
        "found a tab character that violates indentation": "制表符不能用于缩进",
        "found undefined alias": "别名没有定义",
        "found another document": "一个文件只能有一份配置（多了 `---`）",
        "found unknown escape character": "未知的转义字符",
        "control characters are not allowed": "不能有控制字符",
    ]
}
