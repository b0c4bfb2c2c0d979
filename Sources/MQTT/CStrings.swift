import Glibc

/// An array of C strings for the length of a call.
enum CStrings {
    static func with<Result>(
        _ strings: [String], _ body: (UnsafePointer<UnsafeMutablePointer<CChar>?>, Int32) -> Result
    ) -> Result {
        // One nil more than strings, as `execve` wants it.
        let copies = strings.map { strdup($0) } + [nil]
        defer { for copy in copies { free(copy) } }
        return copies.withUnsafeBufferPointer { buffer in
            guard let base = buffer.baseAddress else {
                preconditionFailure("an array with a nil is not empty")
            }
            return body(base, Int32(strings.count))
        }
    }
}
