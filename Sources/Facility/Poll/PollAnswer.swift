/// What a decoded message was to the questions of its device.
enum PollAnswer: Sendable, Equatable {
    /// The answer to the outstanding one, if only an exception.
    case toOutstanding
    /// A whole answer, but not to what is outstanding: nothing of it is read.
    case unexpected(PollShape)
}

/// What the decoder is told of a polled device.
enum PollExpectation {
    /// Nobody polls here (`gengfu decode`, examples): an answer is taken for the first question it fits.
    static let unknown: Int32 = -2
    static let nothing: Int32 = -1
}
